// [MS-DTYP] 2.5.1.1 ace-type, ace-flag-string, text-rights-string
import { AceFlags, AceType } from './ace.ts';

/** The names of the types of entries that SDDL has. */
export const ACE_TYPES: ReadonlyMap<string, number> = new Map([
  ['A', AceType.ACCESS_ALLOWED],
  ['D', AceType.ACCESS_DENIED],
  ['AU', AceType.SYSTEM_AUDIT],
  ['AL', AceType.SYSTEM_ALARM],
  ['OA', AceType.ACCESS_ALLOWED_OBJECT],
  ['OD', AceType.ACCESS_DENIED_OBJECT],
  ['OU', AceType.SYSTEM_AUDIT_OBJECT],
  ['OL', AceType.SYSTEM_ALARM_OBJECT],
  ['XA', AceType.ACCESS_ALLOWED_CALLBACK],
  ['XD', AceType.ACCESS_DENIED_CALLBACK],
  ['ZA', AceType.ACCESS_ALLOWED_CALLBACK_OBJECT],
  ['XU', AceType.SYSTEM_AUDIT_CALLBACK],
  ['ML', AceType.SYSTEM_MANDATORY_LABEL],
  ['RA', AceType.SYSTEM_RESOURCE_ATTRIBUTE],
  ['SP', AceType.SYSTEM_SCOPED_POLICY_ID],
  ['TL', AceType.SYSTEM_PROCESS_TRUST_LABEL],
  ['FL', AceType.SYSTEM_ACCESS_FILTER],
]);

/** The names of an entry's flags, in the order of Windows. */
export const ACE_FLAGS: ReadonlyMap<string, number> = new Map([
  ['OI', AceFlags.OBJECT_INHERIT],
  ['CI', AceFlags.CONTAINER_INHERIT],
  ['NP', AceFlags.NO_PROPAGATE_INHERIT],
  ['IO', AceFlags.INHERIT_ONLY],
  ['ID', AceFlags.INHERITED],
  ['CR', AceFlags.CRITICAL],
  ['SA', AceFlags.SUCCESSFUL_ACCESS],
  ['FA', AceFlags.FAILED_ACCESS],
]);

/** A second meaning of the bit of `SA`, in entries that filter. */
export const TRUST_PROTECTED_FILTER = 'TP';

/** One bit each: written one behind another. The first nine are called after what they mean in a directory. */
export const SINGLE_RIGHTS: ReadonlyMap<string, number> = new Map([
  ['CC', 0x0000_0001],
  ['DC', 0x0000_0002],
  ['LC', 0x0000_0004],
  ['SW', 0x0000_0008],
  ['RP', 0x0000_0010],
  ['WP', 0x0000_0020],
  ['DT', 0x0000_0040],
  ['LO', 0x0000_0080],
  ['CR', 0x0000_0100],
  ['SD', 0x0001_0000],
  ['RC', 0x0002_0000],
  ['WD', 0x0004_0000],
  ['WO', 0x0008_0000],
  ['GA', 0x1000_0000],
  ['GX', 0x2000_0000],
  ['GW', 0x4000_0000],
  ['GR', 0x8000_0000],
]);

/** What generic rights come to for files and for keys of the registry. */
export const WHOLE_RIGHTS: ReadonlyMap<string, number> = new Map([
  ['FA', 0x001f_01ff],
  ['FR', 0x0012_0089],
  ['FW', 0x0012_0116],
  ['FX', 0x0012_00a0],
  ['KA', 0x000f_003f],
  ['KR', 0x0002_0019],
  ['KW', 0x0002_0006],
  ['KX', 0x0002_0019],
]);

/** Of a mandatory label: what those below it may not do. */
export const LABEL_RIGHTS: ReadonlyMap<string, number> = new Map([
  ['NW', 1],
  ['NR', 2],
  ['NX', 4],
]);

/** The names of a mask's rights, or hexadecimal digits where names cannot say it. */
export function formatRights(mask: number, type: number): string {
  const bits = mask >>> 0;
  if (type === AceType.SYSTEM_MANDATORY_LABEL) return lettersOf(bits, LABEL_RIGHTS) ?? hex(bits);
  const whole = [...WHOLE_RIGHTS].find(([, rights]) => rights === bits);
  return whole?.[0] ?? lettersOf(bits, SINGLE_RIGHTS) ?? hex(bits);
}

/** The names of flags, one behind another. */
export function formatFlags(flags: number): string {
  return [...ACE_FLAGS].map(([name, bit]) => ((flags & bit) === 0 ? '' : name)).join('');
}

/** `undefined` where a bit has no name, and for none: nothing may stand between two semicolons and mean 0. */
function lettersOf(bits: number, table: ReadonlyMap<string, number>): string | undefined {
  let rest = bits;
  let names = '';
  for (const [name, bit] of table) {
    if ((bits & bit) === 0) continue;
    names += name;
    rest &= ~bit;
  }
  return rest === 0 && names !== '' ? names : undefined;
}

function hex(bits: number): string {
  return `0x${bits.toString(16)}`;
}

import { type Ace, AceFlags, AceType } from '../wire/dtyp/ace.ts';
import { formatRights } from '../wire/dtyp/sddl-names.ts';
import { SecurityControl, type SecurityDescriptor } from '../wire/dtyp/security-descriptor.ts';
import type { Sid } from '../wire/dtyp/sid.ts';

export { parseSddl } from '../wire/dtyp/sddl-parse.ts';
export { toSddl } from '../wire/dtyp/sddl.ts';
export type { DomainOptions } from '../wire/dtyp/sid-alias.ts';
export { SecurityInformation } from '../wire/smb2/query-info.ts';
export type { Ace, SecurityDescriptor, Sid };

/** An entry of a list, in words for people. */
export interface AceWords {
  /** `allow`, `deny`, `audit`, ... or the type's number. */
  readonly type: string;
  /** Whom it concerns; `undefined` in an entry that nobody knows. */
  readonly sid: Sid | undefined;
  /** `full`, `modify`, `read`, ... or the names of SDDL. */
  readonly rights: string;
  readonly mask: number | undefined;
  /** Who inherits it, and whether it was inherited. */
  readonly flags: readonly string[];
}

/** The type's name as in the specification, cut to what it does; objects and conditions are said beside it. */
const TYPES = new Map<number, string>(
  Object.entries(AceType).map(([name, type]) => [
    type,
    name
      .replace('ACCESS_ALLOWED', 'allow')
      .replace('ACCESS_DENIED', 'deny')
      .replace('SYSTEM_', '')
      .replace('_CALLBACK', ' if')
      .replace('_OBJECT', ' object')
      .replaceAll('_', ' ')
      .toLowerCase(),
  ]),
);

/** What the dialogues of Windows call these masks. */
const RIGHTS = new Map([
  [0x001f_01ff, 'full'],
  [0x1000_0000, 'full'],
  [0x0013_01bf, 'modify'],
  [0x0012_00a9, 'read, execute'],
  [0x0012_0089, 'read'],
  [0x0012_0116, 'write'],
  [0x0012_019f, 'read, write'],
]);

const FLAGS = [
  [AceFlags.OBJECT_INHERIT, 'files'],
  [AceFlags.CONTAINER_INHERIT, 'folders'],
  [AceFlags.INHERIT_ONLY, 'only below'],
  [AceFlags.NO_PROPAGATE_INHERIT, 'one level'],
  [AceFlags.INHERITED, 'inherited'],
  [AceFlags.CRITICAL, 'critical'],
  [AceFlags.SUCCESSFUL_ACCESS, 'success'],
  [AceFlags.FAILED_ACCESS, 'failure'],
] as const;

/** One entry in words. */
export function aceWords(ace: Ace): AceWords {
  const type = TYPES.get(ace.type) ?? `type 0x${ace.type.toString(16)}`;
  const flags = FLAGS.filter(([bit]) => (ace.flags & bit) !== 0).map(([, word]) => word);
  if (!('sid' in ace))
    return { type, sid: undefined, rights: `${ace.body.length} bytes`, mask: undefined, flags };
  const { sid, mask } = ace;
  const files = ace.type !== AceType.SYSTEM_MANDATORY_LABEL;
  const rights = (files ? RIGHTS.get(mask >>> 0) : undefined) ?? formatRights(mask, ace.type);
  return { type, sid, rights, mask: mask >>> 0, flags };
}

/** What the descriptor says of its access list as a whole. */
export function listWords({ control, dacl }: SecurityDescriptor): string[] {
  return [
    ...(dacl === null ? ['there is no list: everybody may do everything'] : []),
    ...(dacl?.aces.length === 0 ? ['the list is empty: nobody may do anything'] : []),
    ...((control & SecurityControl.DACL_PROTECTED) === 0 ? [] : ['protected: nothing is inherited']),
    ...((control & SecurityControl.DACL_AUTO_INHERITED) === 0 ? [] : ['inherited from above']),
  ];
}

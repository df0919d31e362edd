// [MS-DTYP] 2.5.1 Security Descriptor Description Language, out of a descriptor
import { SmbError } from '../../errors.ts';
import { type Ace, isObjectAceType, type ObjectAce } from './ace.ts';
import type { Acl } from './acl.ts';
import { ACE_TYPES, formatFlags, formatRights } from './sddl-names.ts';
import { SecurityControl, type SecurityDescriptor } from './security-descriptor.ts';
import { aliasOfSid, type DomainOptions } from './sid-alias.ts';

const TYPE_NAMES = new Map([...ACE_TYPES].map(([name, type]) => [type, name]));

/** The flags of a list, in their order, for either list. */
export const LIST_FLAGS = [
  {
    name: 'P',
    dacl: SecurityControl.DACL_PROTECTED,
    sacl: SecurityControl.SACL_PROTECTED,
  },
  {
    name: 'AR',
    dacl: SecurityControl.DACL_AUTO_INHERIT_REQ,
    sacl: SecurityControl.SACL_AUTO_INHERIT_REQ,
  },
  {
    name: 'AI',
    dacl: SecurityControl.DACL_AUTO_INHERITED,
    sacl: SecurityControl.SACL_AUTO_INHERITED,
  },
] as const;

/** Stands for a list that is present but missing. */
export const NULL_ACL = 'NO_ACCESS_CONTROL';

/**
 * A security descriptor as text in SDDL ([MS-DTYP] 2.5.1): `O:BAG:BAD:P(A;OICI;FA;;;BA)`. Only the parts that are
 * there are written. Identifiers become their two letters where they have some; those of a domain (`DA`, `DU`, ...)
 * where `domain` is given.
 *
 * @throws {@link SmbError} `ENOTSUP` for what SDDL has no word for, and for conditions and resource attributes, which
 *   this version keeps as bytes
 * @example
 * ```ts
 * console.log(toSddl(await share.getSecurity('report.pdf')));
 * ```
 */
export function toSddl(descriptor: Partial<SecurityDescriptor>, options: DomainOptions = {}): string {
  const { owner, group, dacl, sacl, control = 0 } = descriptor;
  const sid = (given: string) => aliasOfSid(given, options) ?? given;
  const list = (acl: Acl | null, which: 'dacl' | 'sacl') => {
    const flags = LIST_FLAGS.map(flag => ((control & flag[which]) === 0 ? '' : flag.name)).join('');
    return flags + (acl === null ? NULL_ACL : acl.aces.map(ace => formatAce(ace, sid)).join(''));
  };
  return [
    owner === undefined ? '' : `O:${sid(owner)}`,
    group === undefined ? '' : `G:${sid(group)}`,
    dacl === undefined ? '' : `D:${list(dacl, 'dacl')}`,
    sacl === undefined ? '' : `S:${list(sacl, 'sacl')}`,
  ].join('');
}

function formatAce(ace: Ace, sid: (given: string) => string): string {
  const type = TYPE_NAMES.get(ace.type);
  if (type === undefined || !('sid' in ace)) {
    throw unsupported(`SDDL has no word for entries of the type 0x${ace.type.toString(16)}`);
  }
  if (ace.data !== undefined && ace.data.length > 0) {
    throw unsupported(
      `the condition or attribute of an entry of the type ${type} cannot be written as SDDL yet`,
    );
  }
  const { objectType = '', inheritedObjectType = '' }: ObjectAce = isObjectAceType(ace.type)
    ? ace
    : NO_OBJECT;
  const rights = formatRights(ace.mask, ace.type);
  const fields = [type, formatFlags(ace.flags), rights, objectType, inheritedObjectType, sid(ace.sid)];
  return `(${fields.join(';')})`;
}

const NO_OBJECT = {} as ObjectAce;

function unsupported(message: string): SmbError {
  return new SmbError({ code: 'ENOTSUP', message, outcome: 'not-sent' });
}

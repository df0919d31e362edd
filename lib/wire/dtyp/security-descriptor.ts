// [MS-DTYP] 2.4.6 SECURITY_DESCRIPTOR, self-relative form
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';
import { type Acl, decodeAcl, encodeAcl, sizeOfAcl } from './acl.ts';
import { decodeSid, encodeSid, type Sid, sizeOfSid } from './sid.ts';

/** [MS-DTYP] 2.4.6 Control. */
export const SecurityControl = {
  OWNER_DEFAULTED: 0x0001,
  GROUP_DEFAULTED: 0x0002,
  DACL_PRESENT: 0x0004,
  DACL_DEFAULTED: 0x0008,
  SACL_PRESENT: 0x0010,
  SACL_DEFAULTED: 0x0020,
  DACL_TRUSTED: 0x0040,
  SERVER_SECURITY: 0x0080,
  DACL_AUTO_INHERIT_REQ: 0x0100,
  SACL_AUTO_INHERIT_REQ: 0x0200,
  DACL_AUTO_INHERITED: 0x0400,
  SACL_AUTO_INHERITED: 0x0800,
  DACL_PROTECTED: 0x1000,
  SACL_PROTECTED: 0x2000,
  RM_CONTROL_VALID: 0x4000,
  SELF_RELATIVE: 0x8000,
} as const;
export type SecurityControl = (typeof SecurityControl)[keyof typeof SecurityControl];

/** Who owns a file and who may do what with it. A part that was not asked for is `undefined`. */
export interface SecurityDescriptor {
  /** {@link SecurityControl} flags; those that say what is present follow from the other fields. */
  readonly control: number;
  /** Meaningful with RM_CONTROL_VALID only. */
  readonly resourceManagerControl?: number | undefined;
  readonly owner?: Sid | undefined;
  readonly group?: Sid | undefined;
  /** `null` is a list that is present but missing: it grants everything to everybody. */
  readonly dacl?: Acl | null | undefined;
  readonly sacl?: Acl | null | undefined;
}

const HEADER = 20;
const DERIVED = SecurityControl.DACL_PRESENT | SecurityControl.SACL_PRESENT | SecurityControl.SELF_RELATIVE;

function encode(value: Partial<SecurityDescriptor>): Uint8Array {
  const { owner, group, dacl, sacl } = value;
  const sids = sizeIf(owner, sizeOfSid) + sizeIf(group, sizeOfSid);
  const bytes = new Uint8Array(HEADER + sids + sizeIf(sacl, sizeOfAcl) + sizeIf(dacl, sizeOfAcl));
  const view = viewOf(bytes);
  let control = ((value.control ?? 0) & ~DERIVED) | SecurityControl.SELF_RELATIVE;
  if (dacl !== undefined) control |= SecurityControl.DACL_PRESENT;
  if (sacl !== undefined) control |= SecurityControl.SACL_PRESENT;
  view.setUint8(0, 1);
  view.setUint8(1, value.resourceManagerControl ?? 0);
  view.setUint16(2, control, true);
  let end = HEADER;
  function place<T>(field: number, part: T | null | undefined, write: (at: number, part: T) => number): void {
    if (part === undefined || part === null) return;
    view.setUint32(field, end, true);
    end += write(end, part);
  }
  const writeSid = (at: number, sid: Sid) => {
    bytes.set(encodeSid(sid), at);
    return sizeOfSid(sid);
  };
  const writeAcl = (at: number, acl: Acl) => encodeAcl(bytes, at, acl);
  // lists first, as Windows lays them out
  place(12, sacl, writeAcl);
  place(16, dacl, writeAcl);
  place(4, owner, writeSid);
  place(8, group, writeSid);
  return bytes;
}

function decode(bytes: Uint8Array): SecurityDescriptor {
  const view = viewOf(within(bytes, 0, HEADER, 'SECURITY_DESCRIPTOR'));
  const revision = view.getUint8(0);
  const control = view.getUint16(2, true);
  if (revision !== 1) throw new ProtocolError(`SECURITY_DESCRIPTOR of revision ${revision}`);
  if ((control & SecurityControl.SELF_RELATIVE) === 0) {
    throw new ProtocolError('SECURITY_DESCRIPTOR is not self-relative');
  }
  function at(field: number): number | undefined {
    const offset = view.getUint32(field, true);
    if (offset === 0) return undefined;
    if (offset < HEADER)
      throw new ProtocolError(`SECURITY_DESCRIPTOR: a part at ${offset} overlaps the header`);
    return offset;
  }
  function sid(field: number): Sid | undefined {
    const offset = at(field);
    return offset === undefined ? undefined : decodeSid(bytes, offset);
  }
  function acl(field: number, present: number): Acl | null | undefined {
    if ((control & present) === 0) return undefined;
    const offset = at(field);
    return offset === undefined ? null : decodeAcl(bytes, offset);
  }
  return {
    control,
    resourceManagerControl: view.getUint8(1),
    owner: sid(4),
    group: sid(8),
    sacl: acl(12, SecurityControl.SACL_PRESENT),
    dacl: acl(16, SecurityControl.DACL_PRESENT),
  };
}

function sizeIf<T>(part: T | null | undefined, size: (part: T) => number): number {
  return part === undefined || part === null ? 0 : size(part);
}

/** Both directions; `decode` throws a ProtocolError for bytes that cannot be one. */
export const SecurityDescriptor = { name: 'SECURITY_DESCRIPTOR', encode, decode } as const;

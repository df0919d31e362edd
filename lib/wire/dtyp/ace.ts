// [MS-DTYP] 2.4.4 ACE
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';
import { decodeSid, encodeSid, type Sid, sizeOfSid } from './sid.ts';

/** [MS-DTYP] 2.4.4.1 AceType. */
export const AceType = {
  ACCESS_ALLOWED: 0x00,
  ACCESS_DENIED: 0x01,
  SYSTEM_AUDIT: 0x02,
  ACCESS_ALLOWED_OBJECT: 0x05,
  ACCESS_DENIED_OBJECT: 0x06,
  SYSTEM_AUDIT_OBJECT: 0x07,
  ACCESS_ALLOWED_CALLBACK: 0x09,
  ACCESS_DENIED_CALLBACK: 0x0a,
  ACCESS_ALLOWED_CALLBACK_OBJECT: 0x0b,
  ACCESS_DENIED_CALLBACK_OBJECT: 0x0c,
  SYSTEM_AUDIT_CALLBACK: 0x0d,
  SYSTEM_AUDIT_CALLBACK_OBJECT: 0x0f,
  SYSTEM_MANDATORY_LABEL: 0x11,
  SYSTEM_RESOURCE_ATTRIBUTE: 0x12,
  SYSTEM_SCOPED_POLICY_ID: 0x13,
} as const;
export type AceType = (typeof AceType)[keyof typeof AceType];

/** [MS-DTYP] 2.4.4.1 AceFlags: how an entry is inherited, and what an audit entry reports. */
export const AceFlags = {
  OBJECT_INHERIT: 0x01,
  CONTAINER_INHERIT: 0x02,
  NO_PROPAGATE_INHERIT: 0x04,
  INHERIT_ONLY: 0x08,
  INHERITED: 0x10,
  SUCCESSFUL_ACCESS: 0x40,
  FAILED_ACCESS: 0x80,
} as const;
export type AceFlags = (typeof AceFlags)[keyof typeof AceFlags];

/** An entry that names rights and whom they concern. */
export interface AccessAce {
  readonly type: number;
  readonly flags: number;
  /** Access mask. */
  readonly mask: number;
  readonly sid: Sid;
  /** What follows the identifier in callback, attribute and label entries; usually nothing. */
  readonly data?: Uint8Array | undefined;
}

/** An entry of any other type, body kept as it came. */
export interface RawAce {
  readonly type: number;
  readonly flags: number;
  readonly body: Uint8Array;
}

/** An access control entry. */
export type Ace = AccessAce | RawAce;

const HEADER = 4;

/** The types whose body is a mask, an identifier and perhaps data. */
const WITH_SID: ReadonlySet<number> = new Set([
  AceType.ACCESS_ALLOWED,
  AceType.ACCESS_DENIED,
  AceType.SYSTEM_AUDIT,
  AceType.ACCESS_ALLOWED_CALLBACK,
  AceType.ACCESS_DENIED_CALLBACK,
  AceType.SYSTEM_AUDIT_CALLBACK,
  AceType.SYSTEM_MANDATORY_LABEL,
  AceType.SYSTEM_RESOURCE_ATTRIBUTE,
  AceType.SYSTEM_SCOPED_POLICY_ID,
]);

/** Bytes of an entry, a multiple of 4. */
export function sizeOfAce(ace: Ace): number {
  const body = 'sid' in ace ? 4 + sizeOfSid(ace.sid) + (ace.data?.length ?? 0) : ace.body.length;
  return Math.ceil((HEADER + body) / 4) * 4;
}

/** Writes an entry at `at` and says how long it is. */
export function encodeAce(target: Uint8Array, at: number, ace: Ace): number {
  const size = sizeOfAce(ace);
  const view = viewOf(target);
  view.setUint8(at, ace.type);
  view.setUint8(at + 1, ace.flags);
  view.setUint16(at + 2, size, true);
  if ('sid' in ace) {
    view.setUint32(at + HEADER, ace.mask, true);
    target.set(encodeSid(ace.sid), at + HEADER + 4);
    target.set(ace.data ?? [], at + HEADER + 4 + sizeOfSid(ace.sid));
  } else {
    target.set(ace.body, at + HEADER);
  }
  return size;
}

/**
 * The entry at `at` and its size, which is at least that of its header.
 *
 * @throws {ProtocolError} when it does not fit
 */
export function decodeAce(bytes: Uint8Array, at: number): { readonly ace: Ace; readonly size: number } {
  within(bytes, at, HEADER, 'ACE');
  const view = viewOf(bytes);
  const [type, flags, size] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
  if (size < HEADER) throw new ProtocolError(`ACE of ${size} bytes`);
  const body = within(bytes, at, size, 'ACE').subarray(HEADER);
  if (!WITH_SID.has(type)) return { ace: { type, flags, body }, size };
  within(body, 0, 4, 'ACE mask');
  const sid = decodeSid(body, 4);
  const data = body.subarray(4 + sizeOfSid(sid));
  const ace = { type, flags, mask: viewOf(body).getUint32(0, true), sid };
  return { ace: data.length === 0 ? ace : { ...ace, data }, size };
}

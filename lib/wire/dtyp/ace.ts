// [MS-DTYP] 2.4.4 ACE
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';
import { guid } from './guid.ts';
import { decodeSid, encodeSid, type Sid, sizeOfSid } from './sid.ts';

/** [MS-DTYP] 2.4.4.1 AceType. */
export const AceType = {
  ACCESS_ALLOWED: 0x00,
  ACCESS_DENIED: 0x01,
  SYSTEM_AUDIT: 0x02,
  SYSTEM_ALARM: 0x03,
  ACCESS_ALLOWED_OBJECT: 0x05,
  ACCESS_DENIED_OBJECT: 0x06,
  SYSTEM_AUDIT_OBJECT: 0x07,
  SYSTEM_ALARM_OBJECT: 0x08,
  ACCESS_ALLOWED_CALLBACK: 0x09,
  ACCESS_DENIED_CALLBACK: 0x0a,
  ACCESS_ALLOWED_CALLBACK_OBJECT: 0x0b,
  ACCESS_DENIED_CALLBACK_OBJECT: 0x0c,
  SYSTEM_AUDIT_CALLBACK: 0x0d,
  SYSTEM_ALARM_CALLBACK: 0x0e,
  SYSTEM_AUDIT_CALLBACK_OBJECT: 0x0f,
  SYSTEM_ALARM_CALLBACK_OBJECT: 0x10,
  SYSTEM_MANDATORY_LABEL: 0x11,
  SYSTEM_RESOURCE_ATTRIBUTE: 0x12,
  SYSTEM_SCOPED_POLICY_ID: 0x13,
  SYSTEM_PROCESS_TRUST_LABEL: 0x14,
  SYSTEM_ACCESS_FILTER: 0x15,
} as const;
export type AceType = (typeof AceType)[keyof typeof AceType];

/** [MS-DTYP] 2.4.4.1 AceFlags: how an entry is inherited, and what an audit entry reports. */
export const AceFlags = {
  OBJECT_INHERIT: 0x01,
  CONTAINER_INHERIT: 0x02,
  NO_PROPAGATE_INHERIT: 0x04,
  INHERIT_ONLY: 0x08,
  INHERITED: 0x10,
  /** Of an allowing entry: it must not be taken away. */
  CRITICAL: 0x20,
  SUCCESSFUL_ACCESS: 0x40,
  FAILED_ACCESS: 0x80,
} as const;
export type AceFlags = (typeof AceFlags)[keyof typeof AceFlags];

/** An entry that names rights and whom they concern: every type of {@link AceType}, for objects or not. */
export interface AccessAce {
  readonly type: number;
  readonly flags: number;
  /** Access mask. */
  readonly mask: number;
  readonly sid: Sid;
  /**
   * What follows the identifier: the condition of a callback entry ([MS-DTYP] 2.4.4.17), the claim of an attribute
   * entry (2.4.10.1), as bytes; usually nothing.
   */
  readonly data?: Uint8Array | undefined;
}

/** An entry for one kind of object, property or right of a directory ([MS-DTYP] 2.4.4.3); files have none. */
export interface ObjectAce extends AccessAce {
  /** GUID of what it concerns; left out, it concerns all. */
  readonly objectType?: string | undefined;
  /** GUID of the kind of object that inherits it; left out, all do. */
  readonly inheritedObjectType?: string | undefined;
}

/** An entry of any other type, body kept as it came. */
export interface RawAce {
  readonly type: number;
  readonly flags: number;
  readonly body: Uint8Array;
}

/** An access control entry. */
export type Ace = AccessAce | ObjectAce | RawAce;

const HEADER = 4;

/**
 * The types whose body is a mask, an identifier and perhaps data. By number, as those below: who only reads entries
 * starts without the names.
 */
const WITH_SID: ReadonlySet<number> = new Set([
  0x00, // ACCESS_ALLOWED
  0x01, // ACCESS_DENIED
  0x02, // SYSTEM_AUDIT
  0x03, // SYSTEM_ALARM
  0x09, // ACCESS_ALLOWED_CALLBACK
  0x0a, // ACCESS_DENIED_CALLBACK
  0x0d, // SYSTEM_AUDIT_CALLBACK
  0x0e, // SYSTEM_ALARM_CALLBACK
  0x11, // SYSTEM_MANDATORY_LABEL
  0x12, // SYSTEM_RESOURCE_ATTRIBUTE
  0x13, // SYSTEM_SCOPED_POLICY_ID
  0x14, // SYSTEM_PROCESS_TRUST_LABEL
  0x15, // SYSTEM_ACCESS_FILTER
]);

/** The types that have flags and up to two GUIDs between the mask and the identifier. */
const WITH_OBJECT: ReadonlySet<number> = new Set([
  0x05, // ACCESS_ALLOWED_OBJECT
  0x06, // ACCESS_DENIED_OBJECT
  0x07, // SYSTEM_AUDIT_OBJECT
  0x08, // SYSTEM_ALARM_OBJECT
  0x0b, // ACCESS_ALLOWED_CALLBACK_OBJECT
  0x0c, // ACCESS_DENIED_CALLBACK_OBJECT
  0x0f, // SYSTEM_AUDIT_CALLBACK_OBJECT
  0x10, // SYSTEM_ALARM_CALLBACK_OBJECT
]);

/** Whether entries of this type may name an object: a list of them has revision 4. */
export function isObjectAceType(type: number): boolean {
  return WITH_OBJECT.has(type);
}

const OBJECT_TYPE_PRESENT = 1;
const INHERITED_OBJECT_TYPE_PRESENT = 2;

/** Bytes of an entry, a multiple of 4. */
export function sizeOfAce(ace: Ace): number {
  return Math.ceil((HEADER + sizeOfBody(ace)) / 4) * 4;
}

function sizeOfBody(ace: Ace): number {
  if (!('sid' in ace)) return ace.body.length;
  const object = isObjectAceType(ace.type) ? 4 + guid.size * guidsOf(ace).length : 0;
  return 4 + object + sizeOfSid(ace.sid) + (ace.data?.length ?? 0);
}

function guidsOf({ objectType, inheritedObjectType }: ObjectAce): string[] {
  return [objectType, inheritedObjectType].filter(each => each !== undefined);
}

/** Writes an entry at `at` and says how long it is. */
export function encodeAce(target: Uint8Array, at: number, ace: Ace): number {
  const size = sizeOfAce(ace);
  const view = viewOf(target);
  view.setUint8(at, ace.type);
  view.setUint8(at + 1, ace.flags);
  view.setUint16(at + 2, size, true);
  let next = at + HEADER;
  if (!('sid' in ace)) {
    target.set(ace.body, next);
    return size;
  }
  view.setUint32(next, ace.mask, true);
  next += 4;
  if (isObjectAceType(ace.type)) {
    const { objectType, inheritedObjectType }: ObjectAce = ace;
    const present =
      (objectType === undefined ? 0 : OBJECT_TYPE_PRESENT) |
      (inheritedObjectType === undefined ? 0 : INHERITED_OBJECT_TYPE_PRESENT);
    view.setUint32(next, present, true);
    next += 4;
    for (const each of guidsOf(ace)) {
      guid.write(view, next, each);
      next += guid.size;
    }
  }
  target.set(encodeSid(ace.sid), next);
  target.set(ace.data ?? [], next + sizeOfSid(ace.sid));
  return size;
}

/**
 * The entry at `at` and its size, which is at least that of its header. An entry of a type that is not known is kept
 * as it is.
 *
 * @throws {ProtocolError} when it does not fit
 */
export function decodeAce(bytes: Uint8Array, at: number): { readonly ace: Ace; readonly size: number } {
  within(bytes, at, HEADER, 'ACE');
  const view = viewOf(bytes);
  const [type, flags, size] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
  if (size < HEADER) throw new ProtocolError(`ACE of ${size} bytes`);
  const body = within(bytes, at, size, 'ACE').subarray(HEADER);
  if (!WITH_SID.has(type) && !isObjectAceType(type)) return { ace: { type, flags, body }, size };
  const mask = viewOf(within(body, 0, 4, 'ACE mask')).getUint32(0, true);
  const { objects, next } = isObjectAceType(type) ? objectsOf(body) : { objects: {}, next: 4 };
  const sid = decodeSid(body, next);
  const data = body.subarray(next + sizeOfSid(sid));
  const ace = { type, flags, mask, sid, ...objects };
  return { ace: data.length === 0 ? ace : { ...ace, data }, size };
}

/** The GUIDs of an entry for objects, and where its identifier begins. */
function objectsOf(body: Uint8Array): { objects: Partial<ObjectAce>; next: number } {
  const view = viewOf(body);
  within(body, 4, 4, 'ACE object flags');
  const present = view.getUint32(4, true);
  let next = 8;
  function take(bit: number): string | undefined {
    if ((present & bit) === 0) return undefined;
    within(body, next, guid.size, 'ACE object type');
    next += guid.size;
    return guid.read(view, next - guid.size);
  }
  const objectType = take(OBJECT_TYPE_PRESENT);
  const inheritedObjectType = take(INHERITED_OBJECT_TYPE_PRESENT);
  const objects = {
    ...(objectType === undefined ? {} : { objectType }),
    ...(inheritedObjectType === undefined ? {} : { inheritedObjectType }),
  };
  return { objects, next };
}

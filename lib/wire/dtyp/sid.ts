// [MS-DTYP] 2.4.2 SID: text form 2.4.2.1, packet form 2.4.2.2
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

/** A security identifier in its text form, `S-1-5-21-...`: every packet form has exactly one. */
export type Sid = string;

const MAX_SUB_AUTHORITIES = 15;
const TEXT = /^S-1-(\d{1,15}|0x[0-9a-f]{12})((?:-\d{1,10}){0,15})$/i;

/**
 * The identifier that begins at `at`.
 *
 * @throws {ProtocolError} when it does not fit, is not revision 1, or claims more than 15 parts
 */
export function decodeSid(bytes: Uint8Array, at = 0): Sid {
  const head = within(bytes, at, 8, 'SID');
  const [revision, count = 0] = head;
  if (revision !== 1) throw new ProtocolError(`SID of revision ${revision}`);
  if (count > MAX_SUB_AUTHORITIES) throw new ProtocolError(`SID of ${count} parts`);
  const view = viewOf(within(bytes, at, 8 + 4 * count, 'SID'));
  const authority = view.getUint16(2) * 0x1_0000_0000 + view.getUint32(4); // the one big-endian number here
  let text = `S-1-${authority < 0x1_0000_0000 ? authority : `0x${authority.toString(16).padStart(12, '0')}`}`;
  for (let index = 0; index < count; index++) text += `-${view.getUint32(8 + 4 * index, true)}`;
  return text;
}

/**
 * The packet form of an identifier.
 *
 * @throws {TypeError} when the text is no identifier
 */
export function encodeSid(sid: Sid): Uint8Array {
  const parts = parse(sid);
  const bytes = new Uint8Array(8 + 4 * parts.subAuthorities.length);
  const view = viewOf(bytes);
  view.setUint8(0, 1);
  view.setUint8(1, parts.subAuthorities.length);
  view.setUint16(2, Math.floor(parts.authority / 0x1_0000_0000));
  view.setUint32(4, parts.authority % 0x1_0000_0000);
  parts.subAuthorities.forEach((part, index) => view.setUint32(8 + 4 * index, part, true));
  return bytes;
}

/** Bytes of the packet form. */
export function sizeOfSid(sid: Sid): number {
  return 8 + 4 * parse(sid).subAuthorities.length;
}

function parse(sid: Sid): { readonly authority: number; readonly subAuthorities: readonly number[] } {
  const [, first = '', rest = ''] = TEXT.exec(sid) ?? [];
  const authority = Number(first);
  const subAuthorities = rest.split('-').slice(1).map(Number);
  const fits = authority < 2 ** 48 && subAuthorities.every(part => part < 2 ** 32);
  if (first === '' || !fits) throw new TypeError(`'${sid}' is not a SID`);
  return { authority, subAuthorities };
}

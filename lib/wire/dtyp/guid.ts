// [MS-DTYP] 2.3.4.2 GUID, packet representation
import type { Field } from '../fields.ts';

/** The GUID that stands for none. */
export const NIL_GUID = '00000000-0000-0000-0000-000000000000';

const TEXT = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;

/**
 * 16 bytes as text in lower case (`6ba7b810-9dad-11d1-80b4-00c04fd430c8`). The first three parts are
 * little-endian numbers, the rest are bytes in order. Omitted means the nil GUID.
 */
export const guid: Field<string> = {
  size: 16,
  fallback: NIL_GUID,
  read(view, at) {
    const tail = hex(view.getUint32(at + 10), 8) + hex(view.getUint16(at + 14), 4);
    return [
      hex(view.getUint32(at, true), 8),
      hex(view.getUint16(at + 4, true), 4),
      hex(view.getUint16(at + 6, true), 4),
      hex(view.getUint16(at + 8), 4),
      tail,
    ].join('-');
  },
  write(view, at, value) {
    const parts = TEXT.exec(value)
      ?.slice(1)
      .map(part => parseInt(part, 16));
    if (parts === undefined) throw new TypeError(`'${value}' is not a GUID`);
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = parts;
    view.setUint32(at, a, true);
    view.setUint16(at + 4, b, true);
    view.setUint16(at + 6, c, true);
    view.setUint16(at + 8, d);
    view.setUint32(at + 10, Math.floor(e / 0x1_0000));
    view.setUint16(at + 14, e % 0x1_0000);
  },
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

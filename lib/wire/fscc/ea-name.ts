// [MS-FSCC] 2.4.16: names of extended attributes
import { ProtocolError } from '../../errors.ts';

/** The length of a name travels in one byte. */
const MAX_LENGTH = 0xff;

/**
 * A name as it goes to the wire, without the NUL behind it. The specification knows only ASCII; other bytes, which
 * Samba takes for its `dos charset`, pass as latin1 both ways, so that a listed name can be named again.
 *
 * @throws RangeError for a name that is empty or longer than 255 bytes, or that holds a NUL or what is no byte
 */
export function eaNameBytes(name: string): Uint8Array {
  if (name.length === 0 || name.length > MAX_LENGTH) {
    throw new RangeError(
      `the name of an extended attribute has 1 to ${MAX_LENGTH} bytes, not ${name.length}`,
    );
  }
  const bytes = Buffer.from(name, 'latin1');
  if (bytes.includes(0) || bytes.toString('latin1') !== name) {
    throw new RangeError('the name of an extended attribute holds a NUL, or what is no byte');
  }
  return bytes;
}

/** The `length` bytes at `at` as a name, behind which there is room for its NUL. */
export function readEaName(bytes: Uint8Array, at: number, length: number, end: number, what: string): string {
  if (at + length + 1 > end) throw new ProtocolError(`${what}: a name of ${length} bytes in ${end - at}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1');
}

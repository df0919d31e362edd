// [MS-FSCC] 2.4: the 8.3 names in listings
import { endOfName } from './directory-class.ts';

/** Bytes of its field, whatever its length is. */
const SIZE = 24;

/** The name of `length` bytes at `at`; empty where there is none. */
export function readShortName(text: Buffer, at: number, length: number, what: string): string {
  const end = endOfName(at, length, at + SIZE, what);
  return end === at ? '' : text.toString('utf16le', at, end);
}

/** Writes it; returns how many bytes it has. */
export function writeShortName(text: Buffer, at: number, shortName: string): number {
  if (shortName.length * 2 > SIZE) throw new RangeError(`'${shortName}' is no short name`);
  return text.write(shortName, at, 'utf16le');
}

// [MS-FSCC] 2.4.16 FileFullEaInformation
import { ProtocolError } from '../../errors.ts';
import { viewOf } from '../fields.ts';
import { eachEntry, layChain } from './chain.ts';
import { eaNameBytes, readEaName } from './ea-name.ts';
import { fileInformation } from './information-class.ts';

/** One extended attribute. */
export interface FullEaEntry {
  /** Bits of {@link EaFlags}. */
  readonly flags: number;
  readonly eaName: string;
  /** In a query: of no bytes where there is no attribute of that name. In a change: no bytes remove it. */
  readonly eaValue: Uint8Array;
}

/** What an entry is made from. */
export type FullEaInput = Partial<FullEaEntry> & Pick<FullEaEntry, 'eaName'>;

/** Of an extended attribute. */
export const EaFlags = {
  /** Who does not understand the attribute must not interpret the file. */
  FILE_NEED_EA: 0x80,
} as const;
export type EaFlags = (typeof EaFlags)[keyof typeof EaFlags];

const NAME = 'FileFullEaInformation';
const FIXED = 8;
const ALIGN = 4;
const MAX_VALUE = 0xffff;

function decode(bytes: Uint8Array): readonly FullEaEntry[] {
  const view = viewOf(bytes);
  const entries: FullEaEntry[] = [];
  eachEntry(view, FIXED, NAME, (at, end) => {
    const nameLength = view.getUint8(at + 5);
    const eaName = readEaName(bytes, at + FIXED, nameLength, end, NAME);
    const from = at + FIXED + nameLength + 1;
    const to = from + view.getUint16(at + 6, true);
    if (to > end) throw new ProtocolError(`${NAME}: a value of ${to - from} bytes in ${end - from}`);
    entries.push({ flags: view.getUint8(at + 4), eaName, eaValue: bytes.subarray(from, to) });
  });
  return entries;
}

function encode(entries: readonly FullEaInput[]): Uint8Array {
  return layChain(
    entries.map(({ flags = 0, eaName, eaValue = new Uint8Array(0) }) => {
      if (eaValue.length > MAX_VALUE) throw new RangeError(`${NAME}: a value of ${eaValue.length} bytes`);
      return { flags, name: eaNameBytes(eaName), value: eaValue };
    }),
    ({ name, value }) => FIXED + name.length + 1 + value.length,
    (view, at, { flags, name, value }) => {
      const target = new Uint8Array(view.buffer);
      view.setUint8(at + 4, flags);
      view.setUint8(at + 5, name.length);
      view.setUint16(at + 6, value.length, true);
      target.set(name, at + FIXED);
      target.set(value, at + FIXED + name.length + 1);
    },
    ALIGN,
  );
}

/**
 * The extended attributes of a file, to query and to set: a change leaves those alone that it does not name. A query
 * asks for all of them, or for those that `FileGetEaInformation` in its `input` names.
 */
export const FileFullEaInformation = fileInformation(NAME, 15, { encode, decode });
export type FileFullEaInformation = readonly FullEaEntry[];

// [MS-FSCC] 2.4: what the entries of all listings have in common, but for those of mere names
import { viewOf } from '../fields.ts';
import { eachEntry, layChain } from './chain.ts';
import { type DirectoryClass, endOfName } from './directory-class.ts';

/** What every listing tells about a file; times are ticks of 100 ns, sizes bytes. */
export interface DirectoryEntry {
  readonly fileIndex: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly endOfFile: bigint;
  readonly allocationSize: bigint;
  readonly fileAttributes: number;
  readonly fileName: string;
}

/** What an entry is made from: everything left out is 0. */
export type DirectoryEntryInput<E extends DirectoryEntry> = Partial<E> & Pick<DirectoryEntry, 'fileName'>;

/** Where the common part ends and what a class adds begins. */
const COMMON = 64;

/** What a class tells beside the common part. */
export interface Addition<X> {
  /** Bytes between the common part and the name. */
  readonly size: number;
  read(view: DataView, at: number, text: Buffer): X;
  write(view: DataView, at: number, value: Partial<X>, text: Buffer): void;
}

/** Nothing more. */
export const NOTHING_MORE: Addition<object> = { size: 0, read: () => ({}), write: () => undefined };

/** Declares a class whose entries are the common part, an addition, and the name. */
export function directoryInformation<X extends object>(
  name: string,
  infoClass: number,
  addition: Addition<X>,
): DirectoryClass<DirectoryEntry & X, DirectoryEntryInput<DirectoryEntry & X>> {
  const fixed = COMMON + addition.size;
  return {
    name,
    infoClass,
    fixed,

    decodeAll(bytes) {
      const view = viewOf(bytes);
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const entries: (DirectoryEntry & X)[] = [];
      eachEntry(view, fixed, name, (at, end) => {
        const from = at + fixed;
        const to = endOfName(from, view.getUint32(at + 60, true), end, name);
        entries.push({
          fileIndex: view.getUint32(at + 4, true),
          creationTime: view.getBigInt64(at + 8, true),
          lastAccessTime: view.getBigInt64(at + 16, true),
          lastWriteTime: view.getBigInt64(at + 24, true),
          changeTime: view.getBigInt64(at + 32, true),
          endOfFile: view.getBigInt64(at + 40, true),
          allocationSize: view.getBigInt64(at + 48, true),
          fileAttributes: view.getUint32(at + 56, true),
          ...addition.read(view, at + COMMON, text),
          fileName: text.toString('utf16le', from, to),
        });
      });
      return entries;
    },

    encodeAll(entries) {
      const sizeOf = ({ fileName }: { fileName: string }) => fixed + fileName.length * 2;
      return layChain(entries, sizeOf, (view, at, entry) => {
        const text = Buffer.from(view.buffer);
        view.setUint32(at + 4, entry.fileIndex ?? 0, true);
        view.setBigInt64(at + 8, entry.creationTime ?? 0n, true);
        view.setBigInt64(at + 16, entry.lastAccessTime ?? 0n, true);
        view.setBigInt64(at + 24, entry.lastWriteTime ?? 0n, true);
        view.setBigInt64(at + 32, entry.changeTime ?? 0n, true);
        view.setBigInt64(at + 40, entry.endOfFile ?? 0n, true);
        view.setBigInt64(at + 48, entry.allocationSize ?? 0n, true);
        view.setUint32(at + 56, entry.fileAttributes ?? 0, true);
        view.setUint32(at + 60, entry.fileName.length * 2, true);
        addition.write(view, at + COMMON, entry, text);
        text.write(entry.fileName, at + fixed, 'utf16le');
      });
    },
  };
}

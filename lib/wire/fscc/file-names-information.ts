// [MS-FSCC] 2.4 FileNamesInformation
import { viewOf } from '../fields.ts';
import { eachEntry, layChain } from './chain.ts';
import { type DirectoryClass, endOfName } from './directory-class.ts';

/** An entry that is a name only. */
export interface FileNamesEntry {
  readonly fileIndex: number;
  readonly fileName: string;
}

/** What an entry is made from. */
export type FileNamesInput = Partial<FileNamesEntry> & Pick<FileNamesEntry, 'fileName'>;

const NAME = 'FileNamesInformation';
const FIXED = 12;

/** Names, and nothing else. */
export const FileNamesInformation: DirectoryClass<FileNamesEntry, FileNamesInput> = {
  name: NAME,
  infoClass: 12,
  fixed: FIXED,

  decodeAll(bytes) {
    const view = viewOf(bytes);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const entries: FileNamesEntry[] = [];
    eachEntry(view, FIXED, NAME, (at, end) => {
      const from = at + FIXED;
      const to = endOfName(from, view.getUint32(at + 8, true), end, NAME);
      entries.push({ fileIndex: view.getUint32(at + 4, true), fileName: text.toString('utf16le', from, to) });
    });
    return entries;
  },

  encodeAll(entries) {
    return layChain(entries, sizeOf, (view, at, { fileIndex = 0, fileName }) => {
      view.setUint32(at + 4, fileIndex, true);
      view.setUint32(at + 8, fileName.length * 2, true);
      Buffer.from(view.buffer).write(fileName, at + FIXED, 'utf16le');
    });
  },
};

function sizeOf({ fileName }: FileNamesInput): number {
  return FIXED + fileName.length * 2;
}

// [MS-FSCC] 2.7.1 FILE_NOTIFY_INFORMATION
import { viewOf, within } from '../fields.ts';
import { readUtf16 } from '../tails.ts';
import { eachEntry, layChain } from './chain.ts';

/** What happened to a name in a folder that is watched. */
export const FileAction = {
  ADDED: 1,
  REMOVED: 2,
  MODIFIED: 3,
  RENAMED_OLD_NAME: 4,
  RENAMED_NEW_NAME: 5,
  ADDED_STREAM: 6,
  REMOVED_STREAM: 7,
  MODIFIED_STREAM: 8,
  REMOVED_BY_DELETE: 9,
  ID_NOT_TUNNELLED: 10,
  TUNNELLED_ID_COLLISION: 11,
} as const;
export type FileAction = (typeof FileAction)[keyof typeof FileAction];

/** One change. */
export interface FileNotifyEntry {
  /** One of {@link FileAction}; a server may know more of them. */
  readonly action: number;
  /** Relative to the folder, `\` between its parts; of a stream with `:` and the stream's name behind. */
  readonly fileName: string;
}

const NAME = 'FILE_NOTIFY_INFORMATION';
const FIXED = 12;

function decodeAll(bytes: Uint8Array): FileNotifyEntry[] {
  const view = viewOf(bytes);
  const entries: FileNotifyEntry[] = [];
  eachEntry(view, FIXED, NAME, (at, end) => {
    const name = within(
      bytes.subarray(at + FIXED, end),
      0,
      view.getUint32(at + 8, true),
      `${NAME}: FileName`,
    );
    entries.push({ action: view.getUint32(at + 4, true), fileName: readUtf16(name) });
  });
  return entries;
}

function encodeAll(entries: readonly FileNotifyEntry[]): Uint8Array {
  return layChain(
    entries,
    ({ fileName }) => FIXED + fileName.length * 2,
    (view, at, { action, fileName }) => {
      view.setUint32(at + 4, action, true);
      view.setUint32(at + 8, fileName.length * 2, true);
      Buffer.from(view.buffer).write(fileName, at + FIXED, 'utf16le');
    },
  );
}

/** The list that CHANGE_NOTIFY answers with. `decodeAll` throws a ProtocolError for what cannot be one. */
export const FileNotifyInformation = { name: NAME, decodeAll, encodeAll } as const;

import type { Call } from '../connection/call.ts';
import type { FileEntry } from '../file-systems/file-system.ts';
import type { FileOpen } from '../state/file-open.ts';

/** What a query is about. */
export interface Subject {
  readonly call: Call;
  readonly open: FileOpen;
  /** What the file system says of it now; of a stream with its own sizes. */
  readonly entry: FileEntry;
  /** The input of the query, for the few classes that take one. */
  readonly input: Uint8Array;
}

/** Bytes of a unit in which room is told. */
export const CLUSTER = 4096;

/** What is known of an open file or stream now. */
export async function entryOf(open: FileOpen): Promise<FileEntry> {
  const entry = await open.entry();
  const { bytes, stream } = open;
  if (stream === undefined || bytes === undefined) return entry;
  const size = await bytes.size();
  return { ...entry, size, allocationSize: Math.ceil(size / CLUSTER) * CLUSTER };
}

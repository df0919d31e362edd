// [MS-FSCC] 2.4 FileStreamInformation
import { viewOf, within } from '../fields.ts';
import { readUtf16 } from '../tails.ts';
import { eachEntry, layChain } from './chain.ts';
import { fileInformation } from './information-class.ts';

/** One stream of a file. */
export interface StreamEntry {
  /** With its colons and its type: `::$DATA` is the file's own content. */
  readonly streamName: string;
  readonly streamSize: bigint;
  readonly streamAllocationSize: bigint;
}

const NAME = 'FileStreamInformation';
const FIXED = 24;

function decode(bytes: Uint8Array): readonly StreamEntry[] {
  const view = viewOf(bytes);
  const entries: StreamEntry[] = [];
  eachEntry(view, FIXED, NAME, (at, end) => {
    const rest = bytes.subarray(at + FIXED, end);
    entries.push({
      streamName: readUtf16(within(rest, 0, view.getUint32(at + 4, true), `${NAME}: streamName`)),
      streamSize: view.getBigInt64(at + 8, true),
      streamAllocationSize: view.getBigInt64(at + 16, true),
    });
  });
  return entries;
}

function encode(entries: readonly StreamEntry[]): Uint8Array {
  return layChain(entries, sizeOf, (view, at, { streamName, streamSize, streamAllocationSize }) => {
    view.setUint32(at + 4, streamName.length * 2, true);
    view.setBigInt64(at + 8, streamSize, true);
    view.setBigInt64(at + 16, streamAllocationSize, true);
    Buffer.from(view.buffer).write(streamName, at + FIXED, 'utf16le');
  });
}

function sizeOf({ streamName }: StreamEntry): number {
  return FIXED + streamName.length * 2;
}

/** All streams of a file; none for a folder without any. */
export const FileStreamInformation = fileInformation(NAME, 22, { encode, decode });
export type FileStreamInformation = readonly StreamEntry[];

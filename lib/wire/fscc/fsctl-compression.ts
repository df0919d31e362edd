// [MS-FSCC] 2.3 FSCTL_GET_COMPRESSION, FSCTL_SET_COMPRESSION
import { as, must, u16 } from '../fields.ts';
import { struct } from '../struct.ts';
import { controlCode, nothing } from './control-code.ts';

/** How a file or folder is compressed on the server's disk. */
export const CompressionFormat = { NONE: 0, DEFAULT: 1, LZNT1: 2 } as const;
export type CompressionFormat = (typeof CompressionFormat)[keyof typeof CompressionFormat];

/** The format alone, in both directions. */
export const CompressionState = struct('CompressionState', undefined, {
  compressionState: must(as<CompressionFormat>(u16)),
});

/** Whether a file is compressed on the server's disk, or what is made in a folder will be. */
export const FSCTL_GET_COMPRESSION = controlCode('FSCTL_GET_COMPRESSION', 0x0009_003c, {
  input: nothing,
  output: CompressionState,
  room: 2,
  asks: true,
});

/** Compresses a file on the server's disk, or no longer; of a folder, what will be made in it. */
export const FSCTL_SET_COMPRESSION = controlCode('FSCTL_SET_COMPRESSION', 0x0009_c040, {
  input: CompressionState,
  output: nothing,
  patient: true,
});

// [MS-SMB2] 2.2.31.1 SRV_COPYCHUNK_COPY, 2.2.32.1 SRV_COPYCHUNK_RESPONSE
import { controlCode } from '../fscc/control-code.ts';
import { blob, countOf, type Field, must, reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { array } from './array.ts';

/** 2.2.31.1.1 SRV_COPYCHUNK: a range of the source and where it goes. */
export interface SrvCopychunk {
  readonly sourceOffset: bigint;
  readonly targetOffset: bigint;
  /** Bytes. */
  readonly length: number;
}

const chunk: Field<SrvCopychunk> = {
  size: 24,
  read: (view, at) => ({
    sourceOffset: view.getBigUint64(at, true),
    targetOffset: view.getBigUint64(at + 8, true),
    length: view.getUint32(at + 16, true),
  }),
  write(view, at, { sourceOffset, targetOffset, length }) {
    view.setBigUint64(at, sourceOffset, true);
    view.setBigUint64(at + 8, targetOffset, true);
    view.setUint32(at + 16, length, true);
  },
};

/** The request, for a server of ours. */
export const SrvCopychunkCopy = struct('SRV_COPYCHUNK_COPY', undefined, {
  /** Of FSCTL_SRV_REQUEST_RESUME_KEY. */
  sourceKey: must(blob(24)),
  chunkCount: countOf('chunks', u32),
  reserved: reserved(4),
  chunks: array(chunk),
});

/**
 * What was written. With STATUS_INVALID_PARAMETER nothing was, and the fields are what the server takes: chunks of
 * a request, bytes of a chunk, bytes of a request.
 */
export const SrvCopychunkResponse = struct('SRV_COPYCHUNK_RESPONSE', undefined, {
  chunksWritten: u32,
  /** Of the first chunk that was not written whole. */
  chunkBytesWritten: u32,
  totalBytesWritten: u32,
});

const codecs = {
  input: SrvCopychunkCopy,
  output: SrvCopychunkResponse,
  room: 12,
  patient: true,
};

/** Copies ranges between two open files on the server; the destination must be open for reading too. */
export const FSCTL_SRV_COPYCHUNK = controlCode('FSCTL_SRV_COPYCHUNK', 0x0014_40f2, codecs);

/** The same, where the destination is open for writing only. */
export const FSCTL_SRV_COPYCHUNK_WRITE = controlCode('FSCTL_SRV_COPYCHUNK_WRITE', 0x0014_80f2, codecs);

import { concatMap, defer, type Observable, of, reduce, tap } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import type { Open } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { statusError } from '../wire/erref/status-error.ts';
import { FSCTL_SRV_COPYCHUNK_WRITE, type SrvCopychunk } from '../wire/smb2/fsctl-srv-copychunk.ts';
import { FSCTL_SRV_REQUEST_RESUME_KEY } from '../wire/smb2/fsctl-srv-request-resume-key.ts';
import { parallel } from './parallel.ts';

/** What a server takes in one FSCTL_SRV_COPYCHUNK. */
interface CopyLimits {
  readonly chunks: number;
  /** Bytes of one chunk. */
  readonly chunk: number;
  /** Bytes of one request. */
  readonly total: number;
}

const MIB = 1024 * 1024;

/** What Windows and Samba take; a server that takes less says so. */
const USUAL: CopyLimits = { chunks: 16, chunk: MIB, total: 16 * MIB };

/** A server that takes less than this is asked for the bytes themselves sooner than for so many copies. */
const LEAST = 4096;

/**
 * Copies the first `length` bytes of an open file into another one of the same session, at the same offsets, on the
 * server: no byte of them crosses the wire ([MS-SMB2] 3.2.4.20.2). Emits once how many bytes there were; every byte
 * has been counted.
 *
 * @param source open for reading
 * @param dest open for writing
 * @param length in bytes; the source must be at least so long
 * @throws {@link SmbError} `ENOTSUP` where the server does not copy; `ERR_SMB_TRUNCATED` where the source became
 *   shorter meanwhile; `ENOSPC`, `EACCES`, `EBUSY` (a lock) and others
 * @example
 * ```ts
 * copyOnServer(source, dest, source.stats.size).subscribe(count => console.log(count, 'bytes copied'));
 * ```
 */
export function copyOnServer(source: Open, dest: Open, length: number): Observable<number> {
  if (length === 0) return of(0);
  return fsctl(source, FSCTL_SRV_REQUEST_RESUME_KEY, undefined).pipe(
    concatMap(({ output: { resumeKey } }) => copyChunks(resumeKey, dest, length)),
  );
}

function copyChunks(sourceKey: Uint8Array, dest: Open, length: number): Observable<number> {
  return defer(() => {
    let at = 0;
    let limits = USUAL;
    // taken one by one: each begins where the one before it got to
    function* rest(): Generator<SrvCopychunk[]> {
      while (at < length) yield chunksFrom(at, length, limits);
    }
    const request = (chunks: SrvCopychunk[]) =>
      fsctl(dest, FSCTL_SRV_COPYCHUNK_WRITE, { sourceKey, chunks }).pipe(
        tap(({ status, output }) => {
          if (status === NtStatus.STATUS_INVALID_PARAMETER) {
            const { chunksWritten, chunkBytesWritten, totalBytesWritten } = output;
            limits = lower(limits, {
              chunks: chunksWritten,
              chunk: chunkBytesWritten,
              total: totalBytesWritten,
            });
          } else {
            at += counted(output.totalBytesWritten, chunks);
          }
        }),
      );
    return parallel(1, request)(rest()).pipe(reduce(total => total, length));
  });
}

/** As many chunks as one request may hold. */
function chunksFrom(start: number, length: number, limits: CopyLimits): SrvCopychunk[] {
  const chunks: SrvCopychunk[] = [];
  const end = Math.min(length, start + limits.total);
  for (let at = start; at < end && chunks.length < limits.chunks;) {
    const size = Math.min(limits.chunk, end - at);
    chunks.push({ sourceOffset: BigInt(at), targetOffset: BigInt(at), length: size });
    at += size;
  }
  return chunks;
}

/** What the server says it takes; it must be less than what was tried, or nobody would ever be done. */
function lower(tried: CopyLimits, told: CopyLimits): CopyLimits {
  const limits = {
    chunks: Math.min(tried.chunks, told.chunks),
    chunk: Math.min(tried.chunk, told.chunk),
    total: Math.min(tried.total, told.total),
  };
  const less = limits.chunks < tried.chunks || limits.chunk < tried.chunk || limits.total < tried.total;
  if (less && limits.chunks >= 1 && limits.chunk >= LEAST && limits.total >= LEAST) return limits;
  throw statusError(NtStatus.STATUS_NOT_SUPPORTED, { command: 'IOCTL' });
}

function counted(count: number, chunks: readonly SrvCopychunk[]): number {
  const asked = chunks.reduce((sum, { length }) => sum + length, 0);
  if (count > 0 && count <= asked) return count;
  const message = `the server copied ${count} bytes where ${asked} were asked for, yet reported success`;
  throw new SmbError({ code: 'EIO', message, command: 'IOCTL', outcome: 'unknown' });
}

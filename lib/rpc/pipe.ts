// [MS-SMB2] 3.3.5.15.10 FSCTL_PIPE_TRANSCEIVE, 3.3.5.15.8 FSCTL_PIPE_WAIT
import { concat, defer, ignoreElements, map, type Observable, of, tap } from 'rxjs';

import { create, type CreateResponse } from '../commands/create.ts';
import { ioctlPlan, type IoctlResponse } from '../commands/ioctl.ts';
import { Pdu } from '../commands/pdu.ts';
import type { Plan } from '../commands/plan.ts';
import { read } from '../commands/read.ts';
import type { Limits, Open, Tree } from '../commands/target.ts';
import { ProtocolError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { PipeWaitRequest } from '../wire/fscc/pipe-wait.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../wire/smb2/create.ts';
import { FsctlCode } from '../wire/smb2/ioctl.ts';
import { MOST_REPLY_BYTES } from './fragments.ts';
import { inTurns } from './in-turns.ts';

/** One credit's worth: no fragment is longer. */
const PIECE = 65_536;

/** Bytes that one request brings from a pipe, at most. */
export function pieceOf({ maxReadSize, maxTransactSize }: Limits): number {
  return Math.min(PIECE, maxReadSize, maxTransactSize);
}

/** Opens a pipe by its name, on the tree of IPC$. */
export function openPipe(tree: Tree, name: string): Pdu<CreateResponse> {
  return create(tree, {
    path: name,
    desiredAccess:
      AccessMask.READ_DATA |
      AccessMask.WRITE_DATA |
      AccessMask.READ_ATTRIBUTES |
      AccessMask.READ_CONTROL |
      AccessMask.SYNCHRONIZE,
    shareAccess: ShareAccess.READ | ShareAccess.WRITE,
    createDisposition: CreateDisposition.OPEN,
  });
}

/**
 * Writes a message and reads as much of the answer as one request brings; where that is not all, the status is
 * STATUS_BUFFER_OVERFLOW and READ brings the rest.
 */
export function transceivePlan(message: Uint8Array, limits: Limits, path?: string): Plan<IoctlResponse> {
  return ioctlPlan(
    { ctlCode: FsctlCode.FSCTL_PIPE_TRANSCEIVE, input: message, maxOutputResponse: pieceOf(limits) },
    { path, patient: true }, // the service behind the pipe may have to ask others
  );
}

/**
 * Writes a message to a named pipe and emits the one that answers it, whole: where the server's first reply is
 * STATUS_BUFFER_OVERFLOW, READs bring the rest (FSCTL_PIPE_TRANSCEIVE, [MS-SMB2] 3.3.5.15.10).
 *
 * @param pipe opened on the tree of IPC$
 * @throws {@link SmbError} `EPIPE`, `EBUSY` (an answer to an earlier message waits to be read), `ERR_SMB_PROTOCOL`
 *   (a message that does not end within 16 MiB)
 * @example
 * ```ts
 * const ipc = await mount('smb://user@server/IPC$', { password: 'secret' });
 * const pipe = create(ipc.tree, {
 *   path: 'spoolss',
 *   desiredAccess: AccessMask.READ_DATA | AccessMask.WRITE_DATA,
 *   createDisposition: CreateDisposition.OPEN,
 * });
 * usingHandle(pipe, handle => pipeTransceive(handle, message)).subscribe(answer => console.log(answer));
 * ```
 */
export function pipeTransceive(pipe: Open, message: Uint8Array): Observable<Uint8Array> {
  return defer(() => {
    const { limits } = pipe.address();
    const pieces: Uint8Array[] = [];
    let length = 0;
    let more = true;
    const first = new Pdu(pipe, transceivePlan(message, limits, pipe.path));
    const rest = read(pipe, { offset: 0, length: pieceOf(limits) });
    const next = () => {
      if (!more) return undefined;
      return pieces.length === 0 ? first : rest.pipe(map(({ status, data }) => ({ status, output: data })));
    };
    const gathering = inTurns<Pick<IoctlResponse, 'status' | 'output'>>(next).pipe(
      tap(({ status, output }) => {
        more = status === NtStatus.STATUS_BUFFER_OVERFLOW;
        pieces.push(output);
        length += output.length;
        const endless = length > MOST_REPLY_BYTES || (more && output.length === 0);
        if (endless)
          throw new ProtocolError(`a message of the pipe does not end after ${length} bytes`, {
            fatal: false,
          });
      }),
      ignoreElements(),
    );
    return concat(
      gathering,
      defer(() => of(Buffer.concat(pieces))),
    );
  });
}

/** How long to wait for a pipe. */
export interface PipeWaitOptions {
  /** Milliseconds. Default: for ever. */
  readonly timeout?: number | undefined;
}

/** Ticks of 100 ns. */
const TICKS_PER_MS = 10_000;

/**
 * Waits until a named pipe can be opened (FSCTL_PIPE_WAIT, [MS-FSCC] 2.3.49): all its instances may be in use.
 * Emits `undefined` once.
 *
 * @param tree of IPC$
 * @param name without `\pipe\` in front
 * @throws {@link SmbError} `ENOENT` (there is no such pipe), `ETIMEDOUT`, `ENOTSUP` (Samba)
 */
export function pipeWait(tree: Tree, name: string, { timeout }: PipeWaitOptions = {}): Observable<void> {
  const input = PipeWaitRequest.encode({
    name,
    timeout: timeout === undefined ? 0n : BigInt(Math.round(-timeout * TICKS_PER_MS)),
    timeoutSpecified: timeout !== undefined,
  });
  const plan = ioctlPlan(
    { ctlCode: FsctlCode.FSCTL_PIPE_WAIT, input, maxOutputResponse: 0 },
    { path: name, patient: true },
  );
  return new Pdu(tree, plan).pipe(map(() => undefined));
}

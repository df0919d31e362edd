// [MS-SMB2] 3.3.5.15.10 FSCTL_PIPE_TRANSCEIVE, 3.3.5.15.8 FSCTL_PIPE_WAIT
import { map, type Observable } from 'rxjs';

import { create, type CreateResponse } from '../commands/create.ts';
import { ioctlPlan, type IoctlResponse } from '../commands/ioctl.ts';
import { Pdu } from '../commands/pdu.ts';
import type { Plan } from '../commands/plan.ts';
import type { Limits, Tree } from '../commands/target.ts';
import { PipeWaitRequest } from '../wire/fscc/pipe-wait.ts';
import { AccessMask, CreateDisposition, ShareAccess } from '../wire/smb2/create.ts';
import { FsctlCode } from '../wire/smb2/ioctl.ts';

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
export function transceivePlan(message: Uint8Array, limits: Limits, path: string): Plan<IoctlResponse> {
  return ioctlPlan(
    { ctlCode: FsctlCode.FSCTL_PIPE_TRANSCEIVE, input: message, maxOutputResponse: pieceOf(limits) },
    { path, patient: true }, // the service behind the pipe may have to ask others
  );
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

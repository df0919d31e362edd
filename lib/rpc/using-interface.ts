import { catchError, concatMap, defer, map, Observable, type ObservableInput, retry, throwError } from 'rxjs';

import { Link } from '../commands/pdu.ts';
import type { Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { compound } from '../operators/compound.ts';
import { Flow } from '../operators/flow.ts';
import { usingHandle } from '../operators/using-handle.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { withStatusName } from '../wire/erref/status-error.ts';
import type { RpcInterface } from '../wire/rpce/rpc-call.ts';
import { Binding, bindPdu } from './binding.ts';
import { openPipe, pipeWait, transceivePlan } from './pipe.ts';

/** Milliseconds to wait for an instance of a pipe that is in use. */
const WAIT = 5_000;
/** How often. */
const TRIES = 3;

const IN_USE: readonly (number | undefined)[] = [
  NtStatus.STATUS_PIPE_NOT_AVAILABLE,
  NtStatus.STATUS_PIPE_BUSY,
  NtStatus.STATUS_INSTANCE_NOT_AVAILABLE,
];
const NOT_THERE: readonly (number | undefined)[] = [
  NtStatus.STATUS_OBJECT_NAME_NOT_FOUND,
  NtStatus.STATUS_OBJECT_PATH_NOT_FOUND,
];

/**
 * Opens the pipe of an interface and binds to it, both in one round trip; works; closes the pipe, however that ends.
 *
 * @param tree of IPC$
 * @throws {@link SmbError} `ENOTSUP` where the server does not offer the interface, `EBUSY`, `EACCES`
 */
export function usingInterface<T>(
  tree: Tree,
  wanted: RpcInterface,
  work: (binding: Binding) => ObservableInput<T>,
): Flow<T> {
  const { pipe } = wanted;
  const opened = defer(() => {
    const { limits } = tree.address();
    const bind = new Link(transceivePlan(bindPdu(wanted, limits), limits, pipe));
    return compound(openPipe(tree, pipe), bind);
  }).pipe(
    retry({
      count: TRIES,
      delay: (error: unknown) =>
        inUse(error)
          ? // of a server that cannot wait the first refusal says more
            pipeWait(tree, pipe, { timeout: WAIT }).pipe(catchError(() => throwError(() => error)))
          : throwError(() => error),
    }),
    catchError((error: unknown) => throwError(() => explain(error, pipe))),
  );
  return Flow.of(
    defer(() => {
      let answer: Uint8Array = new Uint8Array(0);
      const opening = opened.pipe(
        map(([created, { output }]) => {
          answer = output;
          return created;
        }),
      );
      return usingHandle(opening, handle => Binding.of(handle, wanted, answer).pipe(concatMap(work)));
    }).pipe(catchError(named)),
  );
}

/** A call's own status may be any. */
function named(error: unknown): Observable<never> {
  return new Observable(subscriber =>
    withStatusName(error, told => {
      subscriber.error(told);
    }),
  );
}

function inUse(error: unknown): error is SmbError {
  return error instanceof SmbError && IN_USE.includes(error.ntstatus);
}

function explain(error: unknown, pipe: string): unknown {
  if (!(error instanceof SmbError) || !NOT_THERE.includes(error.ntstatus)) return error;
  const { status = '' } = error;
  const message = `The server does not offer this service: there is no pipe ${pipe}. (${status})`;
  return error.with({ code: 'ENOTSUP', message, path: pipe, ntstatus: undefined });
}

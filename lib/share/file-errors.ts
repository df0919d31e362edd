import { catchError, type MonoTypeOperatorFunction, throwError } from 'rxjs';

import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { named } from './verb.ts';

/** What `node:fs` calls that which a command does to a file. */
const SYSCALLS = new Map<string | undefined, string>([
  ['CREATE', 'open'],
  ['READ', 'read'],
  ['WRITE', 'write'],
  ['CLOSE', 'close'],
  ['FLUSH', 'fsync'],
]);

/** The error of a command on a file, named as `node:fs` would. */
export function fileError(error: unknown, path: string, otherwise = 'open'): unknown {
  if (!(error instanceof SmbError)) return error;
  // it lies elsewhere: whoever knows the way there begins anew
  if (error.ntstatus === NtStatus.STATUS_PATH_NOT_COVERED) return error;
  return named(error, { syscall: SYSCALLS.get(error.command) ?? otherwise, path });
}

/** Names the errors of what is done to a file. */
export function fileErrors<T>(path: string, otherwise?: string): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => throwError(() => fileError(error, path, otherwise)));
}

// [MS-ERREF] 2.3 NTSTATUS: a refusal as the error that users see
import { SmbError, type SmbErrorInit } from '../../errors.ts';
import { describe, errorCodeOf, isFatal, isRetryable } from './kind.ts';
import { lacksName, loadStatusNames, statusName } from './status-name.ts';

/** Where a refusal happened. */
export type StatusContext = Partial<Omit<SmbErrorInit, 'code' | 'message' | 'status' | 'ntstatus'>>;

/**
 * The error for a status that is no answer. What the context names wins over what the status alone says, so a
 * caller may state its own `outcome`, `retryable` or `fatal`.
 *
 * @param status NTSTATUS of the reply
 * @param context the command, the path and the like
 */
export function statusError(status: number, context: StatusContext = {}): SmbError {
  return new SmbError({
    retryable: isRetryable(status),
    fatal: isFatal(status),
    ...context,
    code: errorCodeOf(status),
    message: statusMessage(status, context),
    status: statusName(status),
    ntstatus: status >>> 0,
  });
}

/**
 * Hands on a failure with the name of its status. One that servers hardly ever send has to be loaded first: only then
 * it is later that `then` is called, else at once.
 *
 * @returns cancels
 */
export function withStatusName(error: unknown, then: (error: unknown) => void): () => void {
  if (!(error instanceof SmbError) || error.ntstatus === undefined || !lacksName(error.ntstatus)) {
    then(error);
    return () => undefined;
  }
  const { ntstatus, message } = error;
  const number = statusName(ntstatus);
  let waits = true;
  const told = () => {
    if (!waits) return;
    const status = statusName(ntstatus);
    then(error.with({ status, message: message.replace(number, status) }));
  };
  loadStatusNames().then(told, told); // a bundle may have been shipped without them
  return () => {
    waits = false;
  };
}

/** The message of {@link statusError}, for a floor that adds what it knows (verb, path) to an error. */
export function statusMessage(status: number, context: StatusContext = {}): string {
  const { syscall, command, path, dest } = context;
  const words = [syscall ?? command, quote(path), dest === undefined ? undefined : `-> ${quote(dest)}`];
  const where = words.filter(word => word !== undefined).join(' ');
  return `${describe(status)} (${where === '' ? '' : `${where}: `}${statusName(status)})`;
}

function quote(path: string | undefined): string | undefined {
  return path === undefined ? undefined : `'${path}'`;
}

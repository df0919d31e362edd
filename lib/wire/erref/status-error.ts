// [MS-ERREF] 2.3 NTSTATUS: a refusal as the error that users see
import { SmbError, type SmbErrorInit } from '../../errors.ts';
import { errorCodeOf, isFatal, isRetryable } from './kind.ts';
import { lacksName, loadStatusNames, statusName, statusSentence } from './status-name.ts';

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
 * Hands on a failure with the name of its status and what to do about it. Of what servers hardly ever send both have to
 * be loaded first: only then it is later that `then` is called, else at once.
 *
 * @returns cancels
 */
export function withStatusName(error: unknown, then: (error: unknown) => void): () => void {
  if (!(error instanceof SmbError) || error.ntstatus === undefined || !lacksName(error.ntstatus)) {
    then(error);
    return () => undefined;
  }
  const { ntstatus, message } = error;
  const [number, sentence] = [statusName(ntstatus), statusSentence(ntstatus)];
  let waits = true;
  const told = () => {
    if (!waits) return;
    const status = statusName(ntstatus);
    const full = message.replace(sentence, statusSentence(ntstatus)).replace(number, status);
    then(error.with({ status, message: full }));
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
  return `${statusSentence(status)} (${where === '' ? '' : `${where}: `}${statusName(status)})`;
}

function quote(path: string | undefined): string | undefined {
  return path === undefined ? undefined : `'${path}'`;
}

import { closePlan } from '../commands/close-plan.ts';
import type { Step } from '../commands/execute.ts';
import type { Pdu } from '../commands/pdu.ts';
import type { Plan } from '../commands/plan.ts';
import { SmbError } from '../errors.ts';
import { CloseRequest } from '../wire/smb2/close.ts';
import { RELATED_FILE_ID } from '../wire/smb2/file-id.ts';

/** Who waits for a whole file; exactly one of the two is called, unless it is cancelled. */
export interface Outcome<T> {
  done(value: T): void;
  failed(error: unknown): void;
}

const CLOSE_RELATED = CloseRequest.encode({ fileId: RELATED_FILE_ID });

/** The CLOSE of what the chain has opened: always the same bytes, and of its answer only the status matters. */
export const CLOSING: Plan<undefined> = {
  ...closePlan({}, undefined),
  // with a handle of its own where a chain was taken apart for want of credits
  encode: ({ fileId }) => ({
    body: fileId === RELATED_FILE_ID ? CLOSE_RELATED : CloseRequest.encode({ fileId }),
  }),
  decode: () => undefined,
};

/** An opening, and what is done to what it opens. */
export function related(opening: Pdu<unknown>, rest: readonly Plan<unknown>[]): readonly Step[] {
  const { plan, target } = opening; // not in the signature: they are no part of the declared type
  return [{ plan, target, related: false }, ...rest.map(next => ({ plan: next, target, related: true }))];
}

/** It is not what it was taken for: to be done by the verb, which looks for itself. */
export function otherwise(message: string): SmbError {
  return new SmbError({ code: 'EAGAIN', message, outcome: 'unknown', retryable: true });
}

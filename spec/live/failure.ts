import { SmbError } from '../../lib/errors.ts';

/** The SmbError that work ends in; anything else, success too, fails the spec. */
export async function failure(work: PromiseLike<unknown>): Promise<SmbError> {
  const error = await reason(work);
  if (error instanceof SmbError) return error;
  throw error;
}

/** What work is rejected with. */
export async function reason(work: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    return error;
  }
  throw new Error(`it did not fail, but gave ${String(value)}`);
}

import { SmbError } from '../errors.ts';

/** Whether that is what the server answered. */
export function failedWith(error: unknown, ...statuses: readonly number[]): error is SmbError {
  return error instanceof SmbError && error.ntstatus !== undefined && statuses.includes(error.ntstatus);
}

import { SmbError } from '../errors.ts';

/** The error of a transfer that met the end of the file at `end`, before the size that was known. */
export function truncated(end: number, size: number): SmbError {
  return new SmbError({
    code: 'ERR_SMB_TRUNCATED',
    message: `the file ended at byte ${end} of ${size}: it became shorter while it was read`,
    command: 'READ',
    outcome: 'unknown',
    retryable: true,
  });
}

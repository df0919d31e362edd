import { AbortError, SmbError } from '../errors.ts';
import { Interrupted } from './interrupted.ts';
import { NoFolder } from './no-folder.ts';
import { OutputClosed } from './output.ts';
import { SomeFailed } from './some-failed.ts';
import { UsageError } from './usage-error.ts';

/** What the exit codes mean; those from 1 to 7 are rclone's. */
export const ExitCode = {
  DONE: 0,
  ERROR: 1,
  USAGE: 2,
  NO_FOLDER: 3,
  NO_FILE: 4,
  TEMPORARY: 5,
  SOME_FAILED: 6,
  FATAL: 7,
  INTERRUPTED: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What a verb misses when something does not exist. */
export type Missing = 'file' | 'folder';

/** Before these no share was reached, or the server is not to be trusted: doing it again changes nothing. */
const FATAL = new Set([
  'ERR_SMB_AUTH',
  'ERR_SMB_SIGNATURE',
  'ERR_SMB_DIALECT',
  'ERR_SMB_ENCRYPTION_REQUIRED',
  'ERR_SMB_GUEST_REFUSED',
  'ERR_SMB_PROTOCOL',
]);
/** A folder on the way, or the share, is not there. */
const NO_FOLDER = new Set(['STATUS_OBJECT_PATH_NOT_FOUND', 'STATUS_BAD_NETWORK_NAME']);
/** The link was there and broke, or the server is busy. */
const TEMPORARY = new Set([
  'EAGAIN',
  'EAI_AGAIN',
  'EBUSY',
  'ECONNABORTED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_SMB_CREDITS',
]);

/** The exit code that tells a script of this failure. */
export function exitCodeOf(error: unknown, missing: Missing = 'file'): number {
  if (error instanceof UsageError) return ExitCode.USAGE;
  if (error instanceof OutputClosed) return ExitCode.DONE;
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof AbortError) {
    return error.cause === undefined ? ExitCode.INTERRUPTED : exitCodeOf(error.cause, missing);
  }
  if (error instanceof NoFolder) return ExitCode.NO_FOLDER;
  if (error instanceof SomeFailed) return error.exitCode;
  if (error instanceof SmbError) return codeOfSmbError(error, missing);
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOENT') return missing === 'folder' ? ExitCode.NO_FOLDER : ExitCode.NO_FILE;
  return ExitCode.ERROR;
}

function codeOfSmbError(error: SmbError, missing: Missing): number {
  const { code, status = '', syscall, cause } = error;
  if (code === 'ERR_SMB_CLOSED' && cause instanceof SmbError) return codeOfSmbError(cause, missing); // why it is gone
  if (code === 'ERR_SMB_OPTION') return ExitCode.USAGE;
  if (code === 'ENOENT') {
    return missing === 'folder' || NO_FOLDER.has(status) ? ExitCode.NO_FOLDER : ExitCode.NO_FILE;
  }
  if (FATAL.has(code)) return ExitCode.FATAL;
  // a root is busy for ever, which no server needs to be asked for
  const passing = TEMPORARY.has(code) && !(code === 'EBUSY' && error.outcome === 'not-sent');
  const temporary = passing || error.retryable;
  if (syscall === 'mount' || syscall === 'connect') {
    // a refusal that passes, not a server that is not there
    return (status !== '' && temporary) || code === 'EAI_AGAIN' ? ExitCode.TEMPORARY : ExitCode.FATAL;
  }
  return temporary || error.fatal ? ExitCode.TEMPORARY : ExitCode.ERROR;
}

import { SmbError } from '../errors.ts';

/** A failure of the local disk, in the shape that all failures have here. */
export function localError(error: unknown, path: string): unknown {
  if (error instanceof SmbError || !(error instanceof Error) || !('code' in error)) return error;
  const { code, message } = error;
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined;
  return new SmbError({ code: String(code), message, syscall, path, cause: error });
}

/** Whether an error says that there is no such thing. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Passes on every failure but those of one code. */
export function unless(code: string): (error: unknown) => void {
  return error => {
    if (!(error instanceof Error && 'code' in error && error.code === code)) throw error;
  };
}

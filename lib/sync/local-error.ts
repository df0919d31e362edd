import { SmbError } from '../errors.ts';

/**
 * A failure of the local disk, in the shape that all failures have here.
 *
 * @param path as it is shown: a temporary name, or a folder's descriptor, is none that a user knows
 */
export function localError(error: unknown, path: string): unknown {
  if (error instanceof SmbError || !(error instanceof Error) || !('code' in error)) return error;
  const { code, path: own, dest, syscall } = error as NodeJS.ErrnoException & { readonly dest?: string };
  let { message } = error;
  if (dest !== undefined) message = message.replace(` -> '${dest}'`, '');
  if (own !== undefined) message = message.replaceAll(own, path);
  return new SmbError({ code: String(code), message, syscall, path, cause: error });
}

/** Whether an error says that there is no such thing. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

import { SmbError } from '../../errors.ts';

const REASONS = {
  EACCES: 'it may not be opened from here',
  EBUSY: 'it cannot be moved or removed',
  EEXIST: 'there is something of this name already',
  EFBIG: 'no file can be that large',
  EINVAL: 'that is not possible here',
  EISDIR: 'it is a folder',
  ENODATA: 'it has none of its own',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the volume is full',
  ENOTDIR: 'it is no folder',
  ENOTEMPTY: 'the folder is not empty',
  EPERM: 'a folder cannot have a second name',
  EROFS: 'nothing can be changed here',
} as const;

/** Codes with which a file system of this library refuses. */
export type RefusalCode = keyof typeof REASONS;

/** What a file system says no with: `code` is all that the server looks at, the rest is for people. */
export function refusal(code: RefusalCode, path: string, reason: string = REASONS[code]): SmbError {
  return new SmbError({ code, message: `${code}: ${reason}, ${JSON.stringify(path)}`, path });
}

/** The `code` of a failure, ours or the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

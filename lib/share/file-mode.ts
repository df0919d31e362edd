import { EMPTY, type Observable } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { FileAttributes } from '../wire/smb2/file-attributes.ts';
import { changeAttributes } from './attributes.ts';

const ANYBODY_WRITES = 0o222;

/**
 * Whether a mode lets anybody write, which is all of it that SMB knows. As Node takes it: a number, or octal digits.
 *
 * @throws TypeError `ERR_INVALID_ARG_VALUE`
 */
export function isWritable(mode: number | string): boolean {
  const number = typeof mode === 'number' ? mode : /^[0-7]{1,7}$/.test(mode) ? parseInt(mode, 8) : NaN;
  if (Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff)
    return (number & ANYBODY_WRITES) !== 0;
  const message = `'${mode}' is no mode: a number, or octal digits such as '644'`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

/** Makes an open file writable or read-only, where it is not so `now`. */
export function setWritable(handle: Open, now: number, writable: boolean): Observable<unknown> {
  // of a folder the attribute means something else to Windows
  if ((now & FileAttributes.DIRECTORY) !== 0) return EMPTY;
  return changeAttributes(handle, now, { readonly: !writable });
}

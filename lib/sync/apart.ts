import { SmbError } from '../errors.ts';
import type { Place } from './side.ts';

/**
 * A folder that is synced into itself would grow for ever.
 *
 * @throws {@link SmbError} `ERR_SMB_OPTION` when one folder is the other, or lies in it
 */
export function checkApart(a: Place, b: Place): void {
  if (a.where !== b.where || !(isIn(a.path, b.path) || isIn(b.path, a.path))) return;
  const message = `'${a.path}' and '${b.path}' overlap: a folder cannot be synced into itself`;
  throw new SmbError({ code: 'ERR_SMB_OPTION', message, syscall: 'sync', outcome: 'not-sent' });
}

function isIn(inner: string, outer: string): boolean {
  return `${inner}/`.startsWith(outer === '' || outer.endsWith('/') ? outer : `${outer}/`);
}

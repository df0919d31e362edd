// [MS-ERREF] 2.2 Win32 error codes, [MS-SRVS] 2.2.2.10 and [MS-WKST] 2.2.2: what calls of a server's services return
import { SmbError, type SmbErrorInit } from '../../errors.ts';

/** The codes that this code asks for, and those that it has more to say of than their number. */
export const Win32Error = {
  ERROR_SUCCESS: 0,
  ERROR_ACCESS_DENIED: 5,
  ERROR_NOT_ENOUGH_MEMORY: 8,
  ERROR_NOT_SUPPORTED: 50,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_INVALID_NAME: 123,
  ERROR_INVALID_LEVEL: 124,
  ERROR_MORE_DATA: 234,
  NERR_ServerNotStarted: 2114,
  NERR_NetNameNotFound: 2310,
} as const;
export type Win32Error = (typeof Win32Error)[keyof typeof Win32Error];

const W = Win32Error;

const KINDS: ReadonlyMap<number, readonly [code: string, says: string]> = new Map([
  [W.ERROR_ACCESS_DENIED, ['EACCES', 'The user may not ask for this: it needs more rights on the server.']],
  [W.ERROR_NOT_ENOUGH_MEMORY, ['ENOMEM', 'The server has not enough memory.']],
  [W.ERROR_NOT_SUPPORTED, ['ENOTSUP', 'The server cannot do this.']],
  [W.ERROR_INVALID_PARAMETER, ['EINVAL', 'The server takes a parameter of the call for impossible.']],
  [W.ERROR_INVALID_NAME, ['EINVAL', 'The server takes the name for impossible.']],
  [W.ERROR_INVALID_LEVEL, ['ENOTSUP', 'The server does not know this level of information.']],
  [W.NERR_ServerNotStarted, ['ENOTSUP', 'The service is not started on the server.']],
  [W.NERR_NetNameNotFound, ['ENOENT', 'The server has no share of this name.']],
]);

/** The name of a Win32 error, its number where this code does not know it. */
export function win32Name(error: number): string {
  const [name] = Object.entries(W).find(([, value]) => value === error) ?? [];
  return name ?? `Win32 error ${error}`;
}

/** The error for a Win32 code that is no answer. */
export function win32Error(error: number, context: Partial<SmbErrorInit> = {}): SmbError {
  const [code, says] = KINDS.get(error) ?? ['ERR_SMB_STATUS', 'The server refused the call.'];
  const status = win32Name(error);
  const where = context.command === undefined ? status : `${context.command}: ${status}`;
  return new SmbError({ ...context, code, message: `${says} (${where})`, status });
}

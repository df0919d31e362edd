// [MS-SRVS] 3.1.4: what a server tells of its shares and of itself
import { catchError, concat, defer, ignoreElements, map, type Observable, of, tap, throwError } from 'rxjs';

import { ProtocolError, SmbError } from '../errors.ts';
import { Win32Error, win32Error, win32Name } from '../wire/erref/win32.ts';
import type { RpcCall } from '../wire/rpce/rpc-call.ts';
import {
  NetrServerGetInfo,
  type SERVER_INFO_100,
  type SERVER_INFO_101,
} from '../wire/rpce/srvsvc/netr-server-get-info.ts';
import { MAX_PREFERRED_LENGTH, NetrShareEnum } from '../wire/rpce/srvsvc/netr-share-enum.ts';
import { NetrShareGetInfo } from '../wire/rpce/srvsvc/netr-share-get-info.ts';
import type { SHARE_INFO_0, SHARE_INFO_1, SHARE_INFO_2 } from '../wire/rpce/srvsvc/share-info.ts';
import type { Binding } from './binding.ts';
import { inTurns } from './in-turns.ts';
import { fromPipe } from './rpc-errors.ts';

/** How much a server is asked to tell of a share. */
export type ShareLevel = 0 | 1 | 2;
/** What it tells of one, by level. */
export type ShareEntry = SHARE_INFO_0 | SHARE_INFO_1 | SHARE_INFO_2;

/** More shares than this are a server that does not end. */
export const MOST_SHARES = 100_000;

/**
 * All shares of a server, with as much as it tells of them: where the user has no right to level 2, level 1.
 *
 * @param level the most to ask for
 */
export function shareEnum(binding: Binding, level: ShareLevel): Observable<readonly ShareEntry[]> {
  switch (level) {
    case 0:
      return everyPage(binding, NetrShareEnum[0]);
    case 1:
      return everyPage(binding, NetrShareEnum[1]);
    case 2:
      return orLess<readonly ShareEntry[]>(
        everyPage(binding, NetrShareEnum[2]),
        everyPage(binding, NetrShareEnum[1]),
      );
  }
}

interface EnumRequest<T> {
  readonly serverName: string | null;
  readonly infoStruct: readonly T[] | null;
  readonly preferedMaximumLength: number;
  readonly resumeHandle: number | null;
}

interface EnumResponse<T> {
  readonly infoStruct: readonly T[] | null;
  readonly resumeHandle: number | null;
  readonly status: number;
}

/** Asks on where a server gives only a part ([MS-SRVS] 3.1.4.8: ERROR_MORE_DATA and a handle to resume at). */
function everyPage<T>(binding: Binding, call: RpcCall<EnumRequest<T>, EnumResponse<T>>): Observable<T[]> {
  return defer(() => {
    const found: T[] = [];
    let resumeHandle = 0;
    let more = true;
    const pages = inTurns(() => {
      if (!more) return undefined;
      const which = { serverName: null, infoStruct: [], preferedMaximumLength: MAX_PREFERRED_LENGTH };
      return binding.call(call, { ...which, resumeHandle });
    });
    const take = ({ infoStruct, resumeHandle: next, status }: EnumResponse<T>) => {
      more = status === Win32Error.ERROR_MORE_DATA;
      if (!more) check(status, call.name);
      for (const entry of infoStruct ?? []) found.push(entry);
      if (!more) return;
      if (infoStruct === null || infoStruct.length === 0 || found.length > MOST_SHARES) {
        throw new ProtocolError(`${call.name}: after ${found.length} shares the list does not end`);
      }
      resumeHandle = next ?? 0;
    };
    return concat(
      pages.pipe(
        tap(page => {
          fromPipe(call.name, () => {
            take(page);
          });
        }),
        ignoreElements(),
      ),
      defer(() => of(found)),
    );
  });
}

/**
 * One share, at level 2 or, without the right to that, 1.
 *
 * @throws {SmbError} `ENOENT` where there is none of this name: Samba says ERROR_INVALID_NAME then
 */
export function shareGetInfo(binding: Binding, netName: string): Observable<SHARE_INFO_1 | SHARE_INFO_2> {
  const at = <T>(
    level: number,
    call: RpcCall<{ serverName: string | null; netName: string; level: number }, Info<T>>,
  ) =>
    binding.call(call, { serverName: null, netName, level }).pipe(map(answer => infoOf(answer, call.name)));
  const info = orLess<SHARE_INFO_1 | SHARE_INFO_2>(at(2, NetrShareGetInfo[2]), at(1, NetrShareGetInfo[1]));
  return info.pipe(
    catchError((error: unknown) => {
      const unknown = error instanceof SmbError && error.status === win32Name(Win32Error.ERROR_INVALID_NAME);
      if (!unknown) return throwError(() => error);
      return throwError(() =>
        win32Error(Win32Error.NERR_NetNameNotFound, { command: error.command, cause: error }),
      );
    }),
  );
}

/** What a server says of itself, at level 101 or, without the right to that, 100. */
export function serverGetInfo(binding: Binding): Observable<SERVER_INFO_100 | SERVER_INFO_101> {
  const at = <T>(level: number, call: RpcCall<{ serverName: string | null; level: number }, Info<T>>) =>
    binding.call(call, { serverName: null, level }).pipe(map(answer => infoOf(answer, call.name)));
  return orLess<SERVER_INFO_100 | SERVER_INFO_101>(
    at(101, NetrServerGetInfo[101]),
    at(100, NetrServerGetInfo[100]),
  );
}

interface Info<T> {
  readonly infoStruct: T | null;
  readonly status: number;
}

/** What a call gave, after its status was looked at. */
function infoOf<T>({ infoStruct, status }: Info<T>, name: string): T {
  check(status, name);
  return present(infoStruct, name);
}

/** @throws {SmbError} where a call returned a failure */
export function check(status: number, command: string): void {
  if (status !== Win32Error.ERROR_SUCCESS) throw win32Error(status, { command });
}

/** @throws {ProtocolError} where a call succeeded without an answer */
export function present<T>(value: T | null, command: string): T {
  if (value !== null) return value;
  throw new ProtocolError(`${command}: success without an answer`, { command, fatal: false });
}

/** The second, where the user has no right to the first or the server does not know it. */
function orLess<T>(first: Observable<T>, second: Observable<T>): Observable<T> {
  return first.pipe(
    catchError((error: unknown) => {
      const denied = error instanceof SmbError && (error.code === 'EACCES' || error.code === 'ENOTSUP');
      return denied && !error.fatal ? second : throwError(() => error);
    }),
  );
}

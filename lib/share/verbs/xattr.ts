import { catchError, map, type Observable, of, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { bytesOf } from '../../streams/bytes-of.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import { FileFullEaInformation, type FullEaEntry } from '../../wire/fscc/file-full-ea-information.ts';
import { FileGetEaInformation } from '../../wire/fscc/file-get-ea-information.ts';
import { AccessMask } from '../../wire/smb2/create.ts';
import { QueryInfoFlags } from '../../wire/smb2/query-info.ts';
import { checkText } from '../arguments.ts';
import { done, failedWith, one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { asking } from './asking.ts';
import { opening } from './opening.ts';

/** The size of a value travels in 16 bits. */
const MAX_VALUE = 0xffff;

export function getXattr(volume: Volume, path: string, name: string, options: VerbOptions = {}): One<Buffer> {
  return one(volume, { syscall: 'getxattr', path }, options, volume =>
    entries(volume, path, checkedName(name)).pipe(
      map(all => {
        // Samba lists all, whichever was asked for; Windows gives no bytes for one that is not there
        const found = all.find(({ eaName }) => eaName.toUpperCase() === name.toUpperCase());
        if (found === undefined || found.eaValue.length === 0) {
          throw statusError(NtStatus.STATUS_NONEXISTENT_EA_ENTRY, { command: 'QUERY_INFO' });
        }
        return Buffer.from(found.eaValue);
      }),
    ),
  );
}

export function listXattr(volume: Volume, path: string, options: VerbOptions = {}): One<string[]> {
  return one(volume, { syscall: 'listxattr', path }, options, volume =>
    entries(volume, path).pipe(map(all => all.map(({ eaName }) => eaName))),
  );
}

export function setXattr(
  volume: Volume,
  path: string,
  name: string,
  value: string | NodeJS.ArrayBufferView,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'setxattr', path }, options, volume => {
    const eaValue = bytesOf(value);
    if (eaValue.length === 0)
      throw refused('EINVAL', 'SMB knows no empty extended attribute: remove it instead.');
    if (eaValue.length > MAX_VALUE) {
      throw refused('E2BIG', `An extended attribute has ${MAX_VALUE} bytes at most, not ${eaValue.length}.`);
    }
    if (/[^ -~]/.test(name)) throw refused('EINVAL', 'The name of an extended attribute is ASCII in SMB.');
    return setting(volume, path, checkedName(name), eaValue);
  });
}

export function removeXattr(
  volume: Volume,
  path: string,
  name: string,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'removexattr', path }, options, volume =>
    setting(volume, path, checkedName(name), new Uint8Array(0)),
  );
}

/** All attributes, or where the server knows how the one of that name; none is no error. */
function entries(volume: Volume, path: string, name?: string): Observable<readonly FullEaEntry[]> {
  const input = name === undefined ? undefined : FileGetEaInformation.encode([name]);
  const flags = QueryInfoFlags.RESTART_SCAN;
  return asking(volume, volume.toWire(path), FileFullEaInformation, AccessMask.READ_EA, {
    input,
    flags,
  }).pipe(
    catchError((error: unknown) =>
      failedWith(error, NtStatus.STATUS_NO_EAS_ON_FILE) ? of([]) : throwError(() => error),
    ),
  );
}

/** No bytes remove it. */
function setting(volume: Volume, path: string, eaName: string, eaValue: Uint8Array): Observable<unknown> {
  return compound(
    opening(volume, volume.toWire(path), { access: AccessMask.WRITE_EA }),
    setInfo(RELATED, FileFullEaInformation, [{ eaName, eaValue }]),
    close(RELATED),
  );
}

function checkedName(name: string): string {
  checkText('the name of an extended attribute', name);
  if (/^[\x20-\xff]{1,255}$/.test(name)) return name;
  throw refused('EINVAL', 'The name of an extended attribute has 1 to 255 characters of ASCII.');
}

function refused(code: 'EINVAL' | 'E2BIG', message: string): SmbError {
  return new SmbError({ code, message, outcome: 'not-sent' });
}

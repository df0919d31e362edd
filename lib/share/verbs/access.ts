import { catchError, map, of, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import { AccessMask, FileAttributes } from '../../wire/smb2/create.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { done, failedWith, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** `fs.constants.X_OK`, `W_OK` and `R_OK`, which are the same on every system. */
const [X_OK, W_OK, R_OK] = [1, 2, 4];

export function access(
  volume: Volume,
  path: string,
  mode = 0,
  options: VerbOptions & SnapshotOptions = {},
): One<void> {
  return done(volume, { syscall: 'access', path }, options, volume => {
    if (!Number.isInteger(mode) || mode < 0 || mode > 7) {
      const message = `mode must be made of F_OK, R_OK, W_OK and X_OK, not ${mode}`;
      throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
    }
    const wanted =
      ((mode & R_OK) === 0 ? 0 : AccessMask.READ_DATA) |
      ((mode & W_OK) === 0 ? 0 : AccessMask.WRITE_DATA) |
      ((mode & X_OK) === 0 ? 0 : AccessMask.EXECUTE);
    return compound(opening(volume, volume.toWire(path), { access: wanted }), close(RELATED)).pipe(
      map(([{ fileAttributes }]) => {
        const { READONLY, DIRECTORY } = FileAttributes;
        // a privileged user may open it all the same; of a folder the attribute says nothing
        if ((mode & W_OK) !== 0 && (fileAttributes & (READONLY | DIRECTORY)) === READONLY)
          throw statusError(NtStatus.STATUS_ACCESS_DENIED, { command: 'CREATE' });
      }),
      // the right is there, and somebody else makes use of it
      catchError((error: unknown) =>
        failedWith(error, NtStatus.STATUS_SHARING_VIOLATION) ? of(undefined) : throwError(() => error),
      ),
    );
  });
}

import { map, type Observable } from 'rxjs';

import { close } from '../../commands/close.ts';
import { fsctl } from '../../commands/fsctl.ts';
import { RELATED } from '../../commands/plan.ts';
import { compound } from '../../operators/compound.ts';
import { SmbError } from '../../errors.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { FSCTL_GET_REPARSE_POINT } from '../../wire/fscc/fsctl-reparse-point.ts';
import type { ReparsePoint } from '../../wire/fscc/reparse/reparse-data-buffer.ts';
import { CreateOptions } from '../../wire/smb2/create.ts';
import { failedWith } from '../failed-with.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** What a path of the wire itself is, in one round trip; its refusals are those of {@link refusesReparse}. */
export function reparsePointOf(volume: Volume, path: string): Observable<ReparsePoint> {
  return compound(
    opening(volume, path, { options: CreateOptions.OPEN_REPARSE_POINT }),
    fsctl(RELATED, FSCTL_GET_REPARSE_POINT, undefined),
    close(RELATED),
  ).pipe(map(([, { output }]) => output));
}

/** The file is no reparse point, or the server knows of none: Samba 4.17 answers both alike. */
export function refusesReparse(error: unknown): boolean {
  return (
    failedWith(error, NtStatus.STATUS_NOT_A_REPARSE_POINT) ||
    (error instanceof SmbError && error.code === 'ENOTSUP')
  );
}

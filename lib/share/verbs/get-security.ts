import { catchError, map, type Observable } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { queryInfo } from '../../commands/query-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import type { SecurityDescriptor } from '../../wire/dtyp/security-descriptor.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { accessToRead, checkMask, USUAL_PARTS } from '../security-parts.ts';
import { failedWith, one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

const USUAL_SIZE = 65_536;
/** Both lists as long as their length fields allow, and all that stands around them. */
const MOST = 2 * 65_536 + 256;

export function getSecurity(
  volume: Volume,
  path: string,
  parts: number = USUAL_PARTS,
  options: VerbOptions & SnapshotOptions = {},
): One<SecurityDescriptor> {
  return one(volume, { syscall: 'getsecurity', path }, options, volume => {
    checkMask(parts);
    const ask = (outputBufferLength: number): Observable<SecurityDescriptor> =>
      compound(
        opening(volume, volume.toWire(path), { access: accessToRead(parts) }),
        queryInfo(RELATED, parts, { outputBufferLength }),
        close(RELATED),
      ).pipe(map(([, { information }]) => information));
    return ask(USUAL_SIZE).pipe(
      catchError((error: unknown) => {
        if (!failedWith(error, NtStatus.STATUS_BUFFER_TOO_SMALL)) throw error;
        return ask(MOST);
      }),
    );
  });
}

import { catchError, map, of, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import { One } from '../../operators/one.ts';
import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** Nothing can be there. A denied access is not among them: something is. */
const ABSENT = ['ENOENT', 'ENOTDIR'];

export function exists(
  volume: Volume,
  path: string,
  options: VerbOptions & AspectOptions & SnapshotOptions = {},
): One<boolean> {
  const found = one(volume, { syscall: 'access', path }, options, volume =>
    compound(opening(volume, volume.toWire(path)), close(RELATED)).pipe(map(() => true)),
  );
  const absent = (error: unknown) =>
    error instanceof SmbError && ABSENT.includes(error.code) ? of(false) : throwError(() => error);
  return One.of(found.pipe(catchError(absent)));
}

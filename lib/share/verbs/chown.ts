import { EMPTY } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';

export function chown(
  volume: Volume,
  path: string,
  _uid: number,
  _gid: number,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'chown', path }, options, () => EMPTY);
}

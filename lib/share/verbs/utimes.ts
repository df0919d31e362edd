import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { AccessMask } from '../../wire/smb2/create.ts';
import { type FileTime, ticksOf } from '../file-time.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function utimes(
  volume: Volume,
  path: string,
  atime: FileTime,
  mtime: FileTime,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'utime', path }, options, volume => {
    const times = { lastAccessTime: ticksOf(atime), lastWriteTime: ticksOf(mtime) };
    return compound(
      opening(volume, volume.toWire(path), { access: AccessMask.WRITE_ATTRIBUTES }),
      setInfo(RELATED, FileBasicInformation, times),
      close(RELATED),
    );
  });
}

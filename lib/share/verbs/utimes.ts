import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { AccessMask, CreateOptions } from '../../wire/smb2/create.ts';
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
  return setTimes(volume, { syscall: 'utime', path, options: 0 }, [atime, mtime], options);
}

/** Of a link itself, not of what it leads to. */
export function lutimes(
  volume: Volume,
  path: string,
  atime: FileTime,
  mtime: FileTime,
  options: VerbOptions = {},
): One<void> {
  const how = { syscall: 'lutime', path, options: CreateOptions.OPEN_REPARSE_POINT };
  return setTimes(volume, how, [atime, mtime], options);
}

function setTimes(
  volume: Volume,
  { syscall, path, options }: { readonly syscall: string; readonly path: string; readonly options: number },
  [atime, mtime]: readonly [FileTime, FileTime],
  given: VerbOptions,
): One<void> {
  return done(volume, { syscall, path }, given, volume => {
    const times = { lastAccessTime: ticksOf(atime), lastWriteTime: ticksOf(mtime) };
    return compound(
      opening(volume, volume.toWire(path), { access: AccessMask.WRITE_ATTRIBUTES, options }),
      setInfo(RELATED, FileBasicInformation, times),
      close(RELATED),
    );
  });
}

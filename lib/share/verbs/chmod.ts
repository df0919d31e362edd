import { EMPTY } from 'rxjs';

import { setInfo } from '../../commands/set-info.ts';
import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { AccessMask, FileAttributes } from '../../wire/smb2/create.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

const ANYBODY_WRITES = 0o222;

export function chmod(
  volume: Volume,
  path: string,
  mode: number | string,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'chmod', path }, options, volume => {
    const readonly = (modeOf(mode) & ANYBODY_WRITES) === 0 ? FileAttributes.READONLY : 0;
    const open = opening(volume, volume.toWire(path), { access: AccessMask.WRITE_ATTRIBUTES });
    return usingHandle<unknown>(open, (handle, { fileAttributes: now }) => {
      // of a folder the attribute means something else to Windows
      if ((now & FileAttributes.DIRECTORY) !== 0 || (now & FileAttributes.READONLY) === readonly)
        return EMPTY;
      const fileAttributes = (now & ~FileAttributes.READONLY) | readonly;
      return setInfo(handle, FileBasicInformation, {
        fileAttributes: fileAttributes || FileAttributes.NORMAL,
      });
    });
  });
}

/** As Node takes it: a number, or octal digits. */
function modeOf(mode: number | string): number {
  const number = typeof mode === 'number' ? mode : /^[0-7]{1,7}$/.test(mode) ? parseInt(mode, 8) : NaN;
  if (Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff) return number;
  const message = `'${mode}' is no mode: a number, or octal digits such as '644'`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

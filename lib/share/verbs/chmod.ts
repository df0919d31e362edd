import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { AccessMask } from '../../wire/smb2/create.ts';
import { isWritable, setWritable } from '../file-mode.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function chmod(
  volume: Volume,
  path: string,
  mode: number | string,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'chmod', path }, options, volume => {
    const writable = isWritable(mode);
    const open = opening(volume, volume.toWire(path), { access: AccessMask.WRITE_ATTRIBUTES });
    return usingHandle<unknown>(open, (handle, { fileAttributes }) =>
      setWritable(handle, fileAttributes, writable),
    );
  });
}

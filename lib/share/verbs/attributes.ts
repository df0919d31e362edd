import { map } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { AccessMask } from '../../wire/smb2/create.ts';
import { attributesOf, changeAttributes, changedAttributes, type WindowsAttributes } from '../attributes.ts';
import { done, one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function getAttributes(
  volume: Volume,
  path: string,
  options: VerbOptions = {},
): One<WindowsAttributes> {
  return one(volume, { syscall: 'getattributes', path }, options, volume =>
    compound(opening(volume, volume.toWire(path)), close(RELATED)).pipe(
      map(([{ fileAttributes }]) => attributesOf(fileAttributes)),
    ),
  );
}

export function setAttributes(
  volume: Volume,
  path: string,
  changes: Partial<WindowsAttributes>,
  options: VerbOptions = {},
): One<void> {
  return done(volume, { syscall: 'setattributes', path }, options, volume => {
    changedAttributes(0, changes);
    const open = opening(volume, volume.toWire(path), { access: AccessMask.WRITE_ATTRIBUTES });
    return usingHandle<unknown>(open, (handle, { fileAttributes }) =>
      changeAttributes(handle, fileAttributes, changes),
    );
  });
}

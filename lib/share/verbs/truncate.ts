import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { FileEndOfFileInformation } from '../../wire/fscc/file-end-of-file-information.ts';
import { AccessMask, CreateOptions } from '../../wire/smb2/create.ts';
import type { AspectOptions } from '../aspect.ts';
import { checkOffset } from '../file-range.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function truncate(
  volume: Volume,
  path: string,
  length = 0,
  options: VerbOptions & AspectOptions = {},
): One<void> {
  return done(volume, { syscall: 'truncate', path }, options, volume => {
    const endOfFile = BigInt(checkOffset('length', length < 0 ? 0 : length));
    return compound(
      opening(volume, volume.toWire(path), {
        access: AccessMask.WRITE_DATA,
        options: CreateOptions.NON_DIRECTORY_FILE,
      }),
      setInfo(RELATED, FileEndOfFileInformation, { endOfFile }),
      close(RELATED),
    );
  });
}

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import { FileLinkInformation } from '../../wire/fscc/file-link-information.ts';
import { AccessMask, CreateOptions } from '../../wire/smb2/create.ts';
import { meansFolder } from '../folder-meant.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';
import { movable } from './remove.ts';

export function link(volume: Volume, path: string, dest: string, options: VerbOptions = {}): One<void> {
  return done(volume, { syscall: 'link', path, dest }, options, volume => {
    // only a folder could be called so, and none is made here
    if (meansFolder(dest)) throw statusError(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND, { outcome: 'not-sent' });
    const { NON_DIRECTORY_FILE, OPEN_REPARSE_POINT } = CreateOptions;
    return compound(
      // to read would be enough for Samba, even on a share that is read-only
      opening(volume, movable(volume, path), {
        access: AccessMask.WRITE_ATTRIBUTES,
        options: NON_DIRECTORY_FILE | OPEN_REPARSE_POINT,
      }),
      setInfo(RELATED, FileLinkInformation, { fileName: movable(volume, dest) }),
      close(RELATED),
    );
  });
}

import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { type FileNotifyEntry, FileNotifyInformation } from '../wire/fscc/file-notify-information.ts';
import { ChangeNotifyRequest, ChangeNotifyResponse as Codec } from '../wire/smb2/change-notify.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import { checkRoom } from './check-room.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** The fields of [MS-SMB2] 2.2.35. */
export interface ChangeNotifyOptions {
  /** Bits of `CompletionFilter`: what is worth an answer. */
  readonly completionFilter: number;
  /** `ChangeNotifyFlags.WATCH_TREE` listens below the folder too. Default 0. */
  readonly flags?: number | undefined;
  /** Bytes of changes to make room for; more at once are an overflow. Default 64 KiB. */
  readonly outputBufferLength?: number | undefined;
  /** Told when the server has taken the request, and listens from then on. */
  readonly onPending?: (() => void) | undefined;
}

/** What happened. */
export interface ChangeNotifyResponse extends Answered {
  /**
   * In order. None where `status` is STATUS_NOTIFY_ENUM_DIR (more happened than the answer has room for: list the folder)
   * or STATUS_NOTIFY_CLEANUP (the handle was closed).
   */
  readonly changes: readonly FileNotifyEntry[];
}

/**
 * Waits for something to happen in a folder ([MS-SMB2] 2.2.35): answered when it does, however long that takes.
 * Between two requests of one handle the server remembers what happens, as far as it has room. Unsubscribing ends the
 * waiting on the server too. `watch` is made of it.
 *
 * @param handle of a folder, opened with `AccessMask.LIST_DIRECTORY`
 * @throws {@link SmbError} `ENOENT` (the folder was removed), `EINVAL` (it is no folder), `EACCES`
 * @example
 * ```ts
 * changeNotify(handle, { completionFilter: CompletionFilter.FILE_NAME }).subscribe(({ changes }) => {
 *   for (const { action, fileName } of changes) console.log(action, fileName);
 * });
 * ```
 */
export function changeNotify<H extends Open | RELATED>(
  handle: H,
  { completionFilter, flags, outputBufferLength = 65_536, onPending }: ChangeNotifyOptions,
): Addressed<H, ChangeNotifyResponse> {
  return addressed(handle, {
    command: Command.CHANGE_NOTIFY,
    path: pathOf(handle),
    answers: [NtStatus.STATUS_NOTIFY_ENUM_DIR, NtStatus.STATUS_NOTIFY_CLEANUP],
    patient: true,
    harmless: true,
    onPending,
    encode: ({ fileId }) => ({
      body: ChangeNotifyRequest.encode({ fileId, completionFilter, flags, outputBufferLength }, HEADER_SIZE),
      weight: outputBufferLength,
    }),
    decode({ header, message }) {
      const { status } = header;
      // a message with one of the two other statuses is an error message, whose body says nothing
      if (status !== NtStatus.STATUS_SUCCESS) return { status, changes: [] };
      const { outputBuffer } = Codec.decode(message, HEADER_SIZE);
      checkRoom('CHANGE_NOTIFY', outputBuffer, outputBufferLength);
      const changes = outputBuffer.length === 0 ? [] : FileNotifyInformation.decodeAll(outputBuffer);
      // [MS-SMB2] 3.3.4.4: success without a change is how some servers say that there were too many
      return { status: changes.length === 0 ? NtStatus.STATUS_NOTIFY_ENUM_DIR : status, changes };
    },
  });
}

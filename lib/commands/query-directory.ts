import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import type { DirectoryClass } from '../wire/fscc/directory-class.ts';
import {
  type FileIdBothDirectoryEntry,
  FileIdBothDirectoryInformation,
} from '../wire/fscc/file-id-both-directory-information.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { QueryDirectoryRequest, QueryDirectoryResponse as Codec } from '../wire/smb2/query-directory.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import { checkRoom } from './check-room.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** The fields of [MS-SMB2] 2.2.33. */
export interface QueryDirectoryOptions<E = FileIdBothDirectoryEntry> {
  /** What to tell of each entry. Default `FileIdBothDirectoryInformation`. */
  readonly fileInformationClass?: DirectoryClass<E, never> | undefined;
  /** `*` and `?` stand for characters. Default `*`. */
  readonly fileName?: string | undefined;
  readonly flags?: number | undefined;
  readonly fileIndex?: number | undefined;
  /** Bytes of entries to make room for. Default 64 KiB. */
  readonly outputBufferLength?: number | undefined;
}

/** One reply's entries, `.` and `..` included; none means that the listing is complete. */
export interface QueryDirectoryResponse<E = FileIdBothDirectoryEntry> extends Answered {
  readonly entries: readonly E[];
}

/**
 * Asks for the next entries of a folder ([MS-SMB2] 2.2.33). A listing is complete only when a reply has no
 * entries.
 *
 * @example
 * ```ts
 * queryDirectory(handle, { fileName: '*.txt' }).subscribe(({ entries }) => {});
 * ```
 */
export function queryDirectory<H extends Open | RELATED, E = FileIdBothDirectoryEntry>(
  handle: H,
  options: QueryDirectoryOptions<E> = {},
): Addressed<H, QueryDirectoryResponse<E>> {
  const { fileName = '*', flags, fileIndex, outputBufferLength = 65_536 } = options;
  const listing = (options.fileInformationClass ?? FileIdBothDirectoryInformation) as DirectoryClass<
    E,
    never
  >;
  return addressed(handle, {
    command: Command.QUERY_DIRECTORY,
    path: pathOf(handle),
    harmless: true,
    answers: [NtStatus.STATUS_NO_MORE_FILES, NtStatus.STATUS_NO_SUCH_FILE],
    encode: ({ fileId }) => ({
      body: QueryDirectoryRequest.encode(
        { fileInformationClass: listing.infoClass, flags, fileIndex, fileId, outputBufferLength, fileName },
        HEADER_SIZE,
      ),
      weight: outputBufferLength,
    }),
    decode({ header, message }) {
      const { status } = header;
      if (status !== NtStatus.STATUS_SUCCESS) return { status, entries: [] };
      const { outputBuffer } = Codec.decode(message, HEADER_SIZE);
      checkRoom('QUERY_DIRECTORY', outputBuffer, outputBufferLength);
      return { status, entries: listing.decodeAll(outputBuffer) };
    },
  });
}

// [MS-SMB2] 3.3.5.21.1 Handling SMB2_0_INFO_FILE, [MS-FSA] 2.1.5.15 Server Requests Setting of File Information
import { FiletimeChange } from '../../wire/dtyp/filetime.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileAllocationInformation } from '../../wire/fscc/file-allocation-information.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../wire/fscc/file-disposition-information.ts';
import {
  FileDispositionFlags,
  FileDispositionInformationEx,
} from '../../wire/fscc/file-disposition-information-ex.ts';
import { FileEndOfFileInformation } from '../../wire/fscc/file-end-of-file-information.ts';
import { FileFullEaInformation } from '../../wire/fscc/file-full-ea-information.ts';
import { FileLinkInformation } from '../../wire/fscc/file-link-information.ts';
import { FileModeInformation } from '../../wire/fscc/file-mode-information.ts';
import { FilePositionInformation } from '../../wire/fscc/file-position-information.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { FileRenameFlags, FileRenameInformationEx } from '../../wire/fscc/file-rename-information-ex.ts';
import { FileValidDataLengthInformation } from '../../wire/fscc/file-valid-data-length-information.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { FileAttributes } from '../../wire/smb2/file-attributes.ts';
import { keptAttributes } from '../facts.ts';
import type { FileBytes, FileChanges } from '../file-systems/file-system.ts';
import { safe } from '../offsets.ts';
import { Refused } from '../refused.ts';
import { CHANGEABLE_MODE, type FileOpen } from '../state/file-open.ts';
import { type Change, change } from './change.ts';
import { dispose } from './disposition.ts';
import { checkEaNames, setEas } from './eas.ts';
import { link, rename } from './rename.ts';

const { WRITE_DATA, WRITE_EA, WRITE_ATTRIBUTES, DELETE } = AccessMask;
const { READONLY, HIDDEN, SYSTEM, ARCHIVE, TEMPORARY, OFFLINE, NOT_CONTENT_INDEXED, DIRECTORY } =
  FileAttributes;

/** The attributes that a client decides about; the others say what the file system made of the file. */
const SETTABLE = READONLY | HIDDEN | SYSTEM | ARCHIVE | TEMPORARY | OFFLINE | NOT_CONTENT_INDEXED;

const TIMES = {
  creationTime: CompletionFilter.CREATION,
  lastAccessTime: CompletionFilter.LAST_ACCESS,
  lastWriteTime: CompletionFilter.LAST_WRITE,
  // nobody can ask to be told of this one
  changeTime: 0,
} as const;
type TimeName = keyof typeof TIMES;

async function basic(open: FileOpen, given: FileBasicInformation): Promise<void> {
  const { share, file, path } = open;
  const { fileAttributes } = given;
  if (fileAttributes & DIRECTORY && !file.isDirectory) invalid();
  if (fileAttributes & TEMPORARY && file.isDirectory) invalid();
  const changes: { -readonly [K in keyof FileChanges]: FileChanges[K] } = {};
  let filter = 0;
  for (const [name, bit] of Object.entries(TIMES) as [TimeName, number][]) {
    const time = given[name];
    if (time < FiletimeChange.RESUME) invalid();
    // freezing and resuming concern what is written later: that is the file system's own affair
    if (time <= FiletimeChange.LEAVE) continue;
    changes[name] = time;
    filter |= bit;
  }
  if (fileAttributes !== 0) {
    const { attributes } = await open.entry();
    changes.attributes = keptAttributes((fileAttributes & SETTABLE) | (attributes & ~SETTABLE));
    filter |= CompletionFilter.ATTRIBUTES;
  }
  if (Object.keys(changes).length === 0) return;
  await share.fs.update(path, changes);
  if (filter !== 0) share.modified(path, filter);
}

async function endOfFile(open: FileOpen, { endOfFile: end }: FileEndOfFileInformation): Promise<void> {
  const bytes = bytesOf(open);
  await open.using(() => bytes.truncate(safe(end)));
  resized(open);
}

/** Room is not kept free for a file; but with less than it takes it must be shorter. */
async function allocation(open: FileOpen, { allocationSize }: FileAllocationInformation): Promise<void> {
  const bytes = bytesOf(open);
  const room = safe(allocationSize);
  await open.using(async () => {
    if (room >= (await bytes.size())) return;
    await bytes.truncate(room);
    resized(open);
  });
}

function position(open: FileOpen, { currentByteOffset }: FilePositionInformation): void {
  if (currentByteOffset < 0n) invalid();
  open.position = currentByteOffset;
}

function mode(open: FileOpen, { mode: given }: FileModeInformation): void {
  if (given & ~CHANGEABLE_MODE) invalid();
  open.mode = (open.mode & ~CHANGEABLE_MODE) | given;
}

/** It would show what was on the medium before: nobody has the privilege. */
function validDataLength(): never {
  throw new Refused(NtStatus.STATUS_PRIVILEGE_NOT_HELD);
}

async function extendedAttributes(open: FileOpen, given: FileFullEaInformation): Promise<void> {
  const { share, path } = open;
  if (share.fs.setXattr === undefined) throw new Refused(NtStatus.STATUS_EAS_NOT_SUPPORTED);
  checkEaNames(given);
  await setEas(share.fs, path, given);
  share.modified(path, CompletionFilter.EA);
}

function bytesOf({ bytes, file }: FileOpen): FileBytes {
  if (file.isDirectory && bytes === undefined) invalid();
  if (bytes === undefined) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  return bytes;
}

function resized({ share, file, stream }: FileOpen): void {
  const { SIZE, STREAM_SIZE } = CompletionFilter;
  share.modified(file.path, stream === undefined ? SIZE : STREAM_SIZE);
}

function invalid(): never {
  throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
}

/** What can be set of a file. */
export const FILE_CHANGES: readonly Change[] = [
  change(FileBasicInformation, WRITE_ATTRIBUTES, basic),
  change(FileRenameInformation, DELETE, (open, { fileName, rootDirectory, replaceIfExists }) =>
    rename(open, { name: fileName, rootDirectory, replace: replaceIfExists }),
  ),
  change(FileRenameInformationEx, DELETE, (open, { fileName, rootDirectory, flags }) =>
    rename(open, {
      name: fileName,
      rootDirectory,
      replace: (flags & FileRenameFlags.REPLACE_IF_EXISTS) !== 0,
      replaceOpen: (flags & FileRenameFlags.POSIX_SEMANTICS) !== 0,
      replaceReadOnly: (flags & FileRenameFlags.IGNORE_READONLY_ATTRIBUTE) !== 0,
    }),
  ),
  change(FileLinkInformation, 0, (open, { fileName, rootDirectory, replaceIfExists }) =>
    link(open, { name: fileName, rootDirectory, replace: replaceIfExists }),
  ),
  change(FileDispositionInformation, DELETE, (open, { deletePending }) =>
    dispose(open, deletePending ? FileDispositionFlags.DELETE : 0),
  ),
  change(FileDispositionInformationEx, DELETE, (open, { flags }) => dispose(open, flags)),
  change(FilePositionInformation, 0, position),
  change(FileFullEaInformation, WRITE_EA, extendedAttributes),
  change(FileModeInformation, 0, mode),
  change(FileAllocationInformation, WRITE_DATA, allocation),
  change(FileEndOfFileInformation, WRITE_DATA, endOfFile),
  change(FileValidDataLengthInformation, WRITE_DATA, validDataLength),
];

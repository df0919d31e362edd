// [MS-SMB2] 3.3.5.9 Receiving an SMB2 CREATE Request, [MS-FSA] 2.1.5.1 Open a File
import { FileAction } from '../../wire/fscc/file-notify-information.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { CreateAction, CreateDisposition, FileAttributes } from '../../wire/smb2/create.ts';
import { allowed, grant, NOT_READ_ONLY, READ_ACCESS, SHARED_RIGHTS } from '../access.ts';
import { keptAttributes } from '../facts.ts';
import type { FileBytes, FileEntry } from '../file-systems/file-system.ts';
import { setEas } from '../info/eas.ts';
import { Refused } from '../refused.ts';
import { FileOpen } from '../state/file-open.ts';
import type { DiskShare } from '../state/share.ts';
import type { FileOpenInit } from '../state/file-open.ts';
import { find } from './find.ts';
import { checkGifts, endow } from './gifts.ts';
import { type OpenRequest, overwrites } from './request.ts';
import { checkSharing } from './share-modes.ts';
import { checkLinksAbove, checkReparsePoint } from './stopped-on-symlink.ts';

/** An open with what it was made of. */
export interface Opened {
  readonly open: FileOpen;
  readonly entry: FileEntry;
  readonly action: CreateAction;
}

/** Ids that the caller brings. */
type Seat = Pick<FileOpenInit, 'fileId' | 'tree'>;

/** Opens or makes a file, a folder or a stream. */
export function openFile(share: DiskShare, wanted: OpenRequest, seat: Seat): Promise<Opened> {
  return share.turns.on(share.fold(wanted.path), async () => {
    const entry = await findAtEnd(share, wanted.path);
    if (entry === undefined) return make(share, wanted, seat);
    await checkReparsePoint(share.fs, entry, wanted.request);
    return wanted.stream === undefined
      ? openExisting(share, wanted, seat, entry)
      : openStream(share, wanted, seat, entry, wanted.stream);
  });
}

/** What lies at a path; a name that is not there may be one behind a link. */
async function findAtEnd({ fs }: DiskShare, path: string): Promise<FileEntry | undefined> {
  const links = () => checkLinksAbove(fs, path);
  try {
    const entry = await find(fs, path);
    if (entry === undefined) await links();
    return entry;
  } catch (error) {
    await links();
    throw error;
  }
}

async function make(share: DiskShare, wanted: OpenRequest, seat: Seat): Promise<Opened> {
  const { request, path, stream } = wanted;
  const { createDisposition, fileAttributes } = request;
  const { OPEN, OVERWRITE } = CreateDisposition;
  if (createDisposition === OPEN || createDisposition === OVERWRITE) {
    throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  }
  checkWritable(share);
  const granted = grant(request.desiredAccess, allowed(false));
  const attributes = keptAttributes(fileAttributes);
  if (wanted.deleteOnClose && attributes & FileAttributes.READONLY)
    throw new Refused(NtStatus.STATUS_CANNOT_DELETE);
  const isDirectory = wanted.wants === 'folder';
  // a file that is written to is worth archiving
  const kept = isDirectory ? attributes : attributes | FileAttributes.ARCHIVE;
  await checkGifts(share.fs, wanted.gifts);
  const entry = await share.fs.create(path, { isDirectory, attributes: kept });
  await endow(share.fs, entry.path, wanted.gifts);
  share.named(FileAction.ADDED, entry);
  if (stream !== undefined) return openStream(share, wanted, seat, entry, stream);
  const bytes = isDirectory ? undefined : await share.fs.open(entry.path, { write: true });
  return seated(share, wanted, seat, { entry, granted, bytes, action: CreateAction.CREATED });
}

async function openExisting(
  share: DiskShare,
  wanted: OpenRequest,
  seat: Seat,
  entry: FileEntry,
): Promise<Opened> {
  const { request, wants } = wanted;
  const { createDisposition: disposition, desiredAccess } = request;
  const file = share.opened(entry);
  if (file?.deletePending === true) throw new Refused(NtStatus.STATUS_DELETE_PENDING);
  if (disposition === CreateDisposition.CREATE) throw new Refused(NtStatus.STATUS_OBJECT_NAME_COLLISION);
  if (wants === 'folder' && !entry.isDirectory) throw new Refused(NtStatus.STATUS_NOT_A_DIRECTORY);
  if (wants === 'file' && entry.isDirectory) throw new Refused(NtStatus.STATUS_FILE_IS_A_DIRECTORY);
  const empties = overwrites(disposition);
  if (empties && entry.isDirectory) throw new Refused(NtStatus.STATUS_OBJECT_NAME_COLLISION);
  if (empties) checkOverwrite(share, entry, request.fileAttributes);
  const granted = grant(desiredAccess, mostOf(share, entry));
  if (wanted.deleteOnClose) checkDeletable(share, entry);
  const sharing = {
    stream: undefined,
    grantedAccess: empties ? granted | SHARED_RIGHTS.write : granted,
    shareAccess: request.shareAccess,
  };
  checkSharing(file, sharing);
  if (empties) await checkGifts(share.fs, wanted.gifts);
  const write = empties || (granted & SHARED_RIGHTS.write) !== 0;
  const needed = !entry.isDirectory && (write || (granted & SHARED_RIGHTS.read) !== 0);
  const bytes = needed ? await share.fs.open(entry.path, { write }) : undefined;
  if (!empties || bytes === undefined) {
    return seated(share, wanted, seat, { entry, granted, bytes, action: CreateAction.OPENED });
  }
  await bytes.truncate(0);
  await setEas(share.fs, entry.path, wanted.gifts.eas);
  await share.fs.update(entry.path, {
    attributes: keptAttributes(request.fileAttributes) | FileAttributes.ARCHIVE,
  });
  share.modified(
    entry.path,
    CompletionFilter.SIZE | CompletionFilter.LAST_WRITE | CompletionFilter.ATTRIBUTES,
  );
  const action =
    disposition === CreateDisposition.SUPERSEDE ? CreateAction.SUPERSEDED : CreateAction.OVERWRITTEN;
  return seated(share, wanted, seat, { entry: await share.fs.lookup(entry.path), granted, bytes, action });
}

async function openStream(
  share: DiskShare,
  wanted: OpenRequest,
  seat: Seat,
  entry: FileEntry,
  stream: string,
): Promise<Opened> {
  const { request } = wanted;
  const { createDisposition: disposition } = request;
  if (share.fs.streams === undefined) throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  const there = (await share.fs.streams(entry.path)).find(
    ({ name }) => name.toUpperCase() === stream.toUpperCase(),
  );
  const { OPEN, OVERWRITE, CREATE } = CreateDisposition;
  if (there === undefined && (disposition === OPEN || disposition === OVERWRITE)) {
    throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  }
  if (there !== undefined && disposition === CREATE) throw new Refused(NtStatus.STATUS_OBJECT_NAME_COLLISION);
  const granted = grant(request.desiredAccess, mostOf(share, entry));
  const file = share.opened(entry);
  checkSharing(file, { stream, grantedAccess: granted, shareAccess: request.shareAccess });
  const empties = there !== undefined && overwrites(disposition);
  const write = there === undefined || empties || (granted & SHARED_RIGHTS.write) !== 0;
  if (write) checkWritable(share);
  const bytes = await share.fs.open(entry.path, { write, stream, create: there === undefined });
  if (empties) await bytes.truncate(0);
  if (there === undefined) share.streamed(FileAction.ADDED_STREAM, entry.path, stream);
  const named = { ...wanted, stream: there?.name ?? stream };
  const size = await bytes.size();
  const action =
    there === undefined ? CreateAction.CREATED : empties ? CreateAction.OVERWRITTEN : CreateAction.OPENED;
  return seated(share, named, seat, {
    entry: { ...entry, size, allocationSize: size },
    granted,
    bytes,
    action,
  });
}

interface Made {
  readonly entry: FileEntry;
  readonly granted: number;
  readonly bytes: FileBytes | undefined;
  readonly action: CreateAction;
}

function seated(share: DiskShare, wanted: OpenRequest, seat: Seat, made: Made): Opened {
  const { entry, granted, bytes, action } = made;
  const { shareAccess, createOptions } = wanted.request;
  const open = new FileOpen({
    ...seat,
    share,
    file: share.fileOf(entry),
    stream: wanted.stream,
    grantedAccess: granted,
    shareAccess,
    createOptions,
    bytes,
  });
  open.deleteOnClose = wanted.deleteOnClose;
  return { open, entry, action };
}

/** What may be done with an entry at most. */
export function mostOf(share: DiskShare, entry: FileEntry): number {
  if (share.fs.readOnly === true) return READ_ACCESS;
  const readOnly = !entry.isDirectory && (entry.attributes & FileAttributes.READONLY) !== 0;
  return readOnly ? allowed(false) & ~NOT_READ_ONLY : allowed(false);
}

function checkWritable(share: DiskShare): void {
  if (share.fs.readOnly === true) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

/** [MS-FSA] 2.1.5.1.2.1: a hidden or system file is only overwritten by who says that it is one. */
function checkOverwrite(share: DiskShare, { attributes }: FileEntry, given: number): void {
  checkWritable(share);
  const { READONLY, HIDDEN, SYSTEM } = FileAttributes;
  const unsaid = attributes & (HIDDEN | SYSTEM) & ~given;
  if (attributes & READONLY || unsaid) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

function checkDeletable(share: DiskShare, { attributes, path }: FileEntry): void {
  checkWritable(share);
  if (attributes & FileAttributes.READONLY || path === '') throw new Refused(NtStatus.STATUS_CANNOT_DELETE);
}

// [MS-FSA] 2.1.5.15.11 FileRenameInformation, 2.1.5.15.6 FileLinkInformation
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileAction } from '../../wire/fscc/file-notify-information.ts';
import { FileAttributes } from '../../wire/smb2/file-attributes.ts';
import type { FileEntry } from '../file-systems/file-system.ts';
import { find, findParent } from '../opening/find.ts';
import { parseTarget } from '../opening/name.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import type { DiskShare } from '../state/share.ts';

/** Where a file is to be found from now on. */
export interface NewName {
  /** From the share's root; `:stream` names a stream anew. */
  readonly name: string;
  /** Must be 0 over a network. */
  readonly rootDirectory: bigint;
  /** What is there already gives way. */
  readonly replace: boolean;
  /** Even if it is open. @defaultValue false */
  readonly replaceOpen?: boolean;
  /** Even if it is read-only. @defaultValue false */
  readonly replaceReadOnly?: boolean;
}

/** Moves a file or a folder, or gives a stream another name. */
export function rename(open: FileOpen, wanted: NewName): Promise<void> {
  if (wanted.rootDirectory !== 0n) invalid();
  if (wanted.name.startsWith(':')) {
    // the file's own name is left out, and there is no file without a name
    const { stream } = parseTarget(`file${wanted.name}`);
    return renameStream(open, stream, wanted.replace);
  }
  const { path, stream } = parseTarget(wanted.name);
  if (stream !== undefined) {
    // no stream leaves its file
    if (open.share.fold(path) !== open.share.fold(open.path)) invalid();
    return renameStream(open, stream, wanted.replace);
  }
  if (open.stream !== undefined) invalid();
  return open.share.turns.alone(() => move(open, path, wanted));
}

/** Gives a file one more name. */
export function link(open: FileOpen, wanted: NewName): Promise<void> {
  if (wanted.rootDirectory !== 0n) invalid();
  const { share, file } = open;
  const { path, stream } = parseTarget(wanted.name);
  if (stream !== undefined || open.stream !== undefined) invalid();
  if (file.isDirectory) throw new Refused(NtStatus.STATUS_FILE_IS_A_DIRECTORY);
  if (share.fs.readOnly === true) throw new Refused(NtStatus.STATUS_MEDIA_WRITE_PROTECTED);
  const add = share.fs.link?.bind(share.fs);
  if (add === undefined) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  return share.turns.alone(async () => {
    const existing = open.path;
    if (file.deletePending) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
    const there = await find(share.fs, path);
    if (there !== undefined) checkReplace(share, there, wanted);
    else await findParent(share.fs, path);
    await add(existing, path, wanted.replace);
    const added = await share.fs.lookup(path);
    if (there !== undefined) share.named(FileAction.REMOVED, there);
    share.named(FileAction.ADDED, added);
  });
}

async function move(open: FileOpen, to: string, wanted: NewName): Promise<void> {
  const { share, file } = open;
  const from = open.path;
  const [folded, target] = [share.fold(from), share.fold(to)];
  if (from === '' || to === '') throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  if (from === to) return;
  if (file.isDirectory) {
    if (target.startsWith(`${folded}/`)) invalid();
    if (share.below(from).length > 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  }
  const there = await find(share.fs, to);
  const replaced = there === undefined || folded === target ? undefined : there;
  if (replaced === undefined) await findParent(share.fs, to);
  else {
    checkReplace(share, replaced, wanted);
    // a folder replaces no file; as Samba says it
    if (file.isDirectory) throw new Refused(NtStatus.STATUS_NOT_A_DIRECTORY);
  }
  await share.fs.rename(from, to, wanted.replace);
  if (replaced !== undefined) {
    const lost = share.opened(replaced);
    if (lost !== undefined && lost !== file) share.orphan(lost);
    share.named(FileAction.REMOVED, replaced);
  }
  // as the file system spells it
  file.path = (await share.fs.lookup(to)).path;
  share.renamed(from, file);
}

function checkReplace(share: DiskShare, there: FileEntry, wanted: NewName): void {
  if (!wanted.replace) throw new Refused(NtStatus.STATUS_OBJECT_NAME_COLLISION);
  const { replaceOpen = false, replaceReadOnly = false } = wanted;
  const denied =
    there.isDirectory ||
    (!replaceReadOnly && (there.attributes & FileAttributes.READONLY) !== 0) ||
    (!replaceOpen && share.opened(there) !== undefined);
  if (denied) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

async function renameStream(open: FileOpen, to: string | undefined, replace: boolean): Promise<void> {
  const { share, file, stream } = open;
  const { fs } = share;
  // a file's own content is no stream that could be renamed, nor can one become it
  if (stream === undefined || to === undefined) invalid();
  if (fs.renameStream === undefined) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  await fs.renameStream(open.path, stream, to, replace);
  share.streamed(FileAction.REMOVED_STREAM, file.path, stream);
  share.streamed(FileAction.ADDED_STREAM, file.path, to);
  open.stream = to;
}

function invalid(): never {
  throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
}

// [MS-SMB2] 3.3.5.9 and 2.2.2.2.1: links are the client's to follow
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { ReparseDataBuffer } from '../../wire/fscc/reparse/reparse-data-buffer.ts';
import { ReparseTag } from '../../wire/fscc/reparse/reparse-tag.ts';
import { CreateOptions, type CreateRequest } from '../../wire/smb2/create.ts';
import { SymbolicLinkError } from '../../wire/smb2/symbolic-link-error.ts';
import type { FileEntry, FileSystem } from '../file-systems/file-system.ts';
import { Refused } from '../refused.ts';

/**
 * Whoever does not ask for a link itself is told where it leads.
 * @throws {Refused} STATUS_STOPPED_ON_SYMLINK, STATUS_IO_REPARSE_TAG_NOT_HANDLED
 */
export async function checkReparsePoint(
  fs: FileSystem,
  entry: FileEntry,
  { createOptions }: Pick<CreateRequest, 'createOptions'>,
): Promise<void> {
  if (entry.reparseTag === undefined || (createOptions & CreateOptions.OPEN_REPARSE_POINT) !== 0) return;
  throw await stop(fs, entry, '');
}

/**
 * Finds the link that a path leads through which leads nowhere by itself.
 * @throws {Refused} STATUS_STOPPED_ON_SYMLINK, STATUS_IO_REPARSE_TAG_NOT_HANDLED
 */
export async function checkLinksAbove(fs: FileSystem, path: string): Promise<void> {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
    const entry = await fs.lookup(path.slice(0, end)).catch(() => undefined);
    if (entry === undefined) return;
    if (entry.reparseTag !== undefined) throw await stop(fs, entry, path.slice(end));
  }
}

/** @param unparsed of the path, from the separator behind the link on */
async function stop(fs: FileSystem, { path, reparseTag }: FileEntry, unparsed: string): Promise<Refused> {
  const data = reparseTag === ReparseTag.SYMLINK ? await fs.getReparsePoint?.(path) : undefined;
  const link = data && ReparseDataBuffer.decode(data);
  if (link?.kind !== 'symlink') return new Refused(NtStatus.STATUS_IO_REPARSE_TAG_NOT_HANDLED);
  const { relative, substituteName, printName } = link;
  const told = { relative, substituteName, printName, unparsedPathLength: unparsed.length * 2 };
  return new Refused(NtStatus.STATUS_STOPPED_ON_SYMLINK, SymbolicLinkError.encode(told));
}

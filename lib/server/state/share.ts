// [MS-SMB2] 3.3.1.6 Per Share
import { FileAction } from '../../wire/fscc/file-notify-information.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import type { FileEntry, FileSystem } from '../file-systems/file-system.ts';
import { parted } from '../file-systems/paths.ts';
import { readOnly } from '../file-systems/read-only.ts';
import { Changes } from './changes.ts';
import { SharedFile } from './shared-file.ts';
import { Turns } from './turns.ts';

/** What clients enter: a file system under a name, or the pipes of the services (`IPC$`). */
export type Share = DiskShare | PipeShare;

/** The share through which services are called. */
export interface PipeShare {
  readonly kind: 'pipe';
  readonly name: string;
}

/** Of a FILETIME in a second. */
const TICKS = 10_000_000n;

/** A file system, and who has what open in it. */
export class DiskShare {
  readonly kind = 'disk';
  readonly name: string;
  readonly fs: FileSystem;
  readonly changes = new Changes();
  readonly turns = new Turns();
  readonly #files = new Map<bigint, SharedFile>();
  readonly #past = new Map<bigint, DiskShare>();

  constructor(name: string, fs: FileSystem) {
    this.name = name;
    this.fs = fs;
  }

  /** The share as it was, and who has what open there; nothing where that time was not kept. */
  async at(time: bigint): Promise<DiskShare | undefined> {
    const kept = (await this.fs.snapshots?.()) ?? [];
    // names of snapshots have whole seconds
    const match = kept.find(one => one / TICKS === time / TICKS);
    if (match === undefined || this.fs.snapshot === undefined) return undefined;
    let past = this.#past.get(match);
    if (past === undefined) {
      past = new DiskShare(this.name, readOnly(this.fs.snapshot(match)));
      this.#past.set(match, past);
    }
    return past;
  }

  /** Names as they are compared. */
  fold(path: string): string {
    return this.fs.caseSensitive === true ? path : path.toUpperCase();
  }

  /** The file behind an entry, the same one for everybody who has it open. */
  fileOf(entry: FileEntry): SharedFile {
    let file = this.#files.get(entry.fileId);
    if (file === undefined) {
      file = new SharedFile(entry);
      this.#files.set(entry.fileId, file);
    }
    return file;
  }

  /** The file behind an entry, if somebody has it open. */
  opened(entry: FileEntry): SharedFile | undefined {
    return this.#files.get(entry.fileId);
  }

  /** The files that are open below a folder, not the folder itself. */
  below(path: string): SharedFile[] {
    const start = path === '' ? '' : `${this.fold(path)}/`;
    return [...this.#files.values()].filter(
      file => file.opens.size > 0 && file.path !== '' && this.fold(file.path).startsWith(start),
    );
  }

  /** Tells of a name that came or went. */
  named(action: FileAction, { path, isDirectory }: Pick<FileEntry, 'path' | 'isDirectory'>): void {
    this.changes.tell({ action, path, filter: nameFilter(isDirectory) });
  }

  /**
   * Tells of a move: both names together, so that nobody hears only half of it. From one folder into another it is a
   * name that went and one that came ([MS-FSCC] 2.7.1).
   */
  renamed(from: string, { path, isDirectory }: Pick<FileEntry, 'path' | 'isDirectory'>): void {
    const filter = nameFilter(isDirectory);
    const stays = this.fold(parted(from).folder) === this.fold(parted(path).folder);
    const { RENAMED_OLD_NAME, RENAMED_NEW_NAME, REMOVED, ADDED } = FileAction;
    this.changes.tell(
      { action: stays ? RENAMED_OLD_NAME : REMOVED, path: from, filter },
      { action: stays ? RENAMED_NEW_NAME : ADDED, path, filter },
    );
  }

  /** Tells of an alternate stream that came or went. */
  streamed(action: FileAction, path: string, stream: string): void {
    this.changes.tell({ action, path: `${path}:${stream}`, filter: CompletionFilter.STREAM_NAME });
  }

  /** Tells of a change to what a name stands for; `filter` are the bits that ask for it. */
  modified(path: string, filter: number): void {
    this.changes.tell({ action: FileAction.MODIFIED, path, filter });
  }

  /** Its name is gone, or another file's; those who have it open keep its bytes. */
  orphan(file: SharedFile): void {
    file.orphaned = true;
    this.forget(file);
  }

  /** Nobody has it open any more. */
  forget(file: SharedFile): void {
    if (this.#files.get(file.fileId) === file) this.#files.delete(file.fileId);
  }
}

function nameFilter(isDirectory: boolean): number {
  return isDirectory ? CompletionFilter.DIR_NAME : CompletionFilter.FILE_NAME;
}

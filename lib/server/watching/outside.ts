import { FileAction } from '../../wire/fscc/file-notify-information.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import type { FileChange, FileSystem } from '../file-systems/file-system.ts';
import type { Change } from '../state/changes.ts';

const { FILE_NAME, DIR_NAME, STREAM_NAME, STREAM_SIZE, STREAM_WRITE } = CompletionFilter;
/** What it was that came or went is not said, nor what of a file was modified. */
const NAMES = FILE_NAME | DIR_NAME;
const CONTENT = 0xfff & ~(NAMES | STREAM_NAME | STREAM_SIZE | STREAM_WRITE);

/** Hears of what others than the server do to a folder; nothing where the file system cannot tell. */
export class Outside {
  readonly #fs: FileSystem;
  readonly #recursive: boolean;
  readonly #tell: (change: FileChange) => void;
  #turn = 0;
  #stop: (() => void) | undefined;

  constructor(fs: FileSystem, recursive: boolean, tell: (change: FileChange) => void) {
    this.#fs = fs;
    this.#recursive = recursive;
    this.#tell = tell;
  }

  /** Listens to a folder, and no longer to the one before. Resolves when nothing is missed any more. */
  async follow(path: string): Promise<void> {
    this.end();
    const turn = this.#turn;
    const hear = (change: FileChange) => {
      if (turn === this.#turn) this.#tell(change);
    };
    try {
      const stop = await this.#fs.watch?.(path, this.#recursive, hear);
      if (turn === this.#turn) this.#stop = stop;
      else stop?.();
    } catch {
      // what the server does itself is told all the same
    }
  }

  end(): void {
    this.#turn++;
    this.#stop?.();
    this.#stop = undefined;
  }
}

/** The same for clients; nothing for an overflow. */
export function changeOf({ type, path }: FileChange): Change | undefined {
  switch (type) {
    case 'added':
      return { action: FileAction.ADDED, path, filter: NAMES };
    case 'removed':
      return { action: FileAction.REMOVED, path, filter: NAMES };
    case 'modified':
      return { action: FileAction.MODIFIED, path, filter: CONTENT };
    case 'overflow':
      return undefined;
  }
}

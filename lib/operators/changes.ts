import { FileAction, type FileNotifyEntry } from '../wire/fscc/file-notify-information.ts';

/** One change of a folder that is watched; paths are relative to it, as on the wire: `\` separates. */
export type WatchItem =
  | { readonly type: 'ready' | 'overflow' }
  | { readonly type: 'added' | 'removed' | 'modified'; readonly path: string }
  | { readonly type: 'renamed'; readonly path: string; readonly oldPath: string };

/** Milliseconds that an old name waits for its new one: both come at once, but may come in two answers. */
const APART = 1_000;

/** Makes changes of what the server tells: two names that belong together are one renaming. */
export class Changes {
  readonly #late: (item: WatchItem) => void;
  /** A name that was given up, whose new one is not known yet. */
  #old: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param late told of a removal whose new name never came */
  constructor(late: (item: WatchItem) => void) {
    this.#late = late;
  }

  take({ action, fileName }: FileNotifyEntry, tell: (item: WatchItem) => void): void {
    const oldPath = this.#release();
    if (action === FileAction.RENAMED_NEW_NAME && oldPath !== undefined) {
      tell({ type: 'renamed', path: fileName, oldPath });
      return;
    }
    if (oldPath !== undefined) tell({ type: 'removed', path: oldPath });
    switch (action) {
      case FileAction.RENAMED_OLD_NAME:
        this.#hold(fileName);
        return;
      case FileAction.ADDED:
      case FileAction.RENAMED_NEW_NAME:
        tell({ type: 'added', path: fileName });
        return;
      case FileAction.REMOVED:
      case FileAction.REMOVED_BY_DELETE:
        tell({ type: 'removed', path: fileName });
        return;
      default:
        // a stream is a part of its file, and what a later server tells is surely no less than a modification
        tell({ type: 'modified', path: withoutStream(fileName) });
    }
  }

  end(): void {
    this.#release();
  }

  #hold(path: string): void {
    this.#old = path;
    this.#timer = setTimeout(() => {
      this.#release();
      this.#late({ type: 'removed', path });
    }, APART);
    this.#timer.unref();
  }

  #release(): string | undefined {
    const path = this.#old;
    clearTimeout(this.#timer);
    this.#old = undefined;
    return path;
  }
}

/** A bare colon is never part of a name. */
function withoutStream(path: string): string {
  const colon = path.indexOf(':');
  return colon < 0 ? path : path.slice(0, colon);
}

// [MS-FSCC] 2.7.1 FILE_NOTIFY_INFORMATION: what a share tells those who watch it
import type { FileAction } from '../../wire/fscc/file-notify-information.ts';

/** Something happened to a name. */
export interface Change {
  readonly action: FileAction;
  /** From the share's root. */
  readonly path: string;
  /** Bit of the CompletionFilter ([MS-SMB2] 2.2.35) that asks for it. */
  readonly filter: number;
}

/** Hears of changes as they happen. */
export type ChangeListener = (changes: readonly Change[]) => void;

/** All that is changed in a share; the two halves of a rename come together. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();

  /** @returns ends it */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(...changes: readonly Change[]): void {
    for (const listener of [...this.#listeners]) listener(changes);
  }
}

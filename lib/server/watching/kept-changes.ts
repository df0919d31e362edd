// [MS-FSA] 2.1.1.9 Per ChangeNotifyEntry, [MS-FSCC] 2.7.1 FILE_NOTIFY_INFORMATION
import {
  FileAction,
  FileNotifyInformation,
  type FileNotifyEntry,
} from '../../wire/fscc/file-notify-information.ts';

/** Bytes of an entry before its name. */
const FIXED = 12;
const ALIGN = 8;

/** What happened between two requests, as far as there is room for it. */
export class KeptChanges {
  readonly #room: number;
  #entries: FileNotifyEntry[] = [];
  #size = 0;
  #overflown = false;

  /** @param room bytes of a list; what is more becomes an overflow */
  constructor(room: number) {
    this.#room = room;
  }

  /** There is something to tell. */
  get any(): boolean {
    return this.#overflown || this.#entries.length > 0;
  }

  add(entry: FileNotifyEntry): void {
    // nothing is worth keeping before the folder has been listed again
    if (this.#overflown || this.#told(entry)) return;
    const size = Math.ceil(this.#size / ALIGN) * ALIGN + FIXED + entry.fileName.length * 2;
    if (size > this.#room) {
      this.overflow();
      return;
    }
    this.#entries.push(entry);
    this.#size = size;
  }

  /** More happened than can be told one by one. */
  overflow(): void {
    this.#clear();
    this.#overflown = true;
  }

  /** All of it, and it is forgotten; nothing when it is more than there is room for. */
  take(room: number): Uint8Array | undefined {
    const fits = !this.#overflown && this.#size <= room;
    const entries = this.#entries;
    this.#clear();
    return fits ? FileNotifyInformation.encodeAll(entries) : undefined;
  }

  /** A file that is written piece by piece is modified once. */
  #told({ action, fileName }: FileNotifyEntry): boolean {
    const last = this.#entries.at(-1);
    return action === FileAction.MODIFIED && last?.action === action && last.fileName === fileName;
  }

  #clear(): void {
    this.#entries = [];
    this.#size = 0;
    this.#overflown = false;
  }
}

// [MS-SMB2] 3.3.1.10 EnumerationLocation, EnumerationSearchPattern; 3.3.5.18
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { alignUp } from '../../wire/struct.ts';
import { factsOf } from '../facts.ts';
import type { FileSystem } from '../file-systems/file-system.ts';
import { eaSizeOf } from '../info/ea-size.ts';
import { Refused } from '../refused.ts';
import type { ListingClass, Told } from './classes.ts';
import { entriesOf, type Named } from './entries.ts';
import { type Pattern, pattern } from './pattern.ts';

/** What one QUERY_DIRECTORY asks for. */
export interface Ask {
  readonly as: ListingClass;
  /** Empty means all. */
  readonly pattern: string;
  /** Bytes of the answer at most. */
  readonly room: number;
  /** One entry, however many there is room for. */
  readonly single: boolean;
  /** From the beginning, as if nothing had been asked before. */
  readonly reopen: boolean;
  /** From the beginning. */
  readonly restart: boolean;
  /** Behind the entry of this FileIndex. */
  readonly index: number | undefined;
}

/** How far the entries of a folder were told to one open; they are fetched as they are asked for. */
export class Listing {
  readonly #fs: FileSystem;
  readonly #path: () => string;
  #entries: AsyncGenerator<Named, void> | undefined;
  #matches: Pattern | undefined;
  /** FileIndex of the entry that was fetched last: its place in the folder. */
  #place = 0;
  /** Fetched, but there was no room for it. */
  #held: Told | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param path of the folder, which may be renamed meanwhile */
  constructor(fs: FileSystem, path: () => string) {
    this.#fs = fs;
    this.#path = path;
  }

  /**
   * The next entries, in wire form; requests that overlap are answered in their order.
   *
   * @throws {Refused} STATUS_NO_SUCH_FILE when there is nothing at all, STATUS_NO_MORE_FILES when nothing is left,
   *   STATUS_INFO_LENGTH_MISMATCH and STATUS_BUFFER_OVERFLOW when there is no room for even one
   */
  next(ask: Ask): Promise<Uint8Array> {
    const turn = this.#queue.then(() => this.#next(ask));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Nobody asks any more. */
  async end(): Promise<void> {
    await this.#queue;
    await this.#rewind();
  }

  async #next(ask: Ask): Promise<Uint8Array> {
    const first = this.#matches === undefined || ask.reopen;
    if (ask.reopen) this.#matches = undefined;
    if (ask.reopen || ask.restart) await this.#rewind();
    // a scan keeps its pattern; one that begins anew, or elsewhere, may bring another
    if (this.#matches === undefined || ((ask.restart || ask.index !== undefined) && ask.pattern !== '')) {
      this.#matches = pattern(ask.pattern === '' ? '*' : ask.pattern, this.#fs.caseSensitive === true);
    }
    if (ask.index !== undefined) await this.#seek(ask.index);
    const entries = await this.#fill(ask, this.#matches);
    if (entries.length === 0) {
      throw new Refused(first ? NtStatus.STATUS_NO_SUCH_FILE : NtStatus.STATUS_NO_MORE_FILES);
    }
    return ask.as.encodeAll(entries);
  }

  async #fill({ as, room, single }: Ask, matches: Pattern): Promise<Told[]> {
    if (room < as.fixed) throw new Refused(NtStatus.STATUS_INFO_LENGTH_MISMATCH);
    const told: Told[] = [];
    for (let end = 0; ;) {
      const entry = this.#held ?? (await this.#fetch(matches));
      this.#held = undefined;
      if (entry === undefined) return told;
      end = alignUp(end, 8) + as.fixed + entry.fileName.length * 2;
      if (end > room) {
        this.#held = entry;
        if (told.length === 0) throw new Refused(NtStatus.STATUS_BUFFER_OVERFLOW);
        return told;
      }
      told.push(entry);
      if (single) return told;
    }
  }

  /** The next one that matches. */
  async #fetch(matches: Pattern): Promise<Told | undefined> {
    for (;;) {
      const named = await this.#step();
      if (named === undefined) return undefined;
      if (matches(named.name)) return this.#told(named, this.#place);
    }
  }

  async #step(): Promise<Named | undefined> {
    this.#entries ??= entriesOf(this.#fs, this.#path());
    const step = await this.#entries.next();
    if (step.done === true) return undefined;
    this.#place++;
    return step.value;
  }

  /** Goes behind the entry of an index, which may lie on either side. */
  async #seek(index: number): Promise<void> {
    if (this.#held !== undefined || index < this.#place) await this.#rewind();
    while (this.#place < index) if ((await this.#step()) === undefined) return;
  }

  async #rewind(): Promise<void> {
    const entries = this.#entries;
    this.#entries = undefined;
    this.#held = undefined;
    this.#place = 0;
    await entries?.return();
  }

  async #told({ name, entry }: Named, fileIndex: number): Promise<Told> {
    const { reparseTag = 0, shortName, fileId } = entry;
    return {
      ...factsOf(entry),
      fileIndex,
      fileName: name,
      // [MS-FSCC] 2.4.8: of a reparse point its tag, for which the classes had no other room
      eaSize: reparseTag === 0 ? await this.#eaSize(entry.path) : reparseTag,
      reparsePointTag: reparseTag,
      shortName: shortName ?? '',
      fileId,
    };
  }

  /** A file that has gone since its folder was read is none of the listing's failures. */
  async #eaSize(path: string): Promise<number> {
    try {
      return await eaSizeOf(this.#fs, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }
}

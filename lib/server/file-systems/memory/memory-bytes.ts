import type { ByteRange, FileBytes } from '../file-system.ts';
import { codeOf, refusal } from '../refusal.ts';
import type { Pages } from './pages.ts';
import type { Versioned } from './versioned.ts';

/** What open bytes need of the tree in which they lie. */
export interface BytesHost {
  readonly path: string;
  /** The age that is looked at: the present's moves on with every snapshot. */
  age(): number;
  /** Called before each change. @throws EROFS */
  changing(): void;
  closed(): void;
}

/** Bytes in memory. They stay what they are if the file loses its name meanwhile. */
export class MemoryBytes implements FileBytes {
  readonly #content: Versioned<Pages>;
  readonly #host: BytesHost;
  #open = true;

  constructor(content: Versioned<Pages>, host: BytesHost) {
    this.#content = content;
    this.#host = host;
  }

  async read(offset: number, into: Uint8Array): Promise<number> {
    return this.#pages.read(offset, into);
  }

  async write(offset: number, chunks: readonly Uint8Array[]): Promise<void> {
    this.#change(pages => pages.write(offset, chunks));
  }

  async size(): Promise<number> {
    return this.#pages.size;
  }

  async truncate(size: number): Promise<void> {
    this.#change(pages => pages.truncate(size));
  }

  async sync(): Promise<void> {}

  async zero(from: number, to: number): Promise<void> {
    this.#change(pages => pages.zero(from, to));
  }

  async allocated(from: number, to: number): Promise<readonly ByteRange[]> {
    return this.#pages.allocated(from, to);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#host.closed();
  }

  get #pages(): Pages {
    return this.#content.at(this.#host.age());
  }

  #change(work: (pages: Pages) => void): void {
    this.#host.changing();
    try {
      work(this.#content.change(this.#host.age()));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOSPC' || code === 'EFBIG') throw refusal(code, this.#host.path);
      throw error;
    }
  }
}

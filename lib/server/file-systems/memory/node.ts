import type { Xattr } from '../file-system.ts';
import type { Budget } from './budget.ts';
import { Pages } from './pages.ts';
import { type Age, Versioned } from './versioned.ts';

/** An alternate stream of a file or folder. */
export interface MemoryStream {
  readonly name: string;
  readonly content: Versioned<Pages>;
}

/** What is known of a file or folder beside its content. */
export interface Facts {
  attributes: number;
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;
  links: number;
  /** By their names without case. A map is never changed, only replaced: versions share it. */
  streams: ReadonlyMap<string, MemoryStream>;
  xattrs: ReadonlyMap<string, Xattr>;
  reparse: Uint8Array | undefined;
  security: Uint8Array | undefined;
}

/** A name in a folder. */
export interface Child {
  readonly name: string;
  readonly node: MemoryNode;
}

interface Common {
  readonly id: bigint;
  readonly facts: Versioned<Facts>;
  /** How often it is open: the room of a file without a name is given back with the last handle. */
  opens: number;
}

export interface MemoryFile extends Common {
  readonly isDirectory: false;
  readonly content: Versioned<Pages>;
}

export interface MemoryFolder extends Common {
  readonly isDirectory: true;
  /** By their names as the volume compares them. */
  readonly children: Versioned<Map<string, Child>>;
}

/** A file or a folder, whatever its names. */
export type MemoryNode = MemoryFile | MemoryFolder;

/** Where new nodes come from: ids are never given twice. */
export class NodeMaker {
  readonly #budget: Budget;
  #last = 1n;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  file(age: Age, attributes: number, time: bigint): MemoryFile {
    const content = this.content(age);
    return { ...this.#common(age, attributes, time), isDirectory: false, content };
  }

  folder(age: Age, attributes: number, time: bigint): MemoryFolder {
    const children = new Versioned(age, new Map<string, Child>(), held => new Map(held));
    return { ...this.#common(age, attributes, time), isDirectory: true, children };
  }

  content(age: Age): Versioned<Pages> {
    return new Versioned(age, new Pages(this.#budget), pages => pages.fork());
  }

  #common(age: Age, attributes: number, time: bigint): Common {
    const facts: Facts = {
      attributes,
      creationTime: time,
      lastAccessTime: time,
      lastWriteTime: time,
      changeTime: time,
      links: 1,
      streams: new Map(),
      xattrs: new Map(),
      reparse: undefined,
      security: undefined,
    };
    this.#last += 1n;
    return { id: this.#last, facts: new Versioned(age, facts, held => ({ ...held })), opens: 0 };
  }
}

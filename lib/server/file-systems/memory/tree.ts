import { toWire } from '../../../wire/names.ts';

/**
 * What a tree in memory begins with: each name, or path of names joined by `/`, with the content of a file (text
 * becomes UTF-8) or with a folder's own tree.
 */
export interface MemoryTree {
  readonly [path: string]: string | Uint8Array | MemoryTree;
}

/** One file or folder of a {@link MemoryTree}; parents come first, though those that a path implies do not come. */
export interface TreeItem {
  /** The names on the way, as on the wire. */
  readonly names: readonly string[];
  /** Undefined for a folder. */
  readonly content: Uint8Array | undefined;
}

export function* itemsOf(tree: MemoryTree, names: readonly string[] = []): Generator<TreeItem> {
  for (const [path, value] of Object.entries(tree)) {
    const wire = toWire(path);
    const here = wire === '' ? names : [...names, ...wire.split('\\')];
    if (typeof value === 'string') yield { names: here, content: new TextEncoder().encode(value) };
    else if (value instanceof Uint8Array) yield { names: here, content: value };
    else {
      yield { names: here, content: undefined };
      yield* itemsOf(value, here);
    }
  }
}

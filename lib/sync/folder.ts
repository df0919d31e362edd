import type { Entry } from './side.ts';

/** A folder of the source in the course of a sync; it lives until all that is in it is done. */
export class Folder {
  readonly path: string;
  readonly parent: Folder | undefined;
  /** What the source's listing said of it; the top has none. */
  readonly entry: Entry | undefined;
  /** What the destination had under its name. */
  readonly old: Entry | undefined;
  /** 1 for itself until it is visited, and 1 for each file and folder in it that is not done. */
  open = 1;
  /** Something in it was made, replaced or removed, which gives a folder a new time. */
  changed = false;
  /** Settles when the destination has it. */
  making: Promise<void> | undefined;

  constructor(path: string, parent: Folder | undefined, entry: Entry | undefined, old: Entry | undefined) {
    this.path = path;
    this.parent = parent;
    this.entry = entry;
    this.old = old;
  }

  /** 0 for the top. */
  get depth(): number {
    return this.path === '' ? 0 : this.path.split('/').length;
  }

  /** Whether the source has this folder around the given one, which then contains itself. */
  isInside(id: bigint): boolean {
    return id !== 0n && (this.entry?.id === id || this.parent?.isInside(id) === true);
  }

  /** The destination's ids of this folder and those around it. */
  get oldIds(): readonly bigint[] {
    return [...(this.parent?.oldIds ?? []), ...(this.old === undefined ? [] : [this.old.id])];
  }
}

/** The top of both sides. */
export function topFolder(id: bigint, oldId: bigint | undefined): Folder {
  const top = (of: bigint): Entry => ({ name: '', kind: 'folder', size: 0, mtime: 0n, id: of });
  return new Folder('', undefined, top(id), oldId === undefined ? undefined : top(oldId));
}

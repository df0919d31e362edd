/** A file or folder that is computed. */
export interface VirtualEntry {
  /** On the wire, without `/` and `\`. */
  readonly name: string;
  /** A folder: its own children are asked for by its path. @defaultValue false */
  readonly isDirectory?: boolean | undefined;
  /** In bytes, of a file. @defaultValue 0 */
  readonly size?: number | undefined;
  /** All of its times, in FILETIME ticks. @defaultValue the same for all entries */
  readonly time?: bigint | undefined;
  /** Bits of [MS-FSCC] 2.6. @defaultValue 0 */
  readonly attributes?: number | undefined;
}

/** The children of a folder; they are pulled one by one as a client lists them, in the same order each time. */
export type VirtualChildren = Iterable<VirtualEntry> | AsyncIterable<VirtualEntry>;

/**
 * The children of the folder at a path (`''` for the root, names joined by `/`), or undefined if there is no such
 * folder.
 */
export type VirtualTree = (
  path: string,
) => VirtualChildren | undefined | Promise<VirtualChildren | undefined>;

/** How a computed tree behaves. */
export interface VirtualOptions {
  /**
   * Fills `into` with the bytes of a file from `offset` on; what lies behind its size is not asked for.
   * @defaultValue bytes that follow from the path and the offset alone, and differ from file to file
   */
  readonly read?: ((path: string, offset: number, into: Uint8Array) => void | Promise<void>) | undefined;
  /**
   * Finds one child of a folder by its name, where that is quicker than to go through all of them; undefined when there
   * is none. Without it a look-up pulls children until the name comes.
   */
  readonly find?:
    | ((folder: string, name: string) => VirtualEntry | undefined | Promise<VirtualEntry | undefined>)
    | undefined;
  /** Names that differ only in case are different names. @defaultValue false */
  readonly caseSensitive?: boolean | undefined;
  /** What the volume is called. @defaultValue 'virtual' */
  readonly label?: string | undefined;
}

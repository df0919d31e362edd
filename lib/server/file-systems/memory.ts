import { filetimeFromMs } from '../../wire/dtyp/filetime.ts';
import { Budget } from './memory/budget.ts';
import { MemoryPresent } from './memory/memory-present.ts';
import { NodeMaker } from './memory/node.ts';
import type { MemoryFileSystem } from './memory/memory-file-system.ts';
import { itemsOf, type MemoryTree } from './memory/tree.ts';

/** How a tree in memory behaves. */
export interface MemoryOptions {
  /** Names that differ only in case are different names. @defaultValue false */
  readonly caseSensitive?: boolean | undefined;
  /** What fits in, in bytes; beyond it writing fails with `ENOSPC`. @defaultValue 1 TiB */
  readonly capacity?: number | undefined;
  /** What the volume is called. @defaultValue 'memory' */
  readonly label?: string | undefined;
  /** Tells volumes apart, 32 bits. @defaultValue a random one */
  readonly serialNumber?: number | undefined;
}

const TEBIBYTE = 2 ** 40;

/**
 * Files that live in memory as long as the process: a share for tests, for caches, for what a program makes up.
 *
 * Small files take little more than their bytes, large ones grow in pages of 64 KiB, and holes take nothing. Links,
 * extended attributes, alternate streams, reparse points, security descriptors and snapshots are all there. Names
 * keep their case and are found in any.
 *
 * @param tree what it begins with; the bytes are copied. Names are those that users see, as in a path of `mount`: `:`
 *   and its like become the characters that stand for them on the wire
 * @throws {SmbError} EEXIST when a tree names the same file twice, ENOTDIR when it puts something into a file, EINVAL
 *   for names that SMB does not allow, ENOSPC when it does not fit in
 * @throws {RangeError} when `capacity` is no size
 *
 * @example
 * ```ts
 * const files = memory({
 *   'docs/read.me': 'Hello',
 *   empty: {},
 *   photos: { 'cat.jpg': await readFile('cat.jpg') },
 * });
 * const before = files.takeSnapshot();
 * ```
 */
export function memory(tree: MemoryTree = {}, options: MemoryOptions = {}): MemoryFileSystem {
  const { caseSensitive = false, capacity = TEBIBYTE, label = 'memory' } = options;
  if (!Number.isSafeInteger(capacity) || capacity < 0) {
    throw Object.assign(new RangeError(`A capacity of ${capacity} bytes is not possible.`), {
      code: 'ERR_OUT_OF_RANGE',
    });
  }
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const budget = new Budget(capacity);
  const nodes = new NodeMaker(budget);
  const root = nodes.folder(0, 0, filetimeFromMs(Date.now()));
  const serialNumber = (options.serialNumber ?? random) >>> 0;
  return new MemoryPresent({ root, budget, caseSensitive, label, serialNumber }, nodes, itemsOf(tree));
}

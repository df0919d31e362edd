import { type BigIntStats, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

import type { Slabs } from '../streams/slabs.ts';
import { localPieces } from '../sync/local-pieces.ts';

/** The bytes of a local file, in pieces that are to be given back; a device or a pipe has its own. */
export async function* localInput(
  file: string,
  stats: BigIntStats,
  slabs: Slabs,
): AsyncGenerator<Uint8Array> {
  if (!stats.isFile()) {
    yield* createReadStream(file, { highWaterMark: slabs.size }) as AsyncIterable<Buffer>;
    return;
  }
  const handle = await open(file);
  try {
    yield* localPieces(handle, Number(stats.size), slabs);
  } finally {
    await handle.close();
  }
}

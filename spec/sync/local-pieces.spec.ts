import { expect } from 'chai';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Slabs } from '../../lib/streams/slabs.ts';
import { localPieces } from '../../lib/sync/local-pieces.ts';
import { Slices } from '../../lib/sync/slices.ts';
import { freshFolder, removeFolder } from '../support/temp.ts';

/** A disk that is left to the threads. */
class Slow extends Slices {
  override get isQuick(): boolean {
    return false;
  }
}

describe('sync: local pieces', () => {
  let folder: string;
  before(() => (folder = freshFolder('pieces')));
  after(() => removeFolder(folder));

  async function read(content: Buffer, size: number, slices: Slices, during?: (path: string) => void) {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    const slabs = new Slabs(1000);
    const memory = new Set<ArrayBufferLike>();
    const pieces: Buffer[] = [];
    await using file = await open(path);
    for await (const piece of localPieces(file, size, slabs, slices)) {
      if (pieces.length === 0) during?.(path);
      pieces.push(Buffer.from(piece));
      if (piece.length >= 500) memory.add(piece.buffer);
      slabs.give(piece);
    }
    return { bytes: Buffer.concat(pieces), memory };
  }

  for (const [name, slices] of [
    ['at once', () => new Slices()],
    ['through the threads', () => new Slow()],
  ] as const) {
    it(`come in order and in memory that is used again, read ${name}`, async () => {
      for (const length of [0, 1, 999, 1000, 1001, 2000, 12_345]) {
        const content = Buffer.from(Array.from({ length }, (_, index) => index % 251));
        const { bytes, memory } = await read(content, length, slices());
        expect(bytes.equals(content), `${length} bytes`).to.equal(true);
        expect(memory.size).to.be.below(5);
      }
    });

    it(`show that a file grew or shrank meanwhile, read ${name}`, async () => {
      const content = Buffer.alloc(10_000, 'x');
      const grown = await read(content, 10_000, slices(), path => appendFileSync(path, 'more'));
      expect(grown.bytes.toString().endsWith('xmore')).to.equal(true);
      const shrunk = await read(content, 10_000, slices(), path => truncateSync(path, 5_000));
      expect(shrunk.bytes).to.have.lengthOf(5_000);
      expect((await read(content, 3_000, slices())).bytes).to.have.lengthOf(10_000);
    });
  }
});

import { expect } from 'chai';
import type { MemoryTree } from '../../../lib/server/file-systems/memory/tree.ts';
import { virtual } from '../../../lib/server/file-systems/virtual.ts';
import type { VirtualEntry } from '../../../lib/server/file-systems/virtual/virtual-tree.ts';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import { readOnlyCompliance } from './compliance.ts';
import { bytes, listed, names, refused } from './subject.ts';

const MILLION = 1_000_000;
const MIB = 1024 * 1024;

describe('virtual', () => {
  readOnlyCompliance({
    name: 'virtual',
    make: async tree => computed(tree),
    precision: 1n,
    setsChangeTime: false,
    has: [],
  });

  it('lists a million files without keeping them', async function () {
    this.timeout(120_000);
    const files = virtual(function* () {
      for (let index = 0; index < MILLION; index++) yield { name: `file-${index}`, size: index };
    });
    let count = 0;
    let most = 0;
    const before = process.memoryUsage().heapUsed;
    for await (const batch of files.list('')) {
      count += batch.length;
      // a million entries would be some 300 MiB
      if (count % 65_536 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(count).to.equal(MILLION);
    expect(most)
      .to.be.above(-before)
      .and.below(128 * MIB);
  });

  it('pulls no more than is asked for', async () => {
    let pulled = 0;
    let ended = false;
    const files = virtual(async function* (): AsyncGenerator<VirtualEntry> {
      try {
        for (;;) yield { name: `${pulled++}` };
      } finally {
        ended = true;
      }
    });
    for await (const batch of files.list('')) {
      expect(batch.length).to.be.below(1000);
      break;
    }
    expect(pulled).to.be.below(1000);
    expect(ended).to.equal(true);
    expect((await files.lookup('500')).path).to.equal('500');
    expect(pulled).to.be.below(2000);
  });

  it('has bytes that are the same in whatever pieces they are read', async () => {
    const files = virtual(() => [
      { name: 'a', size: 100_003 },
      { name: 'b', size: 100_003 },
    ]);
    const whole = await bytes(files, 'a');
    const file = await files.open('a', { write: false });
    for (const [offset, length] of [
      [0, 1],
      [1, 7],
      [4099, 5000],
      [99_999, 4],
    ] as const) {
      const part = Buffer.alloc(length);
      await file.read(offset, part);
      expect(part.equals(whole.subarray(offset, offset + length)), `${offset}`).to.equal(true);
    }
    expect((await bytes(files, 'a')).equals(whole)).to.equal(true);
    expect((await bytes(files, 'b')).equals(whole)).to.equal(false);
    expect(new Set(whole).size).to.equal(256);
    const far = virtual(() => [{ name: 'far', size: 2 ** 50 }]);
    const end = Buffer.alloc(10);
    expect(await (await far.open('far', { write: false })).read(2 ** 50 - 3, end)).to.equal(3);
  });

  it('finds by itself what it is told how to find', async () => {
    const files = virtual(() => expect.fail('it went through all of them'), {
      find: (folder, name) => (folder === '' && name === 'x' ? { name, size: 3 } : undefined),
      read: (path, offset, into) => into.set(Buffer.from(`${path}yz`).subarray(offset, offset + into.length)),
    });
    expect((await bytes(files, 'x')).toString()).to.equal('xyz');
    await refused(files.lookup('y'), 'ENOENT');
  });

  it('cannot be changed', async () => {
    const files = virtual(path => (path === '' ? [{ name: 'a' }] : undefined));
    expect(files.readOnly).to.equal(true);
    await refused(files.open('a', { write: true }), 'EROFS');
    await refused(files.remove('a'), 'EROFS');
    await refused(files.rename('a', 'b', false), 'EROFS');
    await refused(files.update('a', {}), 'EROFS');
    await refused(files.create('b', { isDirectory: false, attributes: 0 }), 'EROFS');
    expect(await names(files, '')).to.deep.equal(['a']);
  });
});

/** A given tree, as if it were computed. */
function computed(tree: MemoryTree): ReturnType<typeof virtual> {
  const held = memory(tree);
  return virtual(
    async path => {
      const entries = await listed(held, path);
      return entries.map(({ path: full, isDirectory, size }) => ({
        name: full.slice(full.lastIndexOf('/') + 1),
        isDirectory,
        size,
      }));
    },
    {
      read: async (path, offset, into) => {
        const file = await held.open(path, { write: false });
        await file.read(offset, into);
        await file.close();
      },
    },
  );
}

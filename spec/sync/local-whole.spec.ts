import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

import { Slabs } from '../../lib/streams/slabs.ts';
import { LocalSide } from '../../lib/sync/local-side.ts';
import type { Entry } from '../../lib/sync/side.ts';
import { freshFolder } from '../support/temp.ts';

const means = { ahead: 1024, slabs: new Slabs(1024) };

describe('small files of the local disk', () => {
  let root: string;
  let side: LocalSide;
  beforeEach(() => {
    root = freshFolder('whole');
    mkdirSync(join(root, 'in'));
    side = new LocalSide(root);
  });
  afterEach(() => side.close());

  const entry = (size: number): Entry => ({ name: '', kind: 'file', size, mtime: 0n, id: 0n });
  const fetch = (path: string, size: number) =>
    new Promise<Uint8Array>(
      (done, failed) => void side.whole.fetch(path, entry(size), means, { done, failed }),
    );
  const store = (path: string, data: Uint8Array, mtime: bigint) =>
    new Promise<undefined>((done, failed) => {
      side.whole.store(path, { size: data.length, mtime, old: undefined }, data, means, { done, failed });
    });
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('are read whole, and one byte more than was listed shows that they grew', async () => {
    writeFileSync(join(root, 'in/a'), 'hello');
    writeFileSync(join(root, 'in/b'), '');
    expect(Buffer.from(await fetch('in/a', 5)).toString()).to.equal('hello');
    expect(await fetch('in/a', 9)).to.have.lengthOf(5);
    expect(await fetch('in/a', 3)).to.have.lengthOf(4);
    expect(await fetch('in/b', 0)).to.have.lengthOf(0);
    writeFileSync(join(root, 'in/b'), 'x');
    expect(await fetch('in/b', 0)).to.have.lengthOf(1);
  });

  it('share memory only with files that were given back', async () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), name.repeat(100));
    const [a, b] = [await fetch('a', 100), await fetch('b', 100)];
    expect(a.buffer).to.not.equal(b.buffer);
    side.whole.give(a);
    const c = await fetch('c', 100);
    expect(c.buffer).to.equal(a.buffer);
    expect(Buffer.from(c).toString()).to.equal('c'.repeat(100));
    expect(Buffer.from(b).toString()).to.equal('b'.repeat(100));
    const other = Buffer.alloc(100); // memory of somebody else is none of its
    side.whole.give(other);
    expect((await fetch('a', 100)).buffer).to.not.equal(other.buffer);
  });

  it('are not read through a link, nor where there is a folder', async () => {
    writeFileSync(join(root, 'in/a'), 'x');
    symlinkSync('a', join(root, 'in/link'));
    expect(await failure(fetch('in/link', 1))).to.have.property('code', 'ELOOP');
    expect(await failure(fetch('in', 1))).to.include({ code: 'EINVAL' });
    expect(await failure(fetch('in/none', 1))).to.have.property('code', 'ENOENT');
  });

  it('are written with their time, and leave nothing else', async () => {
    await store('in/a', Buffer.from('hello'), 1_000_000_000_500_000_000n);
    expect(readFileSync(join(root, 'in/a'), 'utf8')).to.equal('hello');
    expect(statSync(join(root, 'in/a')).mtimeMs).to.equal(1_000_000_000_500);
    mkdirSync(join(root, 'in/taken'));
    expect(await failure(store('in/taken', Buffer.from('x'), 0n))).to.have.property('code', 'EISDIR');
    expect(readdirSync(join(root, 'in'))).to.have.members(['a', 'taken']);
  });

  it('are all read and written when there are more than a turn of the event loop has time for', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `in/${index}`);
    await Promise.all(names.map(name => store(name, Buffer.from(name), 0n)));
    const all = await Promise.all(names.map(name => fetch(name, name.length)));
    expect(all.map(data => Buffer.from(data).toString())).to.deep.equal(names);
  });
});

import { expect } from 'chai';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import type { FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import { filetimeFromDate } from '../../../lib/wire/dtyp/filetime.ts';
import { compliance } from './compliance.ts';
import { bytes, listed, make, names, refused, text, write } from './subject.ts';

const KIB = 1024;
const PAGE = 64 * KIB;

describe('memory', () => {
  compliance({
    name: 'memory',
    make: async tree => memory(tree),
    precision: 1n,
    setsChangeTime: true,
    has: ['link', 'setXattr', 'streams', 'setReparsePoint', 'setSecurity', 'snapshots'],
  });

  describe('begins with a tree', () => {
    it('of paths and of objects, of text and of bytes', async () => {
      const source = Buffer.from('mine');
      const files = memory({ 'a/b/c.txt': 'deep', a: { 'd.bin': source }, '': { top: '' }, 'x:y': 'mapped' });
      source.fill(0);
      expect(await names(files, '')).to.deep.equal(['a', 'top', 'x\uf022y']);
      expect(await names(files, 'a')).to.deep.equal(['a/b', 'a/d.bin']);
      expect(await text(files, 'a/d.bin')).to.equal('mine');
    });

    it('that makes sense', () => {
      expect(() => memory({ 'a.txt': '1', 'A.TXT': '2' }))
        .to.throw()
        .with.property('code', 'EEXIST');
      expect(() => memory({ a: '1', 'a/b': '2' }))
        .to.throw()
        .with.property('code', 'ENOTDIR');
      expect(() => memory({ 'a\0': '1' }))
        .to.throw()
        .with.property('code', 'EINVAL');
      expect(() => memory({ a: 'too long' }, { capacity: 1 }))
        .to.throw()
        .with.property('code', 'ENOSPC');
      expect(() => memory({}, { capacity: -1 }))
        .to.throw(RangeError)
        .with.property('code', 'ERR_OUT_OF_RANGE');
    });

    it('of names that may differ in case alone, if it is told to', async () => {
      const files = memory({ 'a.txt': '1', 'A.TXT': '2' }, { caseSensitive: true });
      expect(files.caseSensitive).to.equal(true);
      expect(await text(files, 'A.TXT')).to.equal('2');
      await refused(files.lookup('a.TXT'), 'ENOENT');
    });
  });

  it('lets a listing end while its entries are renamed', async () => {
    const files = memory(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`${index}`, ''])));
    let seen = 0;
    for await (const batch of files.list('')) {
      for (const { path } of batch) await files.rename(path, `${path}.old`, false);
      seen += batch.length;
    }
    expect(seen).to.equal(600);
  });

  describe('its snapshots', () => {
    it('show everything as it was', async () => {
      const files = memory({ 'kept.txt': 'old', 'gone.txt': 'still', 'moved/in.txt': 'in' });
      await write(files, 'kept.txt', 'side', 'stream');
      await files.setXattr?.('kept.txt', { name: 'x', value: Buffer.from('1') });
      const before = await listed(files, '');
      const time = files.takeSnapshot();

      await write(files, 'kept.txt', 'something new');
      await write(files, 'kept.txt', 'other side', 'stream');
      await files.setXattr?.('kept.txt', { name: 'x', value: Buffer.from('2') });
      await files.remove('gone.txt');
      await files.rename('moved', 'elsewhere', false);
      await make(files, 'later.txt', 'late');

      const past = pastOf(files, time);
      expect(past.readOnly).to.equal(true);
      expect(await listed(past, '')).to.deep.equal(before);
      expect(await text(past, 'kept.txt')).to.equal('old');
      expect(await text(past, 'KEPT.txt', 'stream')).to.equal('side');
      expect((await past.getXattrs?.('kept.txt'))?.map(({ value }) => [...value])).to.deep.equal([[0x31]]);
      expect(await text(past, 'gone.txt')).to.equal('still');
      expect(await text(past, 'moved/in.txt')).to.equal('in');
      await refused(past.lookup('later.txt'), 'ENOENT');
      expect(await text(files, 'kept.txt')).to.equal('something new');
      expect(await names(files, '')).to.deep.equal(['elsewhere', 'kept.txt', 'later.txt']);
    });

    it('are several, newest first, each of a second of its own', async () => {
      const files = memory({ 'a.txt': '0' });
      const noon = new Date('2026-01-01T12:00:00.750Z');
      const times = [];
      for (const content of ['1', '2', '3']) {
        times.push(files.takeSnapshot(noon));
        await write(files, 'a.txt', content);
      }
      expect(times[0]).to.equal(filetimeFromDate(new Date('2026-01-01T12:00:00Z')));
      expect(await files.snapshots?.()).to.deep.equal(times.toReversed());
      const contents = times.map(time => text(pastOf(files, time), 'a.txt'));
      expect(await Promise.all(contents)).to.deep.equal(['0', '1', '2']);
    });

    it('cannot be written to', async () => {
      const files = memory({ 'a.txt': '0' });
      const past = pastOf(files, files.takeSnapshot());
      await refused(past.open('a.txt', { write: true }), 'EROFS');
      await refused(past.create('b', { isDirectory: false, attributes: 0 }), 'EROFS');
      await refused(past.remove('a.txt'), 'EROFS');
      await refused(past.rename('a.txt', 'b', false), 'EROFS');
      await refused(past.update('a.txt', { attributes: 1 }), 'EROFS');
      const bytes = await past.open('a.txt', { write: false });
      await refused(bytes.write(0, [Buffer.from('x')]), 'EROFS');
    });

    it('cost no room but for the pages that change', async () => {
      const files = memory({ big: Buffer.alloc(100 * PAGE, 1) });
      const free = async () => (await files.volume()).free;
      const before = await free();
      const time = files.takeSnapshot();
      expect(await free()).to.equal(before);
      const file = await files.open('big', { write: true });
      await file.write(5 * PAGE + 10, [Buffer.from('new')]);
      await file.close();
      expect(before - (await free())).to.equal(PAGE);
      await files.remove('big');
      expect(before - (await free()), 'what only the present had').to.equal(0);
      expect((await bytes(pastOf(files, time), 'big')).every(byte => byte === 1)).to.equal(true);
    });
  });

  describe('its room', () => {
    it('ends with ENOSPC, and comes back', async () => {
      const files = memory({}, { capacity: 2 * PAGE });
      await make(files, 'a');
      await make(files, 'b.bin', 'B');
      const file = await files.open('b.bin', { write: true });
      await refused(file.write(0, [Buffer.alloc(PAGE), Buffer.alloc(PAGE), Buffer.from('x')]), 'ENOSPC');
      expect(await file.size(), 'all or nothing').to.equal(1);
      await file.write(0, [Buffer.alloc(2 * PAGE)]);
      expect((await files.volume()).free).to.equal(0);
      await refused(write(files, 'b.bin', 'x', 'stream'), 'ENOSPC');
      await file.truncate(PAGE);
      expect((await files.volume()).free).to.equal(PAGE);
      await files.remove('b.bin');
      expect((await files.volume()).free, 'while it is open').to.equal(PAGE);
      await file.close();
      expect(await files.volume()).to.include({ free: 2 * PAGE, total: 2 * PAGE });
    });

    it('is given back by what is replaced and by streams', async () => {
      const files = memory({ a: 'A', b: 'B' });
      const { total } = await files.volume();
      await write(files, 'b', 'beside', 's');
      await write(files, 'b', 'beside', 't');
      await files.renameStream?.('b', 's', 't', true);
      await files.rename('a', 'b', true);
      expect(total - (await files.volume()).free).to.equal(4 * KIB);
    });
  });

  it('has holes that take nothing, however large', async () => {
    const files = memory({ hole: '' });
    const file = await files.open('hole', { write: true });
    const far = 2 ** 52;
    await file.write(far, [Buffer.from('far')]);
    await file.write(3 * PAGE + 5, [Buffer.from('near')]);
    expect(await file.size()).to.equal(far + 3);
    expect(await file.allocated?.(0, far + 3)).to.deep.equal([
      { start: 3 * PAGE, end: 4 * PAGE },
      { start: far, end: far + 3 },
    ]);
    expect((await files.lookup('hole')).allocationSize).to.equal(8 * KIB);
    await file.zero?.(0, far + 3);
    expect(await file.allocated?.(0, far + 3)).to.deep.equal([]);
    expect((await files.lookup('hole')).allocationSize).to.equal(0);
    await refused(file.write(Number.MAX_SAFE_INTEGER, [Buffer.from('x')]), 'EFBIG');
    await file.close();
  });
});

function pastOf(files: FileSystem, time: bigint): FileSystem {
  return files.snapshot?.(time) ?? expect.fail('there is no snapshot');
}

import { expect } from 'chai';
import type { FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import { FileAttributes } from '../../../lib/wire/smb2/file-attributes.ts';
import { optionalLaws } from './optional-laws.ts';
import { bytes, listed, make, names, refused, type Subject, text, write } from './subject.ts';

const { READONLY, HIDDEN, SYSTEM, ARCHIVE, DIRECTORY, NORMAL } = FileAttributes;

/** Names that no user types but the wire can carry. */
const OF_THE_WIRE = [
  'lone \ud83d surrogate',
  '\udc80',
  'both \udc00\ud800 ways',
  '\uf022',
  'colon\uf022',
  'dot\uf029',
  'dot\uf029s',
  '\uf029',
  '.\uf029',
  '\u00a0',
];

export function writingLaws(subject: Subject): void {
  let files: FileSystem;

  beforeEach(async () => {
    files = await subject.make({ 'a.txt': 'A', 'b.txt': 'B', 'full/c.txt': 'C', hollow: {} });
  });

  afterEach(() => files.close?.());

  describe('creating', () => {
    it('makes what was not there, and it alone', async () => {
      const file = await files.create('full/New.txt', { isDirectory: false, attributes: NORMAL });
      expect(file).to.include({ path: 'full/New.txt', isDirectory: false, size: 0, links: 1 });
      const folder = await files.create('full/sub', { isDirectory: true, attributes: DIRECTORY });
      expect(folder).to.include({ path: 'full/sub', isDirectory: true });
      expect(await files.lookup('full/new.txt')).to.deep.equal(file);
      expect(await names(files, 'full')).to.deep.equal(['full/New.txt', 'full/c.txt', 'full/sub']);
    });

    it('is refused where something is, in whatever spelling', async () => {
      for (const isDirectory of [true, false]) {
        for (const path of ['a.txt', 'A.TXT', 'full', 'FULL', 'full/C.txt']) {
          await refused(files.create(path, { isDirectory, attributes: 0 }), 'EEXIST');
        }
      }
      expect(await text(files, 'a.txt')).to.equal('A');
      expect(await names(files, '')).to.deep.equal(['a.txt', 'b.txt', 'full', 'hollow']);
    });

    it('is refused where there is no folder', async () => {
      await refused(files.create('no/file', { isDirectory: false, attributes: 0 }), 'ENOENT');
      await refused(files.create('a.txt/file', { isDirectory: true, attributes: 0 }), 'ENOTDIR');
    });

    it('of one name by many at once succeeds once', async () => {
      const all = ['x.txt', 'X.txt', 'x.TXT', 'X.TXT'].map(path =>
        files.create(path, { isDirectory: false, attributes: 0 }),
      );
      const settled = await Promise.allSettled(all);
      expect(settled.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(1);
      expect((await listed(files, '')).filter(({ path }) => /^x/i.test(path))).to.have.lengthOf(1);
    });

    it('keeps names that only the wire knows', async () => {
      for (const name of OF_THE_WIRE) await make(files, `hollow/${name}`, JSON.stringify(name));
      expect(await names(files, 'hollow')).to.deep.equal(OF_THE_WIRE.map(name => `hollow/${name}`).sort());
      for (const name of OF_THE_WIRE) {
        expect(await text(files, `hollow/${name}`)).to.equal(JSON.stringify(name));
        await files.rename(`hollow/${name}`, `full/${name}`, false);
        await files.remove(`full/${name}`);
      }
      expect(await names(files, 'full')).to.deep.equal(['full/c.txt']);
    });
  });

  describe('removing', () => {
    it('takes files and empty folders', async () => {
      await files.remove('A.txt');
      await files.remove('hollow');
      await refused(files.lookup('a.txt'), 'ENOENT');
      expect(await names(files, '')).to.deep.equal(['b.txt', 'full']);
    });

    it('is refused for what holds something, or is not there', async () => {
      await refused(files.remove('full'), 'ENOTEMPTY');
      await refused(files.remove('nothing'), 'ENOENT');
      await refused(files.remove('a.txt/x'), 'ENOTDIR');
      expect(await text(files, 'full/c.txt')).to.equal('C');
    });

    it('leaves open bytes alone', async () => {
      const file = await files.open('a.txt', { write: true });
      await files.remove('a.txt');
      await file.write(1, [Buffer.from('still')]);
      const into = Buffer.alloc(6);
      expect(await file.read(0, into)).to.equal(6);
      expect(into.toString()).to.equal('Astill');
      await file.close();
      await refused(files.lookup('a.txt'), 'ENOENT');
    });
  });

  describe('renaming', () => {
    it('moves files and folders, their ids with them', async () => {
      const { fileId } = await files.lookup('a.txt');
      await files.rename('A.txt', 'hollow/z.txt', false);
      expect((await files.lookup('hollow/z.txt')).fileId).to.equal(fileId);
      await refused(files.lookup('a.txt'), 'ENOENT');
      await files.rename('full', 'hollow/moved', false);
      expect(await text(files, 'hollow/moved/c.txt')).to.equal('C');
      expect(await names(files, '')).to.deep.equal(['b.txt', 'hollow']);
    });

    it('changes the spelling alone', async () => {
      await files.rename('a.txt', 'A.Txt', false);
      await files.rename('full', 'FULL', false);
      expect(await names(files, '')).to.deep.equal(['A.Txt', 'FULL', 'b.txt', 'hollow']);
      expect((await files.lookup('full/C.TXT')).path).to.equal('FULL/c.txt');
      await files.rename('a.txt', 'A.Txt', false);
      expect(await text(files, 'a.txt')).to.equal('A');
    });

    it('replaces a file if it is told to, whatever its spelling', async () => {
      await refused(files.rename('a.txt', 'B.TXT', false), 'EEXIST');
      expect(await text(files, 'b.txt')).to.equal('B');
      await files.rename('a.txt', 'B.TXT', true);
      expect(await names(files, '')).to.deep.equal(['B.TXT', 'full', 'hollow']);
      expect(await text(files, 'b.txt')).to.equal('A');
    });

    it('never replaces a folder', async () => {
      await refused(files.rename('a.txt', 'hollow', false), 'EEXIST');
      await refused(files.rename('a.txt', 'hollow', true), 'EISDIR');
      await refused(files.rename('full', 'HOLLOW', true), 'EISDIR');
      await refused(files.rename('full', 'a.txt', true), 'ENOTDIR');
      expect(await names(files, '')).to.deep.equal(['a.txt', 'b.txt', 'full', 'hollow']);
    });

    it('is refused into itself, from nothing, to nowhere', async () => {
      await refused(files.rename('full', 'full/in', false), 'EINVAL');
      await refused(files.rename('full', 'FULL/in', false), 'EINVAL');
      await refused(files.rename('nothing', 'x', false), 'ENOENT');
      await refused(files.rename('a.txt', 'nowhere/x', false), 'ENOENT');
      await refused(files.rename('a.txt', 'b.txt/x', false), 'ENOTDIR');
      expect(await text(files, 'a.txt')).to.equal('A');
    });
  });

  describe('bytes', () => {
    it('are written in chunks, anywhere, holes full of zeros', async () => {
      const file = await files.open('a.txt', { write: true });
      await file.write(1, [Buffer.from('bc'), Buffer.alloc(0), Buffer.from('d')]);
      await file.write(200_000, [Buffer.from('end')]);
      await file.write(2, []);
      await file.sync();
      expect(await file.size()).to.equal(200_003);
      await file.close();
      const all = await bytes(files, 'a.txt');
      expect(all.toString('latin1', 0, 5)).to.equal('Abcd\0');
      expect(all.subarray(4, 200_000).every(byte => byte === 0)).to.equal(true);
      expect(all.toString('latin1', 200_000)).to.equal('end');
      expect((await files.lookup('a.txt')).size).to.equal(200_003);
    });

    it('are the caller\u2019s again once they are written', async () => {
      const file = await files.open('a.txt', { write: true });
      const chunk = Buffer.alloc(100_000, 1);
      await file.write(0, [chunk, chunk]);
      chunk.fill(2);
      await file.close();
      expect((await bytes(files, 'a.txt')).every(byte => byte === 1)).to.equal(true);
    });

    it('are cut off, and never come back', async () => {
      const file = await files.open('a.txt', { write: true });
      await file.write(0, [Buffer.alloc(150_000, 7)]);
      await file.truncate(10);
      expect(await file.size()).to.equal(10);
      await file.truncate(140_000);
      await file.close();
      const all = await bytes(files, 'a.txt');
      expect(all.length).to.equal(140_000);
      expect(all.subarray(0, 10).every(byte => byte === 7)).to.equal(true);
      expect(all.subarray(10).every(byte => byte === 0)).to.equal(true);
    });

    it('are seen by everybody who has them open', async () => {
      const [one, other] = await Promise.all([
        files.open('a.txt', { write: true }),
        files.open('A.TXT', { write: false }),
      ]);
      await one.write(0, [Buffer.from('hello')]);
      const into = Buffer.alloc(5);
      expect(await other.read(0, into)).to.equal(5);
      expect(into.toString()).to.equal('hello');
      await Promise.all([one.close(), other.close()]);
    });

    it('go far, many and out of order', async function () {
      this.timeout(30_000);
      const file = await files.open('a.txt', { write: true });
      const chunk = (index: number) => Buffer.alloc(10_007, index % 251);
      const order = Array.from({ length: 300 }, (_, index) => (index * 7) % 300);
      for (const index of order) await file.write(index * 10_007, [chunk(index)]);
      await file.close();
      const all = await bytes(files, 'a.txt');
      expect(all.equals(Buffer.concat(Array.from({ length: 300 }, (_, index) => chunk(index))))).to.equal(
        true,
      );
    });

    it('leave room when a range of zeros is made, where that is known', async () => {
      const file = await files.open('a.txt', { write: true });
      await file.write(0, [Buffer.alloc(300_000, 9)]);
      if (file.zero) {
        await file.zero(70_000, 250_000);
        const all = Buffer.alloc(300_000);
        await file.read(0, all);
        const isZero = (index: number) => index >= 70_000 && index < 250_000;
        expect(all.every((byte, index) => byte === (isZero(index) ? 0 : 9))).to.equal(true);
        expect(await file.size()).to.equal(300_000);
      }
      const ranges = (await file.allocated?.(0, 300_000)) ?? [{ start: 0, end: 300_000 }];
      expect(ranges.at(0)?.start).to.equal(0);
      expect(ranges.at(-1)?.end).to.equal(300_000);
      await file.close();
    });
  });

  describe('times', () => {
    const TIMES = {
      creationTime: 133_000_000_000_000_001n,
      lastAccessTime: 133_100_000_000_000_023n,
      lastWriteTime: 133_200_000_000_000_457n,
    };

    it('are kept as exactly as can be', async () => {
      for (const path of ['a.txt', 'full']) {
        await files.update(path, TIMES);
        const entry = await files.lookup(path);
        for (const [name, time] of Object.entries(TIMES) as [keyof typeof TIMES, bigint][]) {
          const off = entry[name] - time;
          expect(off < subject.precision && -off < subject.precision, `${path}: ${name}`).to.equal(true);
        }
      }
    });

    it('that are left out stay', async () => {
      await files.update('a.txt', TIMES);
      const before = await files.lookup('a.txt');
      await files.update('a.txt', { lastWriteTime: 133_300_000_000_000_000n });
      const after = await files.lookup('a.txt');
      expect(after.lastWriteTime).to.equal(133_300_000_000_000_000n);
      expect(after.creationTime).to.equal(before.creationTime);
      expect(after.lastAccessTime).to.equal(before.lastAccessTime);
    });

    it('survive a renaming', async () => {
      await files.update('a.txt', TIMES);
      const before = await files.lookup('a.txt');
      await files.rename('a.txt', 'full/a.txt', false);
      const { creationTime, lastWriteTime } = await files.lookup('full/a.txt');
      expect({ creationTime, lastWriteTime }).to.deep.equal({
        creationTime: before.creationTime,
        lastWriteTime: before.lastWriteTime,
      });
    });

    it('of a file that is written to, and of a folder that gets a child, move on', async () => {
      for (const path of ['a.txt', 'full']) await files.update(path, TIMES);
      await write(files, 'a.txt', 'new');
      await make(files, 'full/new', '');
      for (const path of ['a.txt', 'full']) {
        expect((await files.lookup(path)).lastWriteTime > TIMES.lastWriteTime, path).to.equal(true);
      }
    });

    if (subject.setsChangeTime) {
      it('of the last change can be set', async () => {
        await files.update('a.txt', { changeTime: 133_000_000_000_000_003n });
        expect((await files.lookup('a.txt')).changeTime).to.equal(133_000_000_000_000_003n);
      });
    }
  });

  describe('attributes', () => {
    it('are kept from the beginning, but for those that say what a file is', async () => {
      const attributes = READONLY | HIDDEN | SYSTEM | ARCHIVE;
      const entry = await files.create('x', { isDirectory: false, attributes: attributes | NORMAL });
      expect(entry.attributes).to.equal(attributes);
      expect((await files.lookup('x')).attributes).to.equal(attributes);
      const folder = await files.create('y', { isDirectory: true, attributes: HIDDEN | DIRECTORY });
      expect(folder.attributes).to.equal(HIDDEN);
    });

    it('are set and cleared one by one', async () => {
      for (const path of ['a.txt', 'full']) {
        for (const attributes of [READONLY, HIDDEN | SYSTEM, ARCHIVE | READONLY, 0]) {
          await files.update(path, { attributes });
          expect((await files.lookup(path)).attributes, path).to.equal(attributes);
        }
        await files.update(path, { attributes: NORMAL });
        expect((await files.lookup(path)).attributes, path).to.equal(0);
      }
    });

    it('move with the file and go with it', async () => {
      await files.update('a.txt', { attributes: HIDDEN | SYSTEM });
      await files.rename('a.txt', 'z.txt', false);
      expect((await files.lookup('z.txt')).attributes).to.equal(HIDDEN | SYSTEM);
      await files.remove('z.txt');
      expect((await files.create('z.txt', { isDirectory: false, attributes: 0 })).attributes).to.equal(0);
    });
  });

  optionalLaws(() => files, subject);
}

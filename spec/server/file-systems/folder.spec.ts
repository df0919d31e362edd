import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import type { FileChange, FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import { folder, type FolderOptions } from '../../../lib/server/file-systems/folder.ts';
import type { MemoryTree } from '../../../lib/server/file-systems/memory/tree.ts';
import { filetimeFromNs } from '../../../lib/wire/dtyp/filetime.ts';
import { FileAttributes } from '../../../lib/wire/smb2/file-attributes.ts';
import { freshFolder } from '../../support/temp.ts';
import { compliance } from './compliance.ts';
import { putOnDisk } from './on-disk.ts';
import { listed, make, names, refused, text, wire, write } from './subject.ts';

const { READONLY, HIDDEN, ARCHIVE } = FileAttributes;

describe('folder', () => {
  compliance({
    name: 'folder',
    make: async tree => served(tree).files,
    precision: 1n,
    setsChangeTime: false,
    has: ['link'],
  });

  it('must be one', () => {
    const { root } = served({ 'a.txt': 'A' });
    expect(() => folder(join(root, 'nothing')))
      .to.throw()
      .with.property('code', 'ENOENT');
    expect(() => folder(join(root, 'a.txt')))
      .to.throw()
      .with.property('code', 'ENOTDIR');
  });

  it('tells what the disk says', async () => {
    const { files, root } = served({ 'a.txt': 'A'.repeat(5000) });
    const stats = statSync(join(root, 'a.txt'), { bigint: true });
    const entry = await files.lookup('a.txt');
    expect(entry.fileId).to.equal(stats.ino);
    expect(entry.allocationSize).to.equal(Number(stats.blocks) * 512);
    expect(entry.lastWriteTime).to.equal(filetimeFromNs(stats.mtimeNs));
    expect(entry.creationTime).to.equal(filetimeFromNs(stats.birthtimeNs));
    expect((await files.volume()).label).to.equal(basename(root));
    await files.close?.();
  });

  it('puts on the disk what it is told', async () => {
    const { files, root } = served({});
    await make(files, 'New');
    await make(files, 'New/b.txt', 'B');
    await files.update('New/b.txt', { lastWriteTime: 133_200_000_000_000_457n, attributes: READONLY });
    const stats = statSync(join(root, 'New/b.txt'), { bigint: true });
    // utimes cuts to microseconds; the last digit is remembered
    expect(filetimeFromNs(stats.mtimeNs)).to.equal(133_200_000_000_000_450n);
    expect(stats.mode & 0o222n).to.equal(0n);
    expect(readFileSync(join(root, 'New/b.txt'), 'utf8')).to.equal('B');
    await files.update('New/b.txt', { attributes: ARCHIVE });
    expect(statSync(join(root, 'New/b.txt')).mode & 0o200).to.equal(0o200);
    writeFileSync(join(root, 'New/b.txt'), 'by another');
    expect((await files.lookup('New/b.txt')).lastWriteTime > 133_200_000_000_000_457n).to.equal(true);
    await files.close?.();
  });

  it('puts times before 1970 on the disk, and remembers those that no disk can hold', async () => {
    const { files, root } = served({ 'a.txt': '' });
    const in1969 = 116_128_512_001_234_560n;
    await files.update('a.txt', { lastWriteTime: in1969 });
    expect(filetimeFromNs(statSync(join(root, 'a.txt'), { bigint: true }).mtimeNs)).to.equal(in1969);
    await files.update('a.txt', { lastWriteTime: 1234n });
    expect((await files.lookup('a.txt')).lastWriteTime).to.equal(1234n);
    await files.close?.();
  });

  it('lets a file be filled that was made read-only', async () => {
    const { files, root } = served({});
    await files.create('a.txt', { isDirectory: false, attributes: READONLY });
    await write(files, 'a.txt', 'filled');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).to.equal('filled');
    expect(statSync(join(root, 'a.txt')).mode & 0o222).to.equal(0);
    await files.close?.();
  });

  it('hides what begins with a dot, and calls a file of others archived by nobody', async () => {
    const { files, root } = served({ '.profile': '', 'plain.txt': '', 'fixed.txt': '' });
    chmodSync(join(root, 'fixed.txt'), 0o444);
    expect((await files.lookup('.profile')).attributes).to.equal(HIDDEN | ARCHIVE);
    expect((await files.lookup('plain.txt')).attributes).to.equal(ARCHIVE);
    expect((await files.lookup('fixed.txt')).attributes).to.equal(READONLY | ARCHIVE);
    expect((await files.lookup('')).attributes).to.equal(0);
    await files.close?.();
  });

  describe('names', () => {
    it('of users lie on the disk as users see them', async () => {
      const { files, root } = served({});
      const real = ['a:b', 'what?', 'back\\slash', 'dot.', 'space ', 'tab\t'];
      for (const name of real) await make(files, wire(name), name);
      expect(readdirSync(root).sort()).to.deep.equal(real.sort());
      await files.close?.();
    });

    it('of the private-use area that lie on the disk are found, unless the real one is there', async () => {
      const { files, root } = served({ 'a\uf022b': 'twin' });
      expect(await names(files, '')).to.deep.equal(['a\uf022b']);
      expect(await text(files, 'a\uf022b')).to.equal('twin');
      writeFileSync(join(root, 'a:b'), 'real');
      expect(await names(files, '')).to.deep.equal(['a\uf022b']);
      expect(await text(files, 'a\uf022b')).to.equal('real');
      await files.close?.();
    });

    it('that are no UTF-8 are shown, and lead to their files', async () => {
      const { files, root } = served({});
      const raw = Buffer.from([0x66, 0xff, 0xfe, 0xc3]);
      writeFileSync(Buffer.concat([Buffer.from(`${root}/`), raw]), 'raw');
      expect(await names(files, '')).to.deep.equal(['f\udcff\udcfe\udcc3']);
      expect(await text(files, 'f\udcff\udcfe\udcc3')).to.equal('raw');
      await files.rename('F\udcff\udcfe\udcc3', 'g\udcff', false);
      expect(readdirSync(root, 'buffer')).to.deep.equal([Buffer.from([0x67, 0xff])]);
      await refused(files.create('\udcc3\udca9', { isDirectory: false, attributes: 0 }), 'EINVAL');
      await files.close?.();
    });

    it('without mapping are those of the wire, and others are not shown', async () => {
      const { files, root } = served({ 'a:b': '', 'a\uf022b': '', 'c\\d': '' }, { mapNames: false });
      expect(await names(files, '')).to.deep.equal(['a\uf022b']);
      await make(files, 'x\uf022y', '');
      expect(readdirSync(root)).to.include('x\uf022y');
      await files.close?.();
    });

    it('differ in case if they are told to', async () => {
      const { files } = served({ 'a.txt': '1', 'A.txt': '2' }, { caseSensitive: true });
      expect(await text(files, 'A.txt')).to.equal('2');
      await refused(files.lookup('a.TXT'), 'ENOENT');
      await make(files, 'a.TXT', '3');
      expect(await names(files, '')).to.deep.equal(['A.txt', 'a.TXT', 'a.txt']);
      await files.close?.();
    });

    it('are found in any case after others have changed the folder', async () => {
      const { files, root } = served({ 'a.txt': 'A' });
      await refused(files.lookup('B.TXT'), 'ENOENT');
      await later();
      writeFileSync(join(root, 'b.txt'), 'B');
      expect(await text(files, 'B.TXT')).to.equal('B');
      await make(files, 'c.txt', 'C');
      expect(await text(files, 'C.TXT')).to.equal('C');
      await files.remove('C.txt');
      await refused(files.lookup('c.TXT'), 'ENOENT');
      await files.close?.();
    });

    it('are found though their folder was renamed by others, or by us', async () => {
      const { files, root } = served({ 'one/two/a.txt': 'A' });
      expect(await text(files, 'one/two/a.txt')).to.equal('A');
      await files.rename('one', 'other', false);
      expect(await text(files, 'other/two/a.txt')).to.equal('A');
      await refused(files.lookup('one/two/a.txt'), 'ENOENT');
      putOnDisk(root, { 'one/two/a.txt': 'new' });
      expect(await text(files, 'one/two/a.txt')).to.equal('new');
      await files.close?.();
    });
  });

  it('changes nothing when it is read-only', async () => {
    const { files } = served({ 'a.txt': 'A' }, { readOnly: true });
    expect(files.readOnly).to.equal(true);
    await refused(files.create('b', { isDirectory: true, attributes: 0 }), 'EROFS');
    expect(await text(files, 'a.txt')).to.equal('A');
    await files.close?.();
  });

  it('can be served again after it was closed', async () => {
    const { files } = served({ 'in/a.txt': 'A' });
    expect(await text(files, 'in/a.txt')).to.equal('A');
    await files.close?.();
    expect(await text(files, 'in/a.txt')).to.equal('A');
    await files.close?.();
  });

  it('says what failed without the paths that it uses', async () => {
    const { files } = served({ 'full/a.txt': '' });
    const error: unknown = await files.remove('full').catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.matches(/^ENOTEMPTY.*"full"$/);
    expect(String(error)).to.not.include('/proc');
    await files.close?.();
  });

  describe('watching', () => {
    it('tells what others do, below as well, and not what the server does', async () => {
      const { files, root } = served({ 'in/a.txt': 'A' });
      const seen = new Set<string>();
      const tell = ({ type, path }: FileChange) => void seen.add(`${type} ${path}`);
      const end = await files.watch?.('', true, tell);
      await until(() => {
        writeFileSync(join(root, 'in/probe'), String(seen.size));
        return seen.has('modified in/probe');
      });
      await make(files, 'in/own.txt', 'ours');
      mkdirSync(join(root, 'made'));
      writeFileSync(join(root, 'made/b.txt'), 'B');
      await until(() => seen.has('added made') && seen.has('added made/b.txt'));
      writeFileSync(join(root, 'made/c.txt'), 'C');
      await until(() => seen.has('added made/c.txt'));
      expect([...seen].filter(change => change.includes('own'))).to.deep.equal([]);
      end?.();
      await files.close?.();
    });

    it('of one folder stays in it', async () => {
      const { files, root } = served({ 'in/a.txt': 'A' });
      const seen = new Set<string>();
      const end = await files.watch?.('', false, ({ type, path }) => void seen.add(`${type} ${path}`));
      await until(() => {
        writeFileSync(join(root, 'in/a.txt'), 'again');
        writeFileSync(join(root, 'probe'), String(seen.size));
        return seen.has('modified probe');
      });
      expect([...seen].filter(change => change.includes('in/'))).to.deep.equal([]);
      end?.();
      await files.close?.();
    });
  });

  it('lists what vanishes meanwhile without complaint', async () => {
    const { files } = served(
      Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`f${index}`, ''])),
    );
    let first = true;
    for await (const batch of files.list('')) {
      if (first) for (const { path } of await listed(files, '')) await files.remove(path);
      first = false;
      expect(batch.length).to.be.above(0);
    }
    expect(await names(files, '')).to.deep.equal([]);
    await files.close?.();
  });
});

function served(
  tree: MemoryTree,
  options?: FolderOptions,
): { readonly files: FileSystem; readonly root: string } {
  const root = freshFolder('folder');
  putOnDisk(root, tree);
  return { files: folder(root, options), root };
}

/** The clock of a disk ticks some 250 times a second. */
async function later(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 20));
}

async function until(probe: () => boolean): Promise<void> {
  while (!probe()) await later();
}

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import { folder } from '../../../lib/server/file-systems/folder.ts';
import { codeOf } from '../../../lib/server/file-systems/refusal.ts';
import { freshFolder } from '../../support/temp.ts';
import { putOnDisk } from './on-disk.ts';
import { swapping } from './swapping.ts';
import { listed, make, names, refused, text, write } from './subject.ts';

describe('folder stays inside', () => {
  let base: string;
  let root: string;
  let files: FileSystem;

  beforeEach(() => {
    base = freshFolder('confined');
    root = join(base, 'root');
    // a sibling whose path begins as the root's does
    putOnDisk(base, {
      'root/in/a.txt': 'inside',
      'root/b.txt': 'B',
      'outside/secret.txt': 'secret',
      'outside/deep/more.txt': 'more',
      'root-too/secret.txt': 'secret',
    });
    files = folder(root);
  });

  afterEach(() => files.close?.());

  /** Nothing outside is other than it was. */
  function untouched(): void {
    expect(readdirSync(join(base, 'outside')).sort()).to.deep.equal(['deep', 'secret.txt']);
    expect(readFileSync(join(base, 'outside/secret.txt'), 'utf8')).to.equal('secret');
    expect(readdirSync(join(base, 'outside/deep'))).to.deep.equal(['more.txt']);
    expect(readdirSync(base).sort()).to.deep.equal(['outside', 'root', 'root-too']);
  }

  it('whatever a path is made of', async () => {
    for (const path of ['..', '../outside', 'in/../../outside/secret.txt', '.', 'in/.', 'in//a.txt']) {
      const error: unknown = await files.lookup(path).catch((reason: unknown) => reason);
      expect(['EINVAL', 'ENOENT', 'EBUSY'], path).to.include(codeOf(error));
      const made: unknown = await files
        .create(`${path}/x`, { isDirectory: false, attributes: 0 })
        .catch((reason: unknown) => reason);
      expect(made, path).to.be.instanceOf(Error);
    }
    for (const path of [
      '..\\outside',
      'in\\..\\..\\outside\\secret.txt',
      '\uf029\uf029',
      '.\uf029',
      'a\0b',
    ]) {
      const error: unknown = await files.lookup(path).catch((reason: unknown) => reason);
      expect(['EINVAL', 'ENOENT'], path).to.include(codeOf(error));
    }
    await refused(files.remove(''), 'EBUSY');
    await refused(files.rename('', 'x', false), 'EBUSY');
    untouched();
  });

  it('and follows a link that does', async () => {
    symlinkSync('in', join(root, 'folder'));
    symlinkSync(join(root, 'b.txt'), join(root, 'file'));
    symlinkSync('../in/a.txt', join(root, 'in/through'));
    const target = await files.lookup('b.txt');
    expect(await files.lookup('file')).to.deep.equal({ ...target, path: 'file' });
    expect(await files.lookup('folder')).to.include({ isDirectory: true, path: 'folder' });
    expect(await names(files, 'folder')).to.deep.equal(['folder/a.txt', 'folder/through']);
    expect(await text(files, 'FOLDER/A.TXT')).to.equal('inside');
    expect(await text(files, 'in/through')).to.equal('inside');
    await write(files, 'file', 'through the link');
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).to.equal('through the link');
    await files.update('file', { attributes: 1, lastWriteTime: 133_000_000_000_000_000n });
    expect(statSync(join(root, 'b.txt')).mode & 0o222).to.equal(0);
    await make(files, 'folder/new.txt', 'new');
    expect(readFileSync(join(root, 'in/new.txt'), 'utf8')).to.equal('new');
  });

  it('and removes and renames a link, never what it leads to', async () => {
    symlinkSync('in', join(root, 'folder'));
    symlinkSync('../outside', join(root, 'out'));
    await files.rename('folder', 'renamed', false);
    expect(readlinkSync(join(root, 'renamed'))).to.equal('in');
    await files.remove('renamed');
    await files.rename('out', 'in/out', false);
    await files.remove('in/out');
    expect(await names(files, '')).to.deep.equal(['b.txt', 'in']);
    expect(await text(files, 'in/a.txt')).to.equal('inside');
    untouched();
  });

  it('and shows a link that leads out or nowhere as an empty file that nobody can open', async () => {
    const targets = {
      absolute: join(base, 'outside/secret.txt'),
      relative: '../outside/secret.txt',
      sibling: '../root-too/secret.txt',
      dir: '../outside',
      parent: '..',
      device: '/dev/zero',
      nowhere: 'in/nothing',
      faraway: '../outside/nothing',
      loop: 'loop',
    };
    for (const [name, target] of Object.entries(targets)) symlinkSync(target, join(root, name));
    const entries = new Map((await listed(files, '')).map(entry => [entry.path, entry]));
    for (const name of Object.keys(targets)) {
      const own = lstatSync(join(root, name), { bigint: true });
      expect(entries.get(name), name).to.include({ size: 0, isDirectory: false, fileId: own.ino });
      expect(await files.lookup(name)).to.include({ path: name, size: 0, isDirectory: false });
      for (const isWriting of [false, true]) {
        const error: unknown = await files
          .open(name, { write: isWriting })
          .catch((reason: unknown) => reason);
        expect(['EACCES', 'ENOENT'], name).to.include(codeOf(error));
      }
      const error: unknown = await files.update(name, { attributes: 1 }).catch((reason: unknown) => reason);
      expect(['EACCES', 'ENOENT'], name).to.include(codeOf(error));
      await refused(files.create(name, { isDirectory: false, attributes: 0 }), 'EEXIST');
      await refused(files.link!(name, 'second', false), 'EINVAL');
    }
    for (const name of Object.keys(targets)) await files.remove(name);
    expect(await names(files, '')).to.deep.equal(['b.txt', 'in']);
    untouched();
  });

  it('and lets nothing through a parent that leads out', async () => {
    symlinkSync('../outside', join(root, 'out'));
    symlinkSync('../../outside/deep', join(root, 'in/deep'));
    for (const path of [
      'out/secret.txt',
      'OUT/secret.txt',
      'out/deep/more.txt',
      'in/deep/more.txt',
      'out/new',
    ]) {
      await refused(files.lookup(path), 'EACCES');
      await refused(files.open(path, { write: true }), 'EACCES');
      await refused(files.create(path, { isDirectory: true, attributes: 0 }), 'EACCES');
      await refused(files.remove(path), 'EACCES');
      await refused(files.update(path, { attributes: 1 }), 'EACCES');
      await refused(files.rename(path, 'here', true), 'EACCES');
      await refused(files.rename('b.txt', path, true), 'EACCES');
      await refused(files.link!('b.txt', path, true), 'EACCES');
      await refused(files.link!(path, 'here', true), 'EACCES');
    }
    await refused(listed(files, 'out'), 'EACCES');
    await refused(listed(files, 'in/deep'), 'EACCES');
    expect(await names(files, '')).to.deep.equal(['b.txt', 'in', 'out']);
    untouched();
  });

  it('and waits for no pipe', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('pipe', join(root, 'to-pipe'));
    for (const name of ['pipe', 'to-pipe']) {
      expect(await files.lookup(name)).to.include({ size: 0, isDirectory: false });
      await refused(files.open(name, { write: false }), 'EACCES');
      await refused(files.open(name, { write: true }), 'EACCES');
    }
  });

  it('and looks for a folder where it was asked for, when another has taken its place', async () => {
    expect(await text(files, 'in/a.txt')).to.equal('inside');
    renameSync(join(root, 'in'), join(base, 'outside/taken'));
    await refused(files.lookup('in/a.txt'), 'ENOENT');
    symlinkSync('../outside/taken', join(root, 'in'));
    await refused(files.lookup('in/a.txt'), 'EACCES');
    unlinkSync(join(root, 'in'));
    rmSync(join(base, 'outside/taken'), { recursive: true });
    untouched();
  });

  if (process.platform === 'linux') {
    it('while somebody swaps a folder for a link that leads out', async function () {
      this.timeout(60_000);
      symlinkSync('../outside', join(root, 'lure'));
      mkdirSync(join(root, 'swap'));
      putOnDisk(root, { 'swap/secret.txt': 'inside' });
      const swaps = swapping(join(root, 'swap'), join(root, 'lure'), join(root, 'spare'));
      let opened = 0;
      try {
        for (let turn = 0; turn < 300; turn++) {
          const seen = await text(files, 'swap/secret.txt').catch(() => undefined);
          if (seen === undefined) continue;
          expect(seen).to.equal('inside');
          opened++;
        }
        for (let turn = 0; turn < 60; turn++) {
          await files.create(`swap/new-${turn}`, { isDirectory: true, attributes: 0 }).catch(() => undefined);
          await files.update('swap/secret.txt', { attributes: turn % 2 }).catch(() => undefined);
        }
      } finally {
        await swaps();
      }
      expect(opened).to.be.above(0);
      expect(statSync(join(base, 'outside/secret.txt')).mode & 0o200).to.equal(0o200);
      untouched();
    });

    it('though the share itself is renamed', async () => {
      expect(await text(files, 'in/a.txt')).to.equal('inside');
      renameSync(root, join(base, 'elsewhere'));
      expect(await text(files, 'in/a.txt')).to.equal('inside');
      await make(files, 'in/new.txt', 'new');
      expect(existsSync(join(base, 'elsewhere/in/new.txt'))).to.equal(true);
    });
  }
});

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

import { SmbError } from '../../lib/errors.ts';
import { sync } from '../../lib/sync/sync.ts';
import { tempName } from '../../lib/share/temp-name.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { freshFolder } from '../support/temp.ts';
import { difficultTree } from '../support/tree.ts';
import { collect, doneOf, errors, paths, sums } from './collect.ts';

/** Files by path; those ending with `/` are folders. */
function lay(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, path.endsWith('/') ? '.' : '..'), { recursive: true });
    if (!path.endsWith('/')) {
      writeFileSync(join(root, path), text);
      utimesSync(join(root, path), 1_600_000_000, 1_600_000_000);
    }
  }
}

/** A source with some files, and a place beside it. */
function two(files: Readonly<Record<string, string>>): { src: string; dst: string } {
  const root = freshFolder('sync');
  const [src, dst] = [join(root, 'src'), join(root, 'dst')];
  mkdirSync(src);
  lay(src, files);
  return { src, dst };
}

describe('sync', () => {
  it('makes a folder like another one, times and all, and then finds nothing to do', async () => {
    const root = freshFolder('sync');
    const [src, dst] = [join(root, 'a'), join(root, 'made', 'b')];
    const count = difficultTree(src, { many: 300, largest: 2_500_000 });
    utimesSync(join(src, 'deep'), 1_500_000_000, 1_500_000_000.25);
    const first = await sums(src, dst);
    expect(compareTrees(src, dst, { folderTimes: true })).to.deep.equal([]);
    expect(first).to.include({ transferred: count.files, created: count.folders, bytes: count.bytes });
    expect(first).to.include({ deleted: 0, errors: 0, unchanged: 0, dryRun: false });
    expect(await sums(src, dst)).to.include({ transferred: 0, created: 0, unchanged: count.files, bytes: 0 });
  });

  it('copies only what changed', async () => {
    const { src, dst } = two({ a: '1', 'x/b': '2', 'x/c': '3' });
    await sums(src, dst);
    writeFileSync(join(src, 'x/b'), 'more');
    const events = await collect(src, dst);
    expect(paths(events, 'transferred')).to.deep.equal(['x/b']);
    expect(doneOf(events)).to.include({ transferred: 1, unchanged: 2, bytes: 4 });
    expect(compareTrees(src, dst, { folderTimes: true })).to.deep.equal([]);
  });

  it('tells what happens to a file, in its order', async () => {
    const { src, dst } = two({ a: 'twelve bytes' });
    const events = (await collect(src, dst)).filter(({ type }) => type !== 'done');
    expect(events).to.deep.equal([
      { type: 'scanned', path: '', files: 1, toTransfer: 1, toTransferBytes: 12 },
      { type: 'start', path: 'a', size: 12 },
      { type: 'progress', path: 'a', bytes: 12, size: 12 },
      { type: 'transferred', path: 'a', size: 12 },
    ]);
  });

  describe('deleting', () => {
    it('happens only when it is asked for, and takes exactly what vanished', async () => {
      const { src, dst } = two({ a: '1', 'x/b': '2', 'x/y/c': '3', 'x/y/z/': '' });
      await sums(src, dst);
      rmSync(join(src, 'x/y'), { recursive: true });
      rmSync(join(src, 'a'));
      expect(await sums(src, dst)).to.include({ deleted: 0 });
      expect(existsSync(join(dst, 'x/y/c'))).to.equal(true);
      const events = await collect(src, dst, { delete: true });
      expect(paths(events, 'deleted')).to.deep.equal(['a', 'x/y', 'x/y/c', 'x/y/z']);
      expect(doneOf(events)).to.include({ deleted: 4, transferred: 0, unchanged: 1 });
      expect(compareTrees(src, dst, { folderTimes: true })).to.deep.equal([]);
    });

    it('does not happen when something failed', async () => {
      const { src, dst } = two({ 'x/a': '1' });
      lay(dst, { gone: '', x: 'in the way' });
      lay(src, { 'y/a': '1' });
      lay(dst, { 'y/a/': '', 'y/a/kept.txt': '' });
      const events = await collect(src, dst, { delete: true, exclude: 'kept.txt' });
      expect(errors(events)).to.deep.equal(['ENOTEMPTY y/a']);
      expect(events).to.deep.include({ type: 'skipped', path: 'gone', reason: 'not-deleted' });
      expect(existsSync(join(dst, 'gone'))).to.equal(true);
    });

    it('removes links without following them', async () => {
      const { src, dst } = two({ a: '1' });
      const outside = freshFolder('outside');
      lay(outside, { precious: '1' });
      mkdirSync(dst);
      symlinkSync(outside, join(dst, 'link'));
      expect(await sums(src, dst, { delete: true })).to.include({ deleted: 1, errors: 0 });
      expect(readdirSync(dst)).to.deep.equal(['a']);
      expect(readdirSync(outside)).to.deep.equal(['precious']);
    });
  });

  describe('a dry run', () => {
    it('tells the same and changes nothing', async () => {
      const { src, dst } = two({ a: '1', 'x/b': '22', 'y/c': '3' });
      lay(dst, { a: 'old', 'gone/d': '', [tempName()]: '', y: 'in the way' });
      const before = freshFolder('before');
      await sums(dst, before, { exclude: '.rxsmb-*' });
      const told = await sums(src, dst, { dryRun: true, delete: true });
      expect(told).to.include({ transferred: 3, created: 2, deleted: 3, bytes: 4, errors: 0, dryRun: true });
      const differences = compareTrees(before, dst, { folderTimes: true });
      expect(differences)
        .to.have.lengthOf(1)
        .and.satisfy(([one = '']) => one.includes('.rxsmb-'));
      expect(await sums(src, dst, { delete: true })).to.include({ ...told, dryRun: false });
    });

    it('does not even make the destination', async () => {
      const { src, dst } = two({ 'x/b': '2' });
      expect(await sums(src, dst, { dryRun: true })).to.include({ transferred: 1, created: 1 });
      expect(existsSync(dst)).to.equal(false);
    });
  });

  describe('with a filter', () => {
    it('leaves out what is excluded, on both sides', async () => {
      const { src, dst } = two({ a: '1', 'a.tmp': '', 'cache/b': '', 'x/cache/c': '' });
      lay(dst, { 'b.tmp': '', 'cache/old': '', gone: '' });
      const done = await sums(src, dst, { exclude: ['*.tmp', 'cache/'], delete: true });
      expect(done).to.include({ transferred: 1, deleted: 1, created: 1 });
      expect(readdirSync(dst, { recursive: true }).sort()).to.deep.equal([
        'a',
        'b.tmp',
        'cache',
        'cache/old',
        'x',
      ]);
    });

    it('makes folders only for what is included', async () => {
      const { src, dst } = two({ 'x/y/a.jpg': '1', 'x/z/a.txt': '2', 'all/empty/': '', 'w/': '' });
      const done = await sums(src, dst, { include: ['*.jpg', '/all/'] });
      expect(done).to.include({ transferred: 1, created: 4 });
      const found = readdirSync(dst, { recursive: true }).sort();
      expect(found).to.deep.equal(['all', 'all/empty', 'x', 'x/y', 'x/y/a.jpg']);
    });

    it('does not remove a folder for what it keeps in it', async () => {
      const { src, dst } = two({ a: '1' });
      lay(dst, { 'x/keep.me': '', 'x/gone': '', 'y/gone': '' });
      expect(await sums(src, dst, { exclude: 'keep.me', delete: true })).to.include({
        deleted: 3,
        errors: 0,
      });
      expect(readdirSync(dst, { recursive: true }).sort()).to.deep.equal(['a', 'x', 'x/keep.me']);
    });
  });

  describe('by checksum', () => {
    it('copies what differs in contents alone, and only the time of what does not', async () => {
      const { src, dst } = two({ same: 'abc', other: 'abc', empty: '' });
      lay(dst, { same: 'abc', other: 'abX', empty: '' });
      utimesSync(join(dst, 'same'), 1, 1);
      const events = await collect(src, dst, { checksum: true });
      expect(paths(events, 'transferred')).to.deep.equal(['other']);
      expect(paths(events, 'unchanged')).to.deep.equal(['empty', 'same']);
      expect(compareTrees(src, dst)).to.deep.equal([]);
    });
  });

  describe('where kinds differ', () => {
    const kinds = { 'x/a': '1', y: '2' };

    it('fails for that file or folder alone', async () => {
      const { src, dst } = two({ ...kinds, z: '3' });
      lay(dst, { x: '', 'y/b': '' });
      const events = await collect(src, dst);
      expect(errors(events)).to.deep.equal(['EEXIST x', 'EEXIST y']);
      expect(doneOf(events)).to.include({ transferred: 1, errors: 2 });
    });

    it('replaces, when things may be deleted', async () => {
      const { src, dst } = two(kinds);
      lay(dst, { x: '', 'y/b': '' });
      expect(await sums(src, dst, { delete: true })).to.include({ transferred: 2, deleted: 3, errors: 0 });
      expect(compareTrees(src, dst)).to.deep.equal([]);
    });
  });

  describe('and links', () => {
    it('does not follow those of the source', async () => {
      const { src, dst } = two({ a: '1', 'x/b': '2' });
      symlinkSync('a', join(src, 'file'));
      symlinkSync('..', join(src, 'x', 'folder'));
      symlinkSync('nowhere', join(src, 'broken'));
      const events = await collect(src, dst);
      expect(events.filter(({ type }) => type === 'skipped')).to.deep.equal([
        { type: 'skipped', path: 'broken', reason: 'link' },
        { type: 'skipped', path: 'file', reason: 'link' },
        { type: 'skipped', path: 'x/folder', reason: 'link' },
      ]);
      expect(doneOf(events)).to.include({ transferred: 2, skipped: 3, errors: 0 });
    });

    it('writes through none of the destination', async () => {
      const { src, dst } = two({ 'x/a': '1', f: '2', g: '3' });
      const outside = freshFolder('outside');
      lay(outside, { f: 'precious' });
      mkdirSync(dst);
      symlinkSync(outside, join(dst, 'x'));
      symlinkSync(join(outside, 'f'), join(dst, 'f'));
      symlinkSync(join(outside, 'new'), join(dst, 'g'));
      expect(errors(await collect(src, dst))).to.have.members(['EEXIST x', 'EEXIST f', 'EEXIST g']);
      expect(await sums(src, dst, { delete: true })).to.include({ deleted: 3, transferred: 3, errors: 0 });
      expect(lstatSync(join(dst, 'f')).isFile()).to.equal(true);
      expect(readdirSync(outside)).to.deep.equal(['f']);
      expect(readFileSync(join(outside, 'f'), 'utf8')).to.equal('precious');
    });

    it('takes a link as the destination itself, since the user said so', async () => {
      const { src, dst } = two({ a: '1' });
      const real = freshFolder('real');
      symlinkSync(real, dst);
      expect(await sums(src, dst)).to.include({ transferred: 1, errors: 0 });
      expect(readdirSync(real)).to.deep.equal(['a']);
    });
  });

  describe('and what goes wrong', () => {
    it('removes what a killed run left behind, and copies none of it', async () => {
      const { src, dst } = two({ a: '1', 'x/b': '2', [tempName()]: 'half' });
      lay(dst, { [tempName()]: 'half', [`x/${tempName()}`]: 'half' });
      expect(await sums(src, dst)).to.include({ transferred: 2, deleted: 0, errors: 0 });
      expect(readdirSync(dst, { recursive: true }).sort()).to.deep.equal(['a', 'x', 'x/b']);
    });

    it('keeps the permissions of a file that it replaces', async () => {
      const { src, dst } = two({ a: 'new' });
      lay(dst, { a: '' });
      chmodSync(join(dst, 'a'), 0o600);
      await sums(src, dst);
      expect(statSync(join(dst, 'a')).mode & 0o777).to.equal(0o600);
    });

    it('ends when the source is not there, or is no folder', async () => {
      const { src, dst } = two({ a: '1' });
      const missing = await sums(join(src, 'no'), dst).catch((error: unknown) => error);
      expect(missing).to.be.instanceOf(SmbError).and.include({ code: 'ENOENT', syscall: 'sync' });
      expect(existsSync(dst), 'the destination').to.equal(false);
      const file = await sums(join(src, 'a'), dst).catch((error: unknown) => error);
      expect(file).to.be.instanceOf(SmbError).with.property('code', 'ENOTDIR');
    });

    it('goes on when one file vanishes between its listing and its turn', async () => {
      const { src, dst } = two(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 'x'])));
      const told: string[] = [];
      for await (const event of sync(src, dst, { transfers: 1 })) {
        if (event.type === 'scanned') rmSync(join(src, 'f7'));
        if (event.type === 'error') told.push(`${event.error.code} ${event.path}`);
        if (event.type === 'done') expect(event).to.include({ transferred: 19, errors: 1 });
      }
      expect(told).to.deep.equal(['ENOENT f7']);
      expect(readdirSync(dst)).to.have.lengthOf(19);
    });

    it('does not take a file that changes meanwhile for complete', async () => {
      for (const text of ['longer than it was', '']) {
        const { src, dst } = two({ a: 'as listed', b: '1' });
        const told: string[] = [];
        for await (const event of sync(src, dst)) {
          if (event.type === 'scanned') writeFileSync(join(src, 'a'), text);
          if (event.type === 'error') told.push(`${event.error.code} ${event.path}`);
        }
        expect(told).to.deep.equal(['ERR_SMB_TRUNCATED a']);
        expect(readdirSync(dst)).to.deep.equal(['b']);
      }
    });

    it('does not write below a folder that became a link meanwhile', async () => {
      const { src, dst } = two({ 'x/a': '1' });
      const outside = freshFolder('outside');
      mkdirSync(join(dst, 'x'), { recursive: true });
      const told: string[] = [];
      for await (const event of sync(src, dst)) {
        if (event.type === 'scanned' && event.path === 'x') {
          renameSync(join(dst, 'x'), join(dst, 'moved'));
          symlinkSync(outside, join(dst, 'x'));
        }
        if (event.type === 'error') told.push(`${event.error.code} ${event.path}`);
      }
      expect(told).to.deep.equal(['ENOTDIR x/a']);
      expect(readdirSync(outside)).to.deep.equal([]);
    });
  });

  describe('refuses at once', () => {
    const refused = (src: string, dst: string, options = {}) => {
      expect(() => sync(src, dst, options))
        .to.throw(SmbError)
        .with.property('code', 'ERR_SMB_OPTION');
    };

    it('locations that cannot be', () => {
      refused('', 'b');
      refused('a', 'https://host/share');
      refused('smb://host', 'b');
      refused('a\0', 'b');
    });

    it('options that cannot be', () => {
      refused('a', 'b', { transfers: 0 });
      refused('a', 'b', { checkers: 1.5 });
      refused('a', 'b', { modifyWindow: -1 });
      refused('a', 'b', { include: '{' });
    });
  });

  it('does not sync a folder into itself', async () => {
    const { src } = two({ 'a/b': '1' });
    for (const [from, to] of [
      [src, src],
      [src, join(src, 'a')],
      [join(src, 'a'), src],
      [src, join(src, 'new/one')],
      [src, `${src}/../src`],
    ] as const) {
      const error = await sums(from, to).catch((caught: unknown) => caught);
      expect(error, `${from} ${to}`).to.be.instanceOf(SmbError).with.property('code', 'ERR_SMB_OPTION');
    }
    expect(readdirSync(src, { recursive: true }).sort()).to.deep.equal(['a', 'a/b']);
  });
});

import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

import { LocalFolders } from '../../lib/sync/local-folders.ts';
import { freshFolder } from '../support/temp.ts';

describe('the folders of a local side', () => {
  let root: string;
  let folders: LocalFolders;

  beforeEach(() => {
    root = freshFolder('folders');
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    folders = new LocalFolders(root);
  });
  afterEach(() => {
    folders.close();
  });

  function make(folder: string, name: string): void {
    const held = folders.enter(folder);
    writeFileSync(`${held.path}/${name}`, '');
    held.release();
  }

  it('are entered by their paths, the root too', () => {
    make('', 'top');
    make('a/b', 'deep');
    expect(readdirSync(root, { recursive: true })).to.have.members(['a', 'a/b', 'a/b/deep', 'top']);
    expect(folders.shown('a/b')).to.equal(join(root, 'a/b'));
    expect(() => folders.enter('a/none'))
      .to.throw()
      .with.property('code', 'ENOENT');
  });

  it('are never entered through a link, first or last, before or after', () => {
    const outside = freshFolder('outside');
    mkdirSync(join(outside, 'b'));
    symlinkSync(outside, join(root, 'link'));
    const refused = (path: string) => {
      expect(() => folders.enter(path))
        .to.throw()
        .with.property('code', 'ENOTDIR');
    };
    refused('link');
    refused('link/b');
    make('a/b', 'x');
    renameSync(join(root, 'a'), join(root, 'moved'));
    symlinkSync(outside, join(root, 'a'));
    refused('a');
    refused('a/b');
    writeFileSync(join(root, 'file'), '');
    refused('file');
    expect(readdirSync(outside, { recursive: true })).to.deep.equal(['b']);
  });

  it('mean what is held, although somebody puts a link in its place', () => {
    if (process.platform !== 'linux') return; // elsewhere nothing is held
    const outside = freshFolder('outside');
    const held = folders.enter('a');
    renameSync(join(root, 'a'), join(root, 'moved'));
    symlinkSync(outside, join(root, 'a'));
    writeFileSync(`${held.path}/x`, '');
    held.release();
    expect(readdirSync(outside)).to.deep.equal([]);
    expect(readdirSync(join(root, 'moved'))).to.include('x');
  });

  it('are entered anew where they were made anew', () => {
    make('a/b', 'old');
    rmSync(join(root, 'a'), { recursive: true });
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    make('a/b', 'new');
    expect(readdirSync(join(root, 'a', 'b'))).to.deep.equal(['new']);
  });

  it('are not all kept open, and none after the end', () => {
    if (process.platform !== 'linux') return; // elsewhere nothing is held
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 200; i++) {
      mkdirSync(join(root, `d${i}`));
      make(`d${i}`, 'x');
    }
    expect(open() - before).to.be.within(2, 80);
    const held = folders.enter('d0');
    folders.close();
    expect(open() - before).to.equal(1);
    held.release();
    expect(open()).to.equal(before);
  });
});

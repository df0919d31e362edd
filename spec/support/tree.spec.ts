import { appendFileSync, chmodSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { compareTrees, manifest } from './compare-trees.ts';
import { freshFolder } from './temp.ts';
import { difficultTree, realTree, sparseFile } from './tree.ts';

const MIB = 1024 * 1024;

describe('support: trees', () => {
  it('are the same for the same seed, and have what is difficult', () => {
    const [a, b, c] = [freshFolder(), freshFolder(), freshFolder()];
    const counted = difficultTree(a, { many: 30 });
    difficultTree(b, { many: 30 });
    difficultTree(c, { many: 30, seed: 2 });
    expect(compareTrees(a, b)).to.deep.equal([]);
    expect(compareTrees(a, c)).not.to.deep.equal([]);

    const entries = manifest(a);
    const files = [...entries.values()].filter(entry => entry.kind === 'file');
    expect(files.length).to.equal(counted.files);
    expect(entries.size).to.equal(counted.files + counted.folders);
    expect(files.some(file => file.mtimeNs % 1_000_000_000n !== 0n)).to.equal(true);
    const longest = Math.max(...[...entries.keys()].map(path => path.split('/').at(-1)!.length));
    expect(longest).to.equal(255);
  });

  it('differ in every way that counts', () => {
    const [a, b] = [freshFolder(), freshFolder()];
    for (const folder of [a, b]) difficultTree(folder, { many: 3, depth: 1, largest: 10 });
    appendFileSync(join(b, 'sizes/0'), 'x');
    rmSync(join(b, 'sizes/1'));
    rmSync(join(b, 'empty folder'), { recursive: true });
    sparseFile(join(b, 'empty folder'), 0);
    sparseFile(join(b, 'more'), 0);
    const { mtimeMs } = statSync(join(b, 'sizes/2'));
    utimesSync(join(b, 'sizes/2'), 0, mtimeMs / 1000 + 0.000_1);
    chmodSync(join(b, 'sizes/4095'), 0o644);
    expect(compareTrees(a, b).map(line => line.replace(/-?\d+ ns/, 'ns'))).to.have.members([
      '0 and 1 bytes: sizes/0',
      'only in the first: sizes/1',
      'folder and file: empty folder',
      'only in the second: more',
      'times ns apart: sizes/2',
    ]);
  });

  it('come from real files up to a size', () => {
    const folder = freshFolder();
    const { files, bytes } = realTree(folder, 2 * MIB);
    expect(files).to.be.above(50);
    expect(bytes).to.be.within(MIB, 2 * MIB);
    expect(readdirSync(folder)).to.include('node_modules-rxjs');
  });

  it('may hold a file of 5 GiB that takes no room', () => {
    const path = join(freshFolder(), 'big', 'sparse');
    sparseFile(path, 5 * 1024 * MIB, new Map([[4 * 1024 * MIB + 7, Buffer.from('here')]]));
    const { size, blocks } = statSync(path);
    expect(size).to.equal(5 * 1024 * MIB);
    expect(blocks * 512).to.be.below(MIB);
  });
});

import { expect } from 'chai';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { objects, useBench } from '../cli/bench.ts';

describe('live: rxsmb ln', function () {
  this.timeout(60_000);
  const bench = useBench();

  it('gives a file one more name', async () => {
    writeFileSync(bench.onServer('file.txt'), 'hello');
    mkdirSync(bench.onServer('folder'));
    expect(await bench.done('ln', bench.url('file.txt'), bench.url('folder/b'))).to.equal('');
    expect(statSync(bench.onServer('folder/b')).ino).to.equal(statSync(bench.onServer('file.txt')).ino);
    const told = await bench.done('ln', '--json', bench.url('file.txt'), bench.url('c'));
    expect(objects(told)).to.deep.equal([{ path: 'c', target: 'file.txt', symbolic: false }]);
    expect(statSync(bench.onServer('c')).nlink).to.equal(3);
  });

  it('makes a symbolic link, of the kind that Samba can hold', async () => {
    const refused = await bench.fails(1, ['ln', '-s', 'file.txt', bench.url('link')]);
    expect(refused).to.contain('ln -s --xsym').and.not.contain('{ symlinks');
    const told = await bench.done('ln', '-s', '--xsym', '--json', '../file.txt', bench.url('link'));
    expect(objects(told)).to.deep.equal([{ path: 'link', target: '../file.txt', symbolic: true }]);
    expect(readFileSync(bench.onServer('link'), 'latin1')).to.match(
      /^XSym\n0011\n[0-9a-f]{32}\n\.\.\/file\.txt\n +$/,
    );
  });

  it('fails for what is there already, what is not there, and what makes no sense', async () => {
    writeFileSync(bench.onServer('a'), '');
    writeFileSync(bench.onServer('b'), '');
    expect(await bench.fails(1, ['ln', bench.url('a'), bench.url('b')])).to.contain('exists');
    await bench.fails(4, ['ln', bench.url('no'), bench.url('c')]);
    await bench.fails(2, ['ln', bench.url('a'), bench.url('c', 'other')]);
    await bench.fails(2, ['ln', '-s', bench.url('a'), bench.url('c')]);
    await bench.fails(2, ['ln', '-s', 'a', bench.url('')]);
    await bench.fails(2, ['ln', 'a', bench.url('c')]);
  });
});

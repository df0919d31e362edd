import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { objects, useBench } from '../cli/bench.ts';

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('lists', () => {
    beforeEach(() => {
      mkdirSync(bench.onServer('docs/deep'), { recursive: true });
      writeFileSync(bench.onServer('docs/b c.txt'), 'four');
      writeFileSync(bench.onServer('docs/deep/a'), '');
      writeFileSync(bench.onServer('docs/.rxsmb-01234567'), 'half');
      utimesSync(bench.onServer('docs/b c.txt'), 1_700_000_000, 1_700_000_000);
    });

    it('a folder, one level, in order', async () => {
      expect(await bench.done('ls', bench.url('docs'))).to.equal('b c.txt\ndeep\n');
      expect(await bench.done('ls', bench.url())).to.equal('docs\n');
      expect(await bench.done('ls', '-a', bench.url('docs'))).to.equal('.rxsmb-01234567\nb c.txt\ndeep\n');
    });

    it('a single file', async () => {
      expect(await bench.done('ls', bench.url('docs/b c.txt'))).to.equal('b c.txt\n');
    });

    it('with attributes, size and time', async () => {
      expect(await bench.done('ls', '-l', bench.url('docs'))).to.match(
        /^-\S{4} 4 2023-11-1[45] \d\d:\d\d b c\.txt\nd\S{4} 0 \d{4}-\d\d-\d\d \d\d:\d\d deep\n$/,
      );
    });

    it('folders below, each under its name', async () => {
      expect(await bench.done('ls', '-R', bench.url())).to.equal(
        '.:\ndocs\n\ndocs:\nb c.txt\ndeep\n\ndocs/deep:\na\n',
      );
      const [one, other] = [bench.url('docs'), bench.url('docs/deep')];
      expect(await bench.done('ls', '-R', one, other)).to.equal(
        `${one}:\nb c.txt\ndeep\n\n${one} deep:\na\n\n${other}:\na\n`,
      );
    });

    it('as NDJSON', async () => {
      const [file, folder] = objects(await bench.done('ls', '--json', bench.url('docs')));
      expect(file).to.include({ path: 'b c.txt', type: 'file', size: 4, mtime: '2023-11-14T22:13:20.000Z' });
      expect(folder).to.include({ path: 'deep', type: 'folder' });
      const all = objects(await bench.done('ls', '--json', '-R', bench.url())).map(({ path }) => path);
      expect(all).to.have.members(['docs', 'docs/b c.txt', 'docs/deep', 'docs/deep/a']);
    });

    it('everything below by find, with paths relative to the URL', async () => {
      const lines = async (...args: string[]) =>
        (await bench.done('find', ...args)).trimEnd().split('\n').sort();
      expect(await lines(bench.url())).to.deep.equal(['docs', 'docs/b c.txt', 'docs/deep', 'docs/deep/a']);
      expect(await lines(bench.url('docs'))).to.deep.equal(['b c.txt', 'deep', 'deep/a']);
      expect(await lines('--type', 'f', bench.url('docs'))).to.deep.equal(['b c.txt', 'deep/a']);
      expect(await lines('--type', 'd', bench.url())).to.deep.equal(['docs', 'docs/deep']);
      expect(await lines('--depth', '1', bench.url())).to.deep.equal(['docs']);
      expect(await lines('--name', '*.txt', bench.url())).to.deep.equal(['docs/b c.txt']);
      const [found] = objects(await bench.done('find', '--json', '--name', '?', bench.url()));
      expect(found).to.include({ path: 'docs/deep/a', type: 'file', size: 0 });
    });

    it('5,000 entries of one folder', async () => {
      mkdirSync(bench.onServer('many'));
      for (let index = 0; index < 5_000; index++) writeFileSync(bench.onServer(`many/file-${index}`), '');
      const names = (await bench.done('ls', bench.url('many'))).trimEnd().split('\n');
      expect(new Set(names).size).to.equal(5_000);
      expect((await bench.done('find', bench.url('many'))).trimEnd().split('\n')).to.have.lengthOf(5_000);
    });

    it('names with escape sequences: raw in a pipe, harmless on a terminal', async () => {
      writeFileSync(bench.onServer('docs/\x1b[31mred'), '');
      expect(await bench.done('ls', bench.url('docs'))).to.include('\x1b[31mred\n');
      const shown = await bench.onTerminal(['ls', bench.url('docs')]);
      expect(shown).to.include(`''$'\\033''[31mred'`).and.include(`'b c.txt'`);
      expect(shown).to.not.include('\x1b[31m');
    });

    it('what there is to know of a file', async () => {
      const [stats] = objects(await bench.done('stat', '--json', bench.url('docs/b c.txt')));
      expect(stats).to.include({
        path: 'docs/b c.txt',
        type: 'file',
        size: 4,
        mtime: '2023-11-14T22:13:20.000Z',
      });
      expect(await bench.done('stat', bench.url('docs'))).to.match(/Path: docs\n +Type: folder\n/);
    });

    it('the room there is', async () => {
      const [room] = objects(await bench.done('df', '--json', bench.url()));
      expect(room?.['size']).to.be.a('number').above(0);
      expect(Number(room?.['used']) + Number(room?.['free'])).to.be.at.most(Number(room?.['size']));
      expect(await bench.done('df', '-h', bench.url(), bench.url('', 'other'))).to.match(
        /^ *Size .*\n.*iB.*share\n.*iB.*other\n$/,
      );
    });
  });

  describe('changes', () => {
    it('folders and names', async () => {
      await bench.done('mkdir', bench.url('a'));
      await bench.done('mkdir', '-p', bench.url('b/c/d'), bench.url('a'));
      writeFileSync(bench.onServer('a/file'), 'x');
      await bench.done('mv', bench.url('a/file'), bench.url('a/renamed'));
      await bench.done('mv', bench.url('a/renamed'), bench.url('b/c'));
      expect(readFileSync(bench.onServer('b/c/renamed'), 'utf8')).to.equal('x');
      await bench.done('mv', bench.url('b'), bench.url('a/'));
      expect(existsSync(bench.onServer('a/b/c/renamed'))).to.equal(true);
      await bench.done('rm', bench.url('a/b/c/renamed'));
      await bench.done('rm', '-r', bench.url('a'));
      await bench.done('rm', '-f', bench.url('a'));
      expect(readdirSync(bench.onServer(''))).to.deep.equal([]);
    });

    it('a file that has the new name is replaced, unless told otherwise', async () => {
      writeFileSync(bench.onServer('old'), '1');
      writeFileSync(bench.onServer('new'), '2');
      await bench.fails(1, ['mv', '-n', bench.url('old'), bench.url('new')]);
      expect(readFileSync(bench.onServer('new'), 'utf8')).to.equal('2');
      await bench.done('mv', bench.url('old'), bench.url('new'));
      expect(readFileSync(bench.onServer('new'), 'utf8')).to.equal('1');
    });

    it('and tells of it as NDJSON', async () => {
      expect(objects(await bench.done('mkdir', '--json', bench.url('a')))).to.deep.equal([
        { path: 'a', created: true },
      ]);
      expect(objects(await bench.done('mv', '--json', bench.url('a'), bench.url('b')))).to.deep.equal([
        { from: 'a', to: 'b' },
      ]);
      expect(objects(await bench.done('rm', '-r', '--json', bench.url('b')))).to.deep.equal([
        { path: 'b', removed: true },
      ]);
    });
  });
});

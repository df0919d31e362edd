import { expect } from 'chai';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { objects, useBench } from '../cli/bench.ts';
import type { RunningChild } from '../support/process.ts';

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('adds up', () => {
    beforeEach(() => {
      mkdirSync(bench.onServer('a/b'), { recursive: true });
      mkdirSync(bench.onServer('a b'));
      mkdirSync(bench.onServer('empty'));
      writeFileSync(bench.onServer('top'), Buffer.alloc(1));
      writeFileSync(bench.onServer('a/one'), Buffer.alloc(10));
      writeFileSync(bench.onServer('a/b/two'), Buffer.alloc(2_000));
      writeFileSync(bench.onServer('a b/three'), Buffer.alloc(300));
    });

    it('each folder with all that lies below it, the whole at the end', async () => {
      expect(await bench.done('du', bench.url())).to.equal(
        `2000\ta/b\n2010\ta\n300\ta b\n0\tempty\n2311\t${bench.url()}\n`,
      );
      expect(await bench.done('du', '--depth', '1', bench.url())).to.equal(
        `2010\ta\n300\ta b\n0\tempty\n2311\t${bench.url()}\n`,
      );
    });

    it('as one sum, for people, of a file, of several', async () => {
      expect(await bench.done('du', '-s', bench.url('a'), bench.url('top'))).to.equal(
        `2010\t${bench.url('a')}\n1\t${bench.url('top')}\n`,
      );
      expect(await bench.done('du', '-sh', bench.url('a'))).to.equal(`2.0 KiB\t${bench.url('a')}\n`);
    });

    it('as NDJSON', async () => {
      const found = objects(await bench.done('du', '--json', bench.url('a')));
      expect(found).to.deep.equal([
        { url: bench.url('a'), path: 'b', size: 2000, files: 1, folders: 0 },
        { url: bench.url('a'), path: '', size: 2010, files: 2, folders: 1 },
      ]);
    });

    it('what the disk holds, not what a file pretends', async () => {
      truncateSync(`${bench.onServer('empty/..')}/top`, 50 * 1024 * 1024);
      expect(await bench.done('du', '-s', bench.url('top'))).to.match(/^52428800\t/);
      const [sum] = objects(await bench.done('du', '-s', '--allocated', '--json', bench.url('top')));
      expect(sum?.['size'])
        .to.be.a('number')
        .below(2 * 1024 * 1024);
    });

    it('and says what is not there', async () => {
      expect(await bench.fails(3, ['du', bench.url('missing')])).to.include('missing');
    });
  });

  describe('touches', () => {
    const TIME = 1_700_000_000;

    it('what is there, and makes what is not', async () => {
      writeFileSync(bench.onServer('old'), 'kept');
      utimesSync(bench.onServer('old'), TIME, TIME);
      mkdirSync(bench.onServer('folder'));
      const began = Date.now();
      const made = objects(
        await bench.done('touch', '--json', bench.url('old'), bench.url('new'), bench.url('folder')),
      );
      expect(made).to.deep.equal([
        { path: 'old', touched: true, created: false },
        { path: 'new', touched: true, created: true },
        { path: 'folder', touched: true, created: false },
      ]);
      for (const name of ['old', 'new']) {
        expect(statSync(bench.onServer(name)).mtimeMs).to.be.within(began - 1, Date.now() + 1);
      }
      expect(statSync(bench.onServer('old')).size).to.equal(4);
      expect(statSync(bench.onServer('new')).size).to.equal(0);
    });

    it('but makes nothing with -c', async () => {
      expect(objects(await bench.done('touch', '-c', '--json', bench.url('new')))).to.deep.equal([
        { path: 'new', touched: false, created: false },
      ]);
      expect(existsSync(bench.onServer('new'))).to.equal(false);
    });

    it('with a time that is given, or that of another file', async () => {
      const timeOf = (name: string) => statSync(bench.onServer(name)).mtimeMs;
      await bench.done('touch', '-d', '2023-11-14T22:13:20.500Z', bench.url('a'));
      expect(timeOf('a')).to.equal(TIME * 1000 + 500);
      await bench.done('touch', '-d', `@${TIME}.25`, bench.url('b'));
      expect(timeOf('b')).to.equal(TIME * 1000 + 250);
      await bench.done(
        'touch',
        '-r',
        bench.url('b'),
        bench.url('a'),
        bench.url('', 'other').replace(/\/?$/, '/c'),
      );
      expect(timeOf('a')).to.equal(timeOf('b'));
      expect(statSync(bench.onServer('c', 'other')).mtimeMs).to.equal(timeOf('b'));
    });

    it('nothing where the time is none, or the place', async () => {
      for (const bad of ['soon', '', '1500-01-01', '@x', '@99999999999999']) {
        await bench.fails(2, ['touch', '-d', bad, bench.url('a')]);
      }
      await bench.fails(2, ['touch', '-d', '@1', '-r', bench.url('a'), bench.url('b')]);
      await bench.fails(4, ['touch', '-r', bench.url('missing'), bench.url('a')]);
      await bench.fails(3, ['touch', bench.url('missing/a')]);
      expect(readdirSync(bench.onServer(''))).to.deep.equal([]);
    });
  });

  describe('shows the end of a file', () => {
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

    it('by lines', async () => {
      writeFileSync(bench.onServer('log'), numbers(1, 20_000));
      expect(await bench.done('tail', bench.url('log'))).to.equal(numbers(19_991, 20_000));
      expect(await bench.done('tail', '-n', '3', bench.url('log'))).to.equal(numbers(19_998, 20_000));
      expect(await bench.done('tail', '-n', '15000', bench.url('log'))).to.equal(numbers(5_001, 20_000));
      expect(await bench.done('tail', '-n', '20000', bench.url('log'))).to.equal(numbers(1, 20_000));
      expect(await bench.done('tail', '-n', '30000', bench.url('log'))).to.equal(numbers(1, 20_000));
      expect(await bench.done('tail', '-n', '0', bench.url('log'))).to.equal('');
    });

    it('by lines that are odd', async () => {
      for (const [text, lines, end] of [
        ['', 3, ''],
        ['\n', 1, '\n'],
        ['\n\n\n', 2, '\n\n'],
        ['no end', 1, 'no end'],
        ['a\nno end', 1, 'no end'],
        ['a\nno end', 2, 'a\nno end'],
        [`x\n${'y'.repeat(200_000)}\nz\n`, 2, `${'y'.repeat(200_000)}\nz\n`],
      ] as const) {
        writeFileSync(bench.onServer('odd'), text);
        expect(await bench.done('tail', '-n', String(lines), bench.url('odd'))).to.equal(end);
      }
    });

    it('by bytes', async () => {
      writeFileSync(bench.onServer('log'), '0123456789');
      expect(await bench.done('tail', '-c', '4', bench.url('log'))).to.equal('6789');
      expect(await bench.done('tail', '-c', '1K', bench.url('log'))).to.equal('0123456789');
      expect(await bench.done('tail', '-c', '0', bench.url('log'))).to.equal('');
    });

    it('with --json tells of it on standard error', async () => {
      writeFileSync(bench.onServer('log'), '0123456789');
      const { stdout, stderr } = await bench.rxsmb(['tail', '--json', '-c', '4', bench.url('log')]);
      expect(stdout).to.equal('6789');
      expect(objects(stderr)).to.deep.equal([{ path: 'log', offset: 6, bytes: 4 }]);
    });

    it('and refuses what has none', async () => {
      mkdirSync(bench.onServer('folder'));
      await bench.fails(1, ['tail', bench.url('folder')]);
      await bench.fails(4, ['tail', bench.url('missing')]);
      await bench.fails(2, ['tail', '-n', 'x', bench.url('missing')]);
    });

    it('and follows it: what is added, cut, replaced and removed, until interrupted', async () => {
      const log = bench.onServer('log');
      writeFileSync(log, 'one\ntwo\n');
      let shown = '';
      let said = '';
      let child: RunningChild | undefined;
      const running = bench.rxsmb(['tail', '-n', '1', '-f', '--interval', '20', bench.url('log')], {
        onStart: started => (child = started),
        onStderr: piece => (said += piece.toString()),
        onStdout: piece => (shown += piece.toString()),
        timeout: 50_000,
      });
      const until = async (what: string, ready: () => boolean) => {
        for (const end = Date.now() + 20_000; !ready();) {
          if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${shown} ${said}`);
          await sleep(10);
        }
      };
      await until('the end', () => shown === 'two\n');
      appendFileSync(log, 'three\n');
      await until('more', () => shown === 'two\nthree\n');
      writeFileSync(log, 'cut\n');
      await until('the cut file', () => shown.endsWith('cut\n'));
      writeFileSync(`${log}.new`, 'another file, and a longer one\n');
      renameSync(`${log}.new`, log);
      await until('the new file', () => shown.endsWith('another file, and a longer one\n'));
      rmSync(log);
      await until('the news', () => said.includes('gone'));
      writeFileSync(log, 'back\n');
      await until('the file that is back', () => shown.endsWith('back\n'));
      child?.kill('SIGINT');
      expect((await running).code).to.equal(130);
      expect(shown).to.equal('two\nthree\ncut\nanother file, and a longer one\nback\n');
    });
  });
});

import { expect } from 'chai';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { leftovers, objects, useBench } from '../cli/bench.ts';
import { bundled } from '../cli/bundle.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { run } from '../support/process.ts';
import { difficultTree } from '../support/tree.ts';

const MIB = 1024 * 1024;

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('transfers', () => {
    const text = 'Ελληνικά 🎉\n'.repeat(100_000);

    it('files to standard output, whole or in part', async () => {
      writeFileSync(bench.onServer('f'), text);
      writeFileSync(bench.onServer('empty'), '');
      expect(await bench.done('cat', bench.url('f'))).to.equal(text);
      expect(await bench.done('cat', bench.url('empty'))).to.equal('');
      expect(await bench.done('cat', bench.url('f'), bench.url('empty'), bench.url('f'))).to.equal(
        text + text,
      );
      const bytes = Buffer.from(text);
      expect(await bench.done('cat', '--offset', '22', '--count', '44', bench.url('f'))).to.equal(
        bytes.subarray(22, 66).toString(),
      );
      expect(await bench.done('cat', '--count', '0', bench.url('f'))).to.equal('');
      expect(await bench.done('cat', '--offset', '1G', bench.url('f'))).to.equal('');
    });

    it('files there and back, with their times', async () => {
      const mtime = 1_600_000_000.123_456;
      writeFileSync(join(bench.local, 'f'), text);
      utimesSync(join(bench.local, 'f'), mtime, mtime);
      mkdirSync(bench.onServer('folder'));
      for (const target of [bench.url('g'), bench.url('folder'), bench.url('folder/h')])
        await bench.done('put', join(bench.local, 'f'), target);
      for (const path of ['g', 'folder/f', 'folder/h']) {
        expect(readFileSync(bench.onServer(path), 'utf8') === text, path).to.equal(true);
        expect(apart(join(bench.local, 'f'), bench.onServer(path))).to.be.at.most(2_000);
      }
      mkdirSync(join(bench.local, 'in'));
      await bench.done('get', bench.url('g'), join(bench.local, 'back'));
      await bench.done('get', bench.url('g'), join(bench.local, 'in'));
      expect((await bench.rxsmb(['get', bench.url('folder/h')], { cwd: bench.local })).code).to.equal(0);
      for (const path of ['back', 'in/g', 'h']) {
        expect(readFileSync(join(bench.local, path), 'utf8') === text, path).to.equal(true);
        expect(apart(join(bench.local, path), bench.onServer('g'))).to.be.at.most(2_000);
      }
      expect(leftovers(bench.local, bench.onServer(''), bench.onServer('folder'))).to.deep.equal([]);
    });

    it('files in place of others', async () => {
      writeFileSync(join(bench.local, 'f'), 'new');
      writeFileSync(bench.onServer('f'), 'what was there before');
      await bench.done('put', join(bench.local, 'f'), bench.url('f'));
      expect(readFileSync(bench.onServer('f'), 'utf8')).to.equal('new');
      writeFileSync(join(bench.local, 'f'), 'what was there before');
      await bench.done('get', bench.url('f'), join(bench.local, 'f'));
      expect(readFileSync(join(bench.local, 'f'), 'utf8')).to.equal('new');
    });

    it('standard input and output', async () => {
      const { code } = await bench.rxsmb(['put', '-', bench.url('f')], { stdin: text });
      expect(code).to.equal(0);
      expect(readFileSync(bench.onServer('f'), 'utf8') === text).to.equal(true);
      expect((await bench.done('get', bench.url('f'), '-')) === text).to.equal(true);
      expect((await bench.rxsmb(['put', '-', bench.url('nothing')], { stdin: '' })).code).to.equal(0);
      expect(statSync(bench.onServer('nothing')).size).to.equal(0);
    });

    it('into devices, which stay what they are', async () => {
      writeFileSync(bench.onServer('f'), 'x');
      await bench.done('get', bench.url('f'), '/dev/null');
      expect(statSync('/dev/null').isCharacterDevice()).to.equal(true);
    });

    it('and tells of it: NDJSON and, where there is no terminal, plain lines of progress', async () => {
      writeFileSync(bench.onServer('f'), text);
      const got = await bench.rxsmb(['get', '-P', '--json', bench.url('f'), join(bench.local, 'f')]);
      const size = Buffer.byteLength(text);
      expect(objects(got.stdout)).to.deep.equal([
        { source: bench.url('f'), target: join(bench.local, 'f'), bytes: size },
      ]);
      expect(got.stderr).to.match(/^f: 2\.1 MiB in \d+\.\ds, .*iB\/s\n$/);
      const put = await bench.rxsmb(['put', '--json', join(bench.local, 'f'), bench.url('g')]);
      expect(objects(put.stdout)[0]).to.include({ path: 'g', bytes: size });
      const cat = await bench.rxsmb(['cat', '--json', bench.url('f')]);
      expect(cat.stdout === text).to.equal(true);
      expect(objects(cat.stderr)).to.deep.equal([{ path: 'f', bytes: size }]);
    });

    it('nothing any more when nobody reads, and calls that success', async () => {
      writeFileSync(bench.onServer('f'), Buffer.alloc(32 * MIB, 'x'));
      const command = `${process.execPath} ${await bundled()} cat '${bench.url('f')}' | head -c 5; echo ":\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await run('bash', ['-c', command], {
        env: { RXSMB_PASSWORD: bench.samba.password },
      });
      expect(stderr).to.equal('');
      expect(stdout).to.equal('xxxxx:0\n');
    });

    it('what is no file not at all', async () => {
      mkdirSync(bench.onServer('folder'));
      expect(await bench.fails(1, ['cat', bench.url('folder')])).to.include('folder');
      expect(await bench.fails(1, ['get', bench.url('folder'), join(bench.local, 'f')])).to.include(
        'rxsmb sync',
      );
      expect(await bench.fails(2, ['put', bench.local, bench.url('f')])).to.include('rxsmb sync');
      expect(leftovers(bench.local, bench.onServer(''))).to.deep.equal([]);
    });
  });

  describe('syncs', () => {
    const summary = (text: string) => objects(text).at(-1);

    it('from a share and back again, and the second time nothing', async () => {
      const { files } = difficultTree(bench.onServer('tree'), { many: 50, largest: 3 * MIB + 1, depth: 6 });
      const here = join(bench.local, 'tree');
      expect(summary(await bench.done('sync', '--json', bench.url('tree'), here))).to.include({
        transferred: files,
        deleted: 0,
        unchanged: 0,
        errors: 0,
      });
      expect(compareTrees(bench.onServer('tree'), here)).to.deep.equal([]);
      const again = summary(await bench.done('sync', '--json', bench.url('tree'), here));
      expect(again).to.include({ transferred: 0, unchanged: files, errors: 0, bytes: 0 });

      const back = summary(await bench.done('sync', '--json', here, bench.url('back', 'other')));
      expect(back).to.include({ transferred: files, errors: 0 });
      expect(compareTrees(here, bench.onServer('back', 'other'))).to.deep.equal([]);
    });

    it('what changed, deletes what vanished when told to, and does nothing when told so', async () => {
      for (const name of ['a', 'b', 'c']) writeFileSync(bench.onServer(name), name);
      const here = join(bench.local, 'tree');
      await bench.done('sync', bench.url(), here);
      writeFileSync(bench.onServer('a'), 'changed');
      rmSync(bench.onServer('b'));
      const dry = objects(await bench.done('sync', '--json', '--dry-run', '--delete', bench.url(), here));
      expect(dry.at(-1)).to.include({ transferred: 1, deleted: 1, unchanged: 1, dryRun: true });
      expect(await bench.done('sync', '--dry-run', '--delete', bench.url(), here)).to.equal(
        'would copy   a\nwould delete b\nwould transfer 1 (7 B), would delete 1, unchanged 1, errors 0\n',
      );
      expect(readFileSync(join(here, 'a'), 'utf8')).to.equal('a');
      expect(await bench.done('sync', bench.url(), here)).to.equal(
        'transferred 1 (7 B), deleted 0, unchanged 1, errors 0\n',
      );
      expect(existsSync(join(here, 'b'))).to.equal(true);
      expect(await bench.done('sync', '--delete', bench.url(), here)).to.equal(
        'transferred 0 (0 B), deleted 1, unchanged 2, errors 0\n',
      );
      expect(readdirSync(here).sort()).to.deep.equal(['a', 'c']);
    });

    it('what the filters let through', async () => {
      for (const name of ['a.txt', 'b.txt', 'c.bin']) writeFileSync(bench.onServer(name), name);
      await bench.done(
        'sync',
        '--include',
        '*.txt',
        '--exclude',
        'b*',
        bench.url(),
        join(bench.local, 'tree'),
      );
      expect(readdirSync(join(bench.local, 'tree'))).to.deep.equal(['a.txt']);
    });

    it('by contents, if told so', async () => {
      writeFileSync(bench.onServer('a'), 'one');
      const here = join(bench.local, 'tree');
      await bench.done('sync', bench.url(), here);
      writeFileSync(join(here, 'a'), 'two');
      utimesSync(join(here, 'a'), statSync(bench.onServer('a')).atime, statSync(bench.onServer('a')).mtime);
      expect(summary(await bench.done('sync', '--json', '--checksum', bench.url(), here))).to.include({
        transferred: 1,
      });
      expect(readFileSync(join(here, 'a'), 'utf8')).to.equal('one');
    });

    it('with progress and one line an action, if told so', async () => {
      writeFileSync(bench.onServer('a'), 'one');
      const { stdout, stderr } = await bench.rxsmb(['sync', '-Pv', bench.url(), join(bench.local, 'tree')]);
      expect(stdout).to.match(/^copied {4}a$/m);
      expect(stderr).to.match(/^1 of 1 files: 3 B in /m);
      expect(stderr).to.match(/mounted share at 127\.0\.0\.1: SMB 3\.1\.1, signed with AES_GMAC/);
    });

    it('and goes on where a name cannot be had here, which it counts', async () => {
      writeFileSync(bench.onServer('good'), 'x');
      writeFileSync(bench.onServer('back\\slash'), 'x');
      const { code, stdout, stderr } = await bench.rxsmb([
        'sync',
        '--json',
        bench.url(),
        join(bench.local, 'tree'),
      ]);
      expect(code, stderr).to.equal(6);
      expect(summary(stdout)).to.include({ transferred: 1, errors: 1 });
      expect(stderr).to.match(/^rxsmb: sync: .*\n$/);
      expect(readdirSync(join(bench.local, 'tree'))).to.deep.equal(['good']);
    });

    it('from nowhere not at all', async () => {
      await bench.fails(3, ['sync', bench.url('nowhere'), join(bench.local, 'tree')]);
      await bench.fails(3, ['sync', join(bench.local, 'nowhere'), bench.url('tree')]);
      expect(existsSync(join(bench.local, 'tree'))).to.equal(false);
    });

    it('folders only, and says what is for files', async () => {
      const here = join(bench.local, 'file');
      writeFileSync(here, 'x');
      writeFileSync(bench.onServer('file'), 'x');
      mkdirSync(join(bench.local, 'folder'));
      for (const [from, to] of [
        [bench.url('file'), join(bench.local, 'new')],
        [bench.url(), here],
        [here, bench.url('new')],
        [join(bench.local, 'folder'), bench.url('file')],
      ] as const) {
        const { code, stdout, stderr } = await bench.rxsmb(['sync', from, to]);
        expect(code).to.equal(1);
        expect(stderr).to.match(
          /^rxsmb: sync: ENOTDIR: not a folder, '.*file'; .* rxsmb get or rxsmb put\n$/,
        );
        expect(stdout).to.match(/errors 1\n$/);
      }
      expect(existsSync(join(bench.local, 'new'))).to.equal(false);
    });

    it('nothing where it cannot be meant so, and sums up nothing', async () => {
      for (const args of [
        [bench.url(), bench.url('inside')],
        ['--include', '[', bench.url(), bench.local],
      ]) {
        const { code, stdout, stderr } = await bench.rxsmb(['sync', ...args]);
        expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
        expect(stderr).to.match(/^rxsmb: sync: .*\n$/);
      }
    });
  });
});

/** Nanoseconds between the times of writing of two files. */
function apart(a: string, b: string): number {
  const [one, other] = [a, b].map(path => statSync(path, { bigint: true }).mtimeNs) as [bigint, bigint];
  return Math.abs(Number(one - other));
}

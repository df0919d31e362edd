import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { objects, useBench, withoutPassword } from '../cli/bench.ts';
import { runBundled } from '../cli/bundle.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';

const MIB = 1024 * 1024;

describe('rxsmb cp and rxsmb snapshots', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('cp copies', () => {
    const data = randomBytes(8 * MIB);

    beforeEach(() => {
      mkdirSync(bench.onServer('tree/deep'), { recursive: true });
      writeFileSync(bench.onServer('big.bin'), data);
      writeFileSync(bench.onServer('tree/a'), 'a');
      writeFileSync(bench.onServer('tree/deep/b'), 'b');
      utimesSync(bench.onServer('tree/a'), 1_000_000_000, 1_000_000_000);
    });

    it('a file within a share, of which no byte crosses the wire', async () => {
      const capture = pcapFile();
      const { code, stderr } = await bench.rxsmb(['cp', bench.url('big.bin'), bench.url('copy.bin')], {
        env: { RXSMB_PCAP: capture },
      });
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(readFileSync(bench.onServer('copy.bin')).equals(data)).to.equal(true);
      expect(statSync(capture).size).to.be.below(64 * 1024);
      expect(await malformedFrames(capture)).to.deep.equal([]);
    });

    it('into a folder, or to the very name', async () => {
      await bench.done('cp', bench.url('big.bin'), bench.url('tree'));
      expect(readFileSync(bench.onServer('tree/big.bin')).equals(data)).to.equal(true);
      expect(objects(await bench.done('cp', '--json', bench.url('tree/a'), bench.url('c')))).to.deep.equal([
        { from: 'tree/a', to: 'c' },
      ]);
      await bench.fails(3, ['cp', bench.url('big.bin'), `${bench.url('nowhere')}/`]);
      await bench.fails(4, ['cp', bench.url('nothing'), bench.url('copy')]);
    });

    it('folders with -r only, keeping times with -p, leaving files alone with -n', async () => {
      expect(await bench.fails(1, ['cp', bench.url('tree'), bench.url('copy')])).to.contain('folder');
      await bench.done('cp', '-r', '-p', bench.url('tree'), bench.url('copy'));
      expect(compareTrees(bench.onServer('tree'), bench.onServer('copy'))).to.deep.equal([]);
      writeFileSync(bench.onServer('copy/a'), 'mine');
      await bench.done('cp', '-n', bench.url('tree/a'), bench.url('copy/a'));
      expect(readFileSync(bench.onServer('copy/a'), 'utf8')).to.equal('mine');
      await bench.done('cp', bench.url('tree/a'), bench.url('copy/a'));
      expect(readFileSync(bench.onServer('copy/a'), 'utf8')).to.equal('a');
      await bench.fails(1, ['cp', '-r', bench.url('tree'), bench.url('tree/deep')]);
    });

    it('between shares, through this machine', async () => {
      await bench.done('cp', '-p', bench.url('tree/a'), bench.url('', 'other'));
      expect(readFileSync(bench.onServer('a', 'other'), 'utf8')).to.equal('a');
      expect(statSync(bench.onServer('a', 'other')).mtimeMs).to.equal(1_000_000_000_000);
      await bench.done('cp', bench.url('big.bin'), bench.url('b.bin', 'other'));
      expect(readFileSync(bench.onServer('b.bin', 'other')).equals(data)).to.equal(true);
      await bench.done('cp', '-r', bench.url('tree'), bench.url('', 'other'));
      expect(compareTrees(bench.onServer('tree'), bench.onServer('tree', 'other'))).to.deep.equal([]);
      writeFileSync(bench.onServer('a', 'other'), 'mine');
      await bench.done('cp', '-n', bench.url('tree/a'), bench.url('a', 'other'));
      expect(readFileSync(bench.onServer('a', 'other'), 'utf8')).to.equal('mine');
      await bench.fails(1, ['cp', bench.url('tree'), bench.url('x', 'other')]);
      expect(readdirSync(bench.onServer('', 'other'))).to.have.members(['a', 'b.bin', 'tree']);
      await bench.fails(2, ['cp', '-r', '-n', bench.url('tree'), bench.url('x', 'other')]);
    });
  });

  describe('snapshots', () => {
    const TOKEN = '@GMT-2026.01.31-10.00.00';
    const path = freshFolder('snapshots');
    let server: SambaServer;
    const url = (inside: string) => withoutPassword(server.url(undefined, { path: inside }));
    const rxsmb = (...args: string[]) => runBundled(args, { env: { RXSMB_PASSWORD: server.password } });

    before(async () => {
      mkdirSync(join(path, '.snap', TOKEN), { recursive: true });
      mkdirSync(join(path, '.snap', '@GMT-2025.01.31-10.00.00'));
      writeFileSync(join(path, '.snap', TOKEN, 'report.txt'), 'before');
      writeFileSync(join(path, 'report.txt'), 'now');
      const settings = {
        'vfs objects': 'shadow_copy2',
        'shadow:mountpoint': path,
        'shadow:snapdir': '.snap',
      };
      server = await sharedSamba({ shares: { snapshots: { path, settings } } });
    });

    it('are listed, the newest first', async () => {
      const { stdout, stderr, code } = await rxsmb('snapshots', url(''));
      expect([stderr, code]).to.deep.equal(['', 0]);
      expect(stdout).to.equal(`${TOKEN}\n@GMT-2025.01.31-10.00.00\n`);
      const [first] = objects((await rxsmb('snapshots', '--json', url('report.txt'))).stdout);
      expect(first).to.deep.equal({
        url: url('report.txt'),
        snapshot: TOKEN,
        date: '2026-01-31T10:00:00.000Z',
      });
    });

    it('are what cp can bring back from', async () => {
      const { stderr, code } = await rxsmb('cp', '--snapshot', TOKEN, url('report.txt'), url('old.txt'));
      expect([stderr, code]).to.deep.equal(['', 0]);
      expect(readFileSync(join(path, 'old.txt'), 'utf8')).to.equal('before');
      const wrong = await rxsmb('cp', '--snapshot', '@GMT-1999.01.01-00.00.00', url('report.txt'), url('x'));
      expect(wrong.code).to.equal(4);
      const junk = await rxsmb('cp', '--snapshot', 'junk', url('report.txt'), url('x'));
      expect(junk.code).to.equal(2);
      expect(junk.stderr).to.contain('@GMT-');
      expect(existsSync(join(path, 'x'))).to.equal(false);
    });

    it('are missed on a share that has none', async () => {
      expect(await bench.fails(1, ['snapshots', bench.url()])).to.contain('does not support');
    });
  });
});

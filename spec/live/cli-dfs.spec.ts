import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { withoutPassword } from '../cli/bench.ts';
import { runBundled } from '../cli/bundle.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { freshFolder, removeFolder } from '../support/temp.ts';
import { startTwoServers, type TwoServers } from './two-servers.ts';

const MIB = 1024 * 1024;
const LARGE = 256 * MIB;
/** Of Node itself some 60 MB; two windows of 8 MiB; the rest is garbage not yet collected. */
const RSS_MAX = 160 * 1000 * 1000;

describe('rxsmb on a namespace (DFS)', function () {
  this.timeout(120_000);
  const data = randomBytes(3 * MIB + 5);
  let servers: TwoServers;
  let local: string;

  before(async () => {
    servers = await startTwoServers();
  });
  after(() => servers.stop());

  beforeEach(() => {
    local = freshFolder('cli-dfs');
    for (const disk of Object.values(servers.disks)) {
      for (const name of readdirSync(disk)) {
        if (name !== 'near' && name !== 'far') rmSync(join(disk, name), { recursive: true });
      }
    }
    writeFileSync(far('data.bin'), data);
    mkdirSync(far('tree/deep'), { recursive: true });
    writeFileSync(far('tree/a'), 'a');
    writeFileSync(far('tree/deep/b'), 'b');
  });
  afterEach(() => {
    removeFolder(local);
  });

  const far = (name: string) => join(servers.disks.far, name);
  const url = (path: string) => withoutPassword(servers.root.url(undefined, { path }));
  const rxsmb = (...args: string[]) =>
    runBundled(args, { env: { RXSMB_PASSWORD: servers.root.password }, timeout: 100_000 });
  /** A run that must succeed without a word; returns its standard output. */
  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await rxsmb(...args);
    expect([code, stderr]).to.deep.equal([0, '']);
    return stdout;
  };

  it('ls shows links, and what lies behind them', async () => {
    expect((await done('ls', url(''))).trim().split('\n')).to.have.members(['far', 'near']);
    expect((await done('ls', url('far'))).trim().split('\n')).to.have.members(['data.bin', 'tree']);
    expect(await done('ls', '-R', url(''))).to.match(/^far\/tree\/deep:\nb$/m);
    expect(await done('find', url(''))).to.contain('far/tree/deep/b');
    const { code, stderr } = await rxsmb('ls', url('far/nothing'));
    expect(code).to.equal(3);
    expect(stderr).to.contain('far/nothing');
  });

  it('get and put go through links', async () => {
    await done('get', url('far/data.bin'), join(local, 'got'));
    expect(readFileSync(join(local, 'got')).equals(data)).to.equal(true);
    await done('put', join(local, 'got'), url('far/tree/'));
    expect(readFileSync(far('tree/got')).equals(data)).to.equal(true);
    expect(await done('cat', url('far/tree/a'))).to.equal('a');
    expect(readdirSync(far('tree')).sort()).to.deep.equal(['a', 'deep', 'got']);
  });

  it('cp copies from share to share of it, folders too', async () => {
    await done('cp', url('far/data.bin'), url('near/copy.bin'));
    expect(readFileSync(join(servers.disks.near, 'copy.bin')).equals(data)).to.equal(true);
    await done('cp', '-r', '-p', url('far/tree'), url('tree'));
    expect(compareTrees(far('tree'), join(servers.disks.dfs, 'tree'))).to.deep.equal([]);
    const { code, stderr } = await rxsmb('mv', url('far/data.bin'), url('near/moved.bin'));
    expect(code).to.equal(1);
    expect(stderr).to.contain('DFS');
    expect(readFileSync(far('data.bin')).equals(data)).to.equal(true);
  });

  it('cp takes little memory, however large the file', async () => {
    const file = openSync(far('large'), 'w');
    for (const at of [0, LARGE / 2, LARGE - data.length]) writeSync(file, data, 0, data.length, at);
    closeSync(file);
    truncateSync(far('large'), LARGE);
    const { code, stderr, maxRss } = await rxsmb('cp', url('far/large'), url('large'));
    expect([code, stderr]).to.deep.equal([0, '']);
    const copy = join(servers.disks.dfs, 'large');
    expect(statSync(copy).size).to.equal(LARGE);
    expect(readFileSync(copy).equals(readFileSync(far('large')))).to.equal(true);
    expect(maxRss)
      .to.be.above(20 * MIB)
      .and.below(RSS_MAX);
  });

  it('sync goes into and out of what lies behind links', async () => {
    await done('sync', url('far/tree'), join(local, 'tree'));
    expect(compareTrees(far('tree'), join(local, 'tree'))).to.deep.equal([]);
    writeFileSync(join(local, 'tree/new'), data);
    rmSync(join(local, 'tree/a'));
    await done('sync', '--delete', join(local, 'tree'), url('far/tree'));
    expect(compareTrees(join(local, 'tree'), far('tree'))).to.deep.equal([]);
    await done('sync', url('far/tree'), url('near/tree'));
    expect(compareTrees(far('tree'), join(servers.disks.near, 'tree'))).to.deep.equal([]);
  });

  it('rm removes behind a link, never the link', async () => {
    await done('rm', '-r', url('far/tree'));
    expect(readdirSync(servers.disks.far)).to.deep.equal(['data.bin']);
    const { code, stderr } = await rxsmb('rm', '-r', url('far'));
    expect(code).to.equal(1);
    expect(stderr).to.not.contain('try again');
    expect(readdirSync(servers.disks.dfs)).to.have.members(['far', 'near']);
  });
});

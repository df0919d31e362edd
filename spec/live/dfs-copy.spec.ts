import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import {
  constants,
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
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { unsubscribedAt } from './moments.ts';
import { nothingOpen } from './nothing-open.ts';
import { startTwoServers, type TwoServers } from './two-servers.ts';

const MIB = 1024 * 1024;
const COPYCHUNK = 'smb2.ioctl.function == 0x001480f2 && smb2.flags.response == 0';
const KEPT = ['near', 'far'];

describe('live: copies from share to share of a namespace (DFS)', function () {
  this.timeout(120_000);
  const capture = pcapFile();
  const data = randomBytes(3 * MIB + 11);
  let servers: TwoServers;
  let share: Share;

  before(async () => {
    servers = await startTwoServers();
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(servers.root.url());
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    await servers.stop();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  beforeEach(() => {
    for (const disk of Object.values(servers.disks)) {
      for (const name of readdirSync(disk)) {
        if (!KEPT.includes(name)) rmSync(join(disk, name), { recursive: true });
      }
    }
  });

  /** Where a path of the namespace lies on the disk. */
  const on = (path: string): string => {
    const [link, ...rest] = path.split('/');
    const { dfs, near, far } = servers.disks;
    if (link === 'near') return join(near, ...rest);
    return link === 'far' ? join(far, ...rest) : join(dfs, path);
  };

  for (const [from, to] of [
    ['far/file', 'copy'],
    ['file', 'far/copy'],
    ['near/file', 'copy'],
    ['far/file', 'near/copy'],
    ['near/file', 'far/copy'],
    ['far/file', 'far/copy'],
  ] as const) {
    it(`copies ${from} to ${to}`, async () => {
      writeFileSync(on(from), data);
      utimesSync(on(from), 1_000_000_000, 1_000_000_000);
      await share.copyFile(from, to);
      expect(readFileSync(on(to)).equals(data)).to.equal(true);
      expect(statSync(on(to)).mtimeMs).to.be.above(1_000_000_000_000);
      writeFileSync(on(from), 'other');
      utimesSync(on(from), 1_000_000_000, 1_000_000_000);
      expect(await failure(share.copyFile(from, to, constants.COPYFILE_EXCL))).to.include({
        code: 'EEXIST',
        syscall: 'copyfile',
        path: from,
        dest: to,
      });
      expect(readFileSync(on(to)).equals(data)).to.equal(true);
      await share.cp(from, to, { preserveTimestamps: true });
      expect(readFileSync(on(to), 'utf8')).to.equal('other');
      expect(statSync(on(to)).mtimeMs).to.equal(1_000_000_000_000);
    });
  }

  it('on the server where both shares are its own, through the client where they are not', async () => {
    const copies = async () => (await fields(capture, COPYCHUNK, ['smb2.ioctl.function'])).length;
    writeFileSync(on('far/file'), data);
    writeFileSync(on('near/file'), data);
    const before = await copies();
    await share.copyFile('near/file', 'copy');
    const between = await copies();
    expect(between).to.be.above(before);
    await share.copyFile('far/file', 'copy');
    expect(await copies()).to.equal(between);
  });

  it('tells what is wrong with either end', async () => {
    writeFileSync(on('far/file'), 'far');
    expect(await failure(share.copyFile('far/missing', 'copy'))).to.include({ code: 'ENOENT' });
    expect(await failure(share.copyFile('far/file', 'none/copy'))).to.include({ code: 'ENOENT' });
    expect(await failure(share.copyFile('far/file', 'near'))).to.include({ code: 'EISDIR' });
    expect(await failure(share.copyFile('far', 'copy'))).to.include({ code: 'EISDIR' });
    const { COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE } = constants;
    expect(await failure(share.copyFile('far/file', 'copy', COPYFILE_FICLONE_FORCE))).to.include({
      code: 'EXDEV',
      dest: 'copy',
    });
    expect(readdirSync(servers.disks.dfs).sort()).to.deep.equal(['far', 'near']);
    await share.copyFile('far/file', 'copy', COPYFILE_FICLONE);
    expect(readFileSync(on('copy'), 'utf8')).to.equal('far');
  });

  it('copies folders, one into another server and one that has links in it', async () => {
    mkdirSync(on('tree/deep/deeper'), { recursive: true });
    writeFileSync(on('tree/a'), data);
    writeFileSync(on('tree/deep/deeper/b'), 'b');
    utimesSync(on('tree/deep'), 1_000_000_000, 1_000_000_000);
    await share.cp('tree', 'far/made/tree', { recursive: true, preserveTimestamps: true });
    expect(compareTrees(on('tree'), on('far/made/tree'))).to.deep.equal([]);
    expect(statSync(on('far/made/tree/deep')).mtimeMs).to.equal(1_000_000_000_000);
    servers.link('tree/link', `127.0.0.1:${servers.other.port}\\far\\made`);
    await share.cp('tree', 'near/all', { recursive: true, preserveTimestamps: true });
    expect(compareTrees(on('far/made'), on('near/all/link'))).to.deep.equal([]);
    expect(readFileSync(on('near/all/deep/deeper/b'), 'utf8')).to.equal('b');
  });

  it('copies no folder into itself, whatever way leads there', async () => {
    mkdirSync(on('tree'));
    servers.link('tree/again', `127.0.0.1:${servers.root.port}\\dfs\\tree`);
    mkdirSync(on('far/tree'));
    servers.link('twin', `127.0.0.1:${servers.other.port}\\far`);
    expect(await failure(share.cp('far', 'twin/tree/inner', { recursive: true }))).to.include({
      code: 'EINVAL',
    });
    expect(await failure(share.cp('far/tree', 'twin/tree', { recursive: true }))).to.include({
      code: 'EINVAL',
    });
    expect(await failure(share.cp('tree', 'tree/again/inner', { recursive: true }))).to.include({
      code: 'EINVAL',
    });
    expect(existsSync(on('far/tree/inner'))).to.equal(false);
    expect(readdirSync(on('tree'))).to.deep.equal(['again']);
  });

  it('renames and links nothing from share to share', async () => {
    writeFileSync(on('far/file'), 'far');
    expect(await failure(share.rename('far/file', 'file'))).to.include({ code: 'EXDEV', syscall: 'rename' });
    expect(await failure(share.link('far/file', 'file'))).to.include({ code: 'EXDEV', syscall: 'link' });
    expect(await failure(share.link('far/file', 'near/file'))).to.include({ code: 'EXDEV' });
    expect(readFileSync(on('far/file'), 'utf8')).to.equal('far');
  });

  it('leaves nothing behind when it is unsubscribed, at any third moment', async () => {
    writeFileSync(on('far/file'), data);
    let moment = 0;
    for (let whole = false; !whole; moment += 3) {
      const own = await mount(servers.root.url());
      whole = await unsubscribedAt(moment, own.copyFile('far/file', 'copy'));
      await own.close();
      const names = readdirSync(servers.disks.dfs).filter(name => !KEPT.includes(name));
      expect(names, `after ${moment} moments`).to.have.members(names.includes('copy') ? ['copy'] : []);
      if (names.includes('copy')) expect(readFileSync(on('copy')).equals(data)).to.equal(true);
      rmSync(on('copy'), { force: true });
    }
    expect(moment).to.be.above(15);
    await nothingOpen(servers.root, share, '');
  });
});

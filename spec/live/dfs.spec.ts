import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { sync } from '../../lib/sync/sync.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { freePort } from '../support/ports.ts';
import { signalProcess } from '../support/proc.ts';
import { type SambaServer, startSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nobodyConnected } from './nothing-open.ts';

const GET_REFERRALS = 'smb2.ioctl.function == 0x00060194 && smb2.flags.response == 0';

describe('live: DFS', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  /** Has the namespace, and a share that it leads to. */
  let root: SambaServer;
  /** Another server that it leads to. */
  let other: SambaServer;
  let share: Share;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    const shares = {
      dfs: { settings: { 'msdfs root': true } },
      near: {},
      nested: { settings: { 'msdfs root': true } },
    };
    root = await startSamba({ shares });
    other = await startSamba({
      shares: { far: {}, deep: {}, streams: { settings: { 'vfs objects': 'streams_xattr' } } },
    });
    const dead = await freePort();
    const link = (name: string, ...targets: readonly string[]) => {
      symlinkSync(`msdfs:${targets.join(',')}`, join(root.path, name));
    };
    mkdirSync(join(root.path, 'plain'));
    link('near', `127.0.0.1:${root.port}\\near`);
    link('far', `127.0.0.1:${other.port}\\far`);
    link('plain/inner', `127.0.0.1:${other.port}\\far\\sub`);
    link(
      'failover',
      `127.0.0.1:${dead}\\gone`,
      `127.0.0.1:${other.port}\\missing`,
      `127.0.0.1:${other.port}\\far`,
    );
    link('nowhere', `127.0.0.1:${dead}\\gone`, `127.0.0.1:${other.port}\\missing`);
    link('streams', `127.0.0.1:${other.port}\\streams`);
    link('dead', `127.0.0.1:${dead}\\gone`);
    link('nested', `127.0.0.1:${root.port}\\nested`);
    link('back', `127.0.0.1:${root.port}\\dfs\\back`);
    symlinkSync(`msdfs:127.0.0.1:${other.port}\\deep`, join(root.sharePath('nested'), 'deep'));
    writeFileSync(join(root.sharePath('near'), 'near.txt'), 'near');
    mkdirSync(join(other.sharePath('far'), 'sub', 'below'), { recursive: true });
    writeFileSync(join(other.sharePath('far'), 'far.txt'), 'far');
    writeFileSync(join(other.sharePath('far'), 'sub', 'below', 'in.txt'), 'inside');
    writeFileSync(join(other.sharePath('deep'), 'deep.txt'), 'deep');
    share = await mount(root.url());
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    await nobodyConnected(other);
    await Promise.all([root.stop(), other.stop()]);
  });

  it('works in the namespace itself, whose names on the wire begin with server and share', async () => {
    await share.writeFile('plain/own.txt', 'own');
    expect(readFileSync(join(root.path, 'plain', 'own.txt'), 'utf8')).to.equal('own');
    await share.rename('plain/own.txt', 'plain/renamed.txt');
    expect(await share.readdir('plain')).to.have.members(['renamed.txt', 'inner']);
    await share.rm('plain/renamed.txt');
    const flagged = await fields(capture, 'smb2.cmd == 5 && smb2.flags.response == 0', ['smb2.flags.dfs']);
    expect(flagged.length).to.be.above(2);
    // of a compound the CREATE comes first
    expect(flagged.every(([flags]) => /^(True|1)(,|$)/.test(flags))).to.equal(true);
  });

  it('reads and lists behind links, to the same server and to another', async () => {
    expect(await share.readFile('near/near.txt', 'utf8')).to.equal('near');
    expect(await share.readFile('far/far.txt', 'utf8')).to.equal('far');
    expect(await share.readdir('far')).to.have.members(['far.txt', 'sub']);
    expect(await share.readFile('plain/inner/below/in.txt', 'utf8')).to.equal('inside');
    expect((await share.stat('FAR/sub')).isDirectory()).to.equal(true);
    expect(await share.exists('far/missing')).to.equal(false);
    expect(await share.realpath('far/sub/../sub')).to.equal('/far/sub');
    expect(await failure(share.stat('far/missing'))).to.include({
      code: 'ENOENT',
      path: 'far/missing',
      syscall: 'stat',
    });
    expect((await root.smbclient('ls')).includes('far')).to.equal(true);
  });

  it('asks for each link once, and goes straight there from then on', async () => {
    const asked = async () => (await fields(capture, GET_REFERRALS, ['smb2.ioctl.function'])).length;
    const opened = async () =>
      (await fields(capture, 'smb2.cmd == 5 && smb2.nt_status == 0xc0000257', ['frame.number'])).length;
    await share.stat('far/far.txt');
    const before = [await asked(), await opened()];
    for (let count = 0; count < 5; count++) await share.readFile('far/far.txt');
    expect([await asked(), await opened()]).to.deep.equal(before);
  });

  it('writes, makes, renames and removes behind a link', async () => {
    const disk = other.sharePath('far');
    await share.writeFile('far/new.txt', 'new');
    expect(readFileSync(join(disk, 'new.txt'), 'utf8')).to.equal('new');
    expect(await share.mkdir('far/made/of/folders', { recursive: true })).to.equal('far/made');
    await share.rename('far/new.txt', 'far/made/of/old.txt');
    expect(existsSync(join(disk, 'made', 'of', 'old.txt'))).to.equal(true);
    await share.copyFile('far/made/of/old.txt', 'far/copied.txt');
    expect(readFileSync(join(disk, 'copied.txt'), 'utf8')).to.equal('new');
    await share.rm('far/made', { recursive: true });
    await share.unlink('far/copied.txt');
    expect(existsSync(join(disk, 'made'))).to.equal(false);
  });

  it('refuses to rename from one share to another with EXDEV', async () => {
    await share.writeFile('far/here.txt', '1');
    const out = await failure(share.rename('far/here.txt', 'there.txt'));
    expect(out).to.include({ code: 'EXDEV', syscall: 'rename', path: 'far/here.txt', dest: 'there.txt' });
    expect(await failure(share.rename('far/here.txt', 'near/there.txt'))).to.include({ code: 'EXDEV' });
    expect(await failure(share.rename('plain', 'near/plain'))).to.include({ code: 'EXDEV' });
    await share.unlink('far/here.txt');
  });

  it('removes no link, nor through one what lies behind it', async () => {
    await share.mkdir('doomed/deep/deeper', { recursive: true });
    for (const name of ['a', 'deep/b', 'deep/deeper/c']) await share.writeFile(`doomed/${name}`, name);
    symlinkSync(`msdfs:127.0.0.1:${other.port}\\far`, join(root.path, 'doomed', 'deep', 'link'));
    expect(await failure(share.rm('doomed', { recursive: true }))).to.include({
      code: 'EXDEV',
      syscall: 'rm',
      path: 'doomed/deep/link',
    });
    // nothing was removed before that was found
    for (const name of ['a', 'deep/b', 'deep/deeper/c']) {
      expect(readFileSync(join(root.path, 'doomed', name), 'utf8')).to.equal(name);
    }
    expect(await failure(share.rm('far', { recursive: true }))).to.include({ code: 'EBUSY', syscall: 'rm' });
    expect(await failure(share.rmdir('far'))).to.include({ code: 'EBUSY' });
    expect(readFileSync(join(other.sharePath('far'), 'far.txt'), 'utf8')).to.equal('far');
  });

  it('streams both ways, and keeps an open file where it is', async () => {
    const data = randomBytes(3_000_000);
    await pipeline(
      [data.subarray(0, 1_000_000), data.subarray(1_000_000)],
      share.createWriteStream('far/big.bin'),
    );
    expect(readFileSync(join(other.sharePath('far'), 'big.bin')).equals(data)).to.equal(true);
    const pieces: Buffer[] = [];
    for await (const piece of share.createReadStream('far/big.bin', { start: 5 })) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(data.subarray(5))).to.equal(true);
    await using handle = await share.open('far/big.bin', 'r+');
    await handle.write(Buffer.from('changed'), { position: 0 });
    const { buffer } = await handle.read(Buffer.alloc(7), { position: 0 });
    expect(buffer.toString()).to.equal('changed');
    expect((await handle.stat()).size).to.equal(data.length);
    await share.unlink('far/big.bin').then(() => undefined);
  });

  it('reads and writes streams behind a link, those of the folder that it leads to as well', async () => {
    const stream = 'side';
    await using fresh = await mount(root.url());
    // a namespace without streams of its own refuses such a name sooner than it says where the folder lies
    await fresh.stat('streams');
    await fresh.writeFile('streams', 'of the folder', { stream });
    await fresh.writeFile('streams/file', 'of the file', { stream });
    expect(await fresh.readFile('streams', { stream, encoding: 'utf8' })).to.equal('of the folder');
    await using there = await mount(other.url('streams'));
    expect(await there.readFile('', { stream, encoding: 'utf8' })).to.equal('of the folder');
    expect(await there.readFile('file', { stream, encoding: 'utf8' })).to.equal('of the file');
    await there.unlink('file');
  });

  it('watches behind a link', async () => {
    for await (const { type, path } of share.watch('far', { filter: ['files'] })) {
      // through SMB: what happens behind its back Samba learns of from another process, perhaps not yet asked
      if (type === 'ready') await share.writeFile('far/event', '');
      if (type !== 'added') continue;
      expect(path).to.equal('event');
      break;
    }
    await share.unlink('far/event');
  });

  it('walks through links, its paths those of the namespace', async () => {
    const seen: string[] = [];
    const errors: string[] = [];
    const onError = (error: unknown, path: string) =>
      errors.push(`${path}: ${(error as { code: string }).code}`);
    for await (const entry of share.walk('', { onError })) seen.push(entry.path);
    expect(seen).to.include.members([
      'plain',
      'plain/inner/below/in.txt',
      'near/near.txt',
      'far/sub/below/in.txt',
      'failover/far.txt',
      'nested/deep/deep.txt',
    ]);
    expect(errors.sort()).to.deep.equal(['back: ELOOP', 'dead: ECONNREFUSED', 'nowhere: ENOENT']);
    expect(await share.readdir('plain', { recursive: true })).to.include('inner/below/in.txt');
  });

  it('goes on to the next target where one is dead, or has no such share', async () => {
    expect(await share.readFile('failover/far.txt', 'utf8')).to.equal('far');
    const dead = await failure(share.readFile('dead/far.txt'));
    expect(dead).to.include({ code: 'ECONNREFUSED', path: 'dead/far.txt', fatal: false });
    expect(dead.message).to.contain('127.0.0.1/gone');
    const none = await failure(share.readFile('nowhere/far.txt'));
    expect(none).to.include({ code: 'ENOENT', path: 'nowhere/far.txt', fatal: false });
    expect(none.message).to.contain('127.0.0.1/gone').and.contain('127.0.0.1/missing');
    const { errors } = none.cause as AggregateError;
    expect(errors.map(({ code }: { code: string }) => code)).to.deep.equal(['ECONNREFUSED', 'ENOENT']);
  });

  it('follows from one namespace into the next', async () => {
    expect(await share.readFile('nested/deep/deep.txt', 'utf8')).to.equal('deep');
  });

  it('ends with ELOOP where links lead to each other', async () => {
    expect(await failure(share.stat('back/file'))).to.include({
      code: 'ELOOP',
      syscall: 'stat',
      path: 'back/file',
    });
  });

  it('mounts a path that lies behind a link', async () => {
    await using behind = await mount(root.url('dfs', { path: 'plain/inner' }));
    expect(await behind.readdir('/')).to.deep.equal(['below']);
    expect(await behind.readFile('below/in.txt', 'utf8')).to.equal('inside');
    await behind.writeFile('below/more.txt', 'more');
    await behind.unlink('below/more.txt');
  });

  it('synchronises what lies behind links', async () => {
    const target = freshFolder();
    for await (const event of sync(root.url('dfs', { path: 'far' }), target)) {
      if (event.type === 'error') throw event.error;
    }
    expect(compareTrees(other.sharePath('far'), target)).to.deep.equal([]);
  });

  it('comes back where the other server has hung up', async () => {
    await share.stat('far/far.txt');
    for (const pid of other.childPids()) signalProcess(pid, 'SIGKILL'); // one may be ending by itself
    await nobodyConnected(other);
    const lost = share.stat('far/far.txt').then(
      () => 'there',
      (error: unknown) => (error as { fatal: boolean }).fatal,
    );
    expect(await lost).to.not.equal(true);
    expect((await share.stat('far/far.txt')).size).to.equal(3);
    expect((await share.stat('plain')).isDirectory()).to.equal(true);
  });

  it('asks for referrals signed even where signing is off, and wants the answer signed', async () => {
    const own = pcapFile();
    process.env['RXSMB_PCAP'] = own;
    await using unsigned = await mount(root.url(), { signing: 'off' });
    expect((await unsigned.stat('far/far.txt')).size).to.equal(3);
    process.env['RXSMB_PCAP'] = capture;
    const flags = await fields(own, 'smb2.ioctl.function == 0x00060194', ['smb2.flags.signature']);
    expect(flags.length).to.equal(2);
    expect(flags.every(([flag]) => /^(True|1)$/.test(flag))).to.equal(true);
    const others = await fields(own, 'smb2.cmd == 5', ['smb2.flags.signature']);
    expect(others.some(([flag]) => /^(False|0)/.test(flag))).to.equal(true);
  });

  it('sends no malformed frame', async () => {
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIALECT_NAMES } from '../../lib/wire/smb2/dialect-name.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { output } from '../support/process.ts';
import { startRxsmb } from '../support/rxsmb-server.ts';
import { freshFolder } from '../support/temp.ts';
import { difficultTree } from '../support/tree.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { ACCOUNT, type Served, served, statusOf } from '../server/served.ts';

const NAMES: Readonly<Record<string, string>> = {
  '2.0.2': 'SMB2_02',
  '2.1': 'SMB2_10',
  '3.0': 'SMB3_00',
  '3.0.2': 'SMB3_02',
  '3.1.1': 'SMB3_11',
};

describe('smbclient at our server', function () {
  this.timeout(120_000);
  let world: Served;

  beforeEach(async () => {
    world = await served({ 'read.me': 'hello', docs: { 'größe.txt': '12345', deep: { 'x y.bin': 'xy' } } });
  });

  afterEach(() => world[Symbol.asyncDispose]());

  function smbclient(command: string, dialect?: string): Promise<string> {
    const { host, port } = world.server;
    const pinned =
      dialect === undefined
        ? []
        : ['--option', `client min protocol=${dialect}`, '--option', `client max protocol=${dialect}`];
    return output('smbclient', [
      `//${host}/t`,
      '-s',
      '/dev/null',
      '-U',
      `${ACCOUNT.username}%${ACCOUNT.password}`,
      '-p',
      String(port),
      ...pinned,
      '-c',
      command,
    ]);
  }

  for (const dialect of DIALECT_NAMES) {
    it(`lists a tree at ${dialect}`, async () => {
      const text = await smbclient('recurse; ls', NAMES[dialect]);
      const names = [...text.matchAll(/^ {2}(.+?) +[DAHSRN]+ +(\d+) {2}\w/gm)].map(([, name, size]) => [
        name,
        size,
      ]);
      expect(names.filter(([name]) => name !== '.' && name !== '..')).to.have.deep.members([
        ['docs', '0'],
        ['read.me', '5'],
        ['deep', '0'],
        ['größe.txt', '5'],
        ['x y.bin', '2'],
      ]);
      expect(names.filter(([name]) => name === '..')).to.have.length(3);
      expect(text).to.match(/\d+ blocks of size \d+\. \d+ blocks available/);
    });
  }

  it('is served encrypted where it wants to be', async () => {
    const { host, port } = world.server;
    const login = `${ACCOUNT.username}%${ACCOUNT.password}`;
    const args = [
      `//${host}/t`,
      '-s',
      '/dev/null',
      '-U',
      login,
      '-p',
      String(port),
      '--client-protection=encrypt',
    ];
    expect(await output('smbclient', [...args, '-c', 'get read.me -'])).to.include('hello');
  });

  it('finds by patterns', async () => {
    const text = await smbclient('ls *.ME');
    expect(text).to.include('read.me').and.not.include('docs');
    expect(await smbclient('ls none*').catch(String)).to.include('NT_STATUS_NO_SUCH_FILE');
  });

  it('asks for all there is to know', async () => {
    await world.fs.update('read.me', { attributes: 0x23, lastWriteTime: 132_223_104_000_000_000n });
    const text = await smbclient('allinfo read.me');
    expect(text).to.match(/attributes: RHA \(23\)/);
    expect(text).to.match(/write_time: +\w+ Jan +1 .*2020/);
    expect(text).to.match(/stream: \[::\$DATA\], 5 bytes/);
  });

  it('changes names, attributes and times', async () => {
    await smbclient(
      'rename read.me docs\\moved.txt; setmode docs\\moved.txt +h; mkdir new; rmdir new; mkdir kept',
    );
    expect(await world.fs.lookup('docs/moved.txt')).to.include({ size: 5, attributes: 0x2 });
    expect(await world.fs.lookup('kept')).to.include({ isDirectory: true });
    await smbclient('utimes docs\\moved.txt 2020:01:02-03:04:05 -1 2021:01:02-03:04:05 -1');
    const { creationTime, lastWriteTime } = await world.fs.lookup('docs/moved.txt');
    const dayInTicks = 864_000_000_000n;
    expect(lastWriteTime - creationTime).to.equal(366n * dayInTicks);
    await smbclient('setmode docs\\moved.txt -h; del docs\\moved.txt');
    expect(await statusOf(world.fs.lookup('docs/moved.txt'))).to.include('ENOENT');
    await smbclient('deltree docs');
    expect(await smbclient('ls'))
      .to.include('kept')
      .and.not.include('docs');
  });

  it('puts and gets whole trees', async () => {
    const folder = freshFolder('smbclient');
    mkdirSync(join(folder, 'up'));
    writeFileSync(join(folder, 'up', 'a.bin'), Buffer.alloc(3_000_000, 'abc'));
    await smbclient(`lcd ${folder}; recurse; prompt; mput up; lcd up; mget docs`);
    expect(await world.fs.lookup('up/a.bin')).to.include({ size: 3_000_000 });
    expect(readFileSync(join(folder, 'up', 'docs', 'deep', 'x y.bin'), 'utf8')).to.equal('xy');
  });

  for (const dialect of DIALECT_NAMES) {
    it(`gets and puts a difficult tree of the disk at ${dialect}`, async () => {
      const disk = await startRxsmb({ dialects: { min: dialect, max: dialect } });
      const local = freshFolder('smbclient');
      difficultTree(join(disk.path, 'tree'), { many: 100 });
      await disk.smbclient(`lcd ${local}; recurse; prompt; mget tree; mkdir put; cd put; mput tree`);
      // it sets times neither here nor there
      const tolerance = Number.POSITIVE_INFINITY;
      const [tree, got, put] = [join(disk.path, 'tree'), join(local, 'tree'), join(disk.path, 'put', 'tree')];
      expect(compareTrees(tree, got, { tolerance })).to.deep.equal([]);
      expect(compareTrees(tree, put, { tolerance })).to.deep.equal([]);
      rmSync(local, { recursive: true });
      await disk.stop();
    });
  }

  it('and our own client, of which tshark finds no malformed frame', async () => {
    const capture = pcapFile();
    process.env['RXSMB_PCAP'] = capture;
    try {
      const share = await world.mount();
      await share.readdir('docs');
      await share.rename('read.me', 'docs/r');
      await share.stat('docs/r');
      await share.statfs();
      await share.utimes('docs/r', 1, 2);
      await share.truncate('docs/r', 1);
      await share.getSecurity('docs/r');
      await share.rm('docs', { recursive: true });
      await share.close();
    } finally {
      delete process.env['RXSMB_PCAP'];
    }
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
});

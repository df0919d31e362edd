import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { processes } from './proc.ts';
import { sharedSamba, startSamba } from './samba.ts';

const isRoot = process.getuid?.() === 0;

describe('support: samba', () => {
  it('starts, serves smbclient, and stops without leaving anything', async () => {
    const before = Date.now();
    const server = await startSamba();
    const took = Date.now() - before;
    try {
      writeFileSync(join(server.path, 'hello.txt'), 'hello');
      expect(await server.smbclient('ls')).to.include('hello.txt');
      // A listing of shares starts samba-dcerpcd, which outlives smbd unless it is ended too.
      expect(await server.smbclient(['-L', server.host])).to.match(/share\s+Disk/);
      expect(ours(server.conf)).to.include('samba-dcerpcd');
      if (isRoot) expect((await server.smbstatus()).open_files).to.deep.equal({});
    } finally {
      await server.stop();
    }
    expect(ours(server.conf)).to.deep.equal([]);
    expect([server.dir, server.path].filter(existsSync)).to.deep.equal([]);
    expect(took, 'milliseconds to start').to.be.below(5_000);
  });

  it('serves the shares, protocols and settings asked for', async () => {
    const server = await startSamba({
      minProtocol: 'SMB2_10',
      maxProtocol: 'SMB2_10',
      signing: 'mandatory',
      global: { 'smb2 max read': 65536 },
      shares: { one: {}, 'the other': { settings: { 'read only': true } } },
    });
    try {
      writeFileSync(join(server.sharePath('the other'), 'there.txt'), '');
      expect(server.path).to.equal(server.sharePath('one'));
      expect(await server.smbclient([`//${server.host}/the other`, '-c', 'ls'])).to.include('there.txt');
      expect(await failure(server.smbclient([`//${server.host}/one`, '-m', 'SMB2_02', '-c', 'ls']))).to.match(
        /NT_STATUS_|protocol negotiation failed/,
      );
    } finally {
      await server.stop();
    }
  });

  it('gives its URL with everything encoded', async () => {
    const server = await sharedSamba();
    const url = new URL(server.url('share', { path: 'a b/c#', query: 'vers=3' }));
    expect(decodeURIComponent(url.password)).to.equal(server.password);
    expect(url.host).to.equal(`127.0.0.1:${server.port}`);
    expect(url.pathname + url.search).to.equal('/share/a%20b/c%23?vers=3');
    expect(server.url(undefined, { credentials: false, port: 1 })).to.equal('smb://127.0.0.1:1/share');
  });

  it('shares one server for one configuration', async () => {
    const [a, b] = await Promise.all([sharedSamba(), sharedSamba({})]);
    expect(a).to.equal(b);
    expect(a.childPids()).to.deep.equal([]);
  });

  it('says what smbd does not understand', async () => {
    expect(await failure(startSamba({ global: { 'no such thing': 'yes' } }))).to.include('no such thing');
  });
});

function ours(conf: string): string[] {
  return processes()
    .filter(({ commandLine }) => commandLine.some(word => word.endsWith(conf)))
    .map(({ comm }) => comm);
}

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return String(error);
  }
  throw new Error('it did not fail');
}

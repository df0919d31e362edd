import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mount } from '../../lib/index.ts';
import { objects } from '../cli/bench.ts';
import { bundled, runBundled } from '../cli/bundle.ts';
import { run, type RunningChild, type RunOptions, type RunResult } from '../support/process.ts';
import { freshFolder } from '../support/temp.ts';
import { malformedFrames } from '../support/tshark.ts';

const USER = 'alice';
const PASSWORD = 'p@ss w%rd/1';

/** A running `rxsmb serve`. */
interface Serving {
  readonly stdout: string;
  readonly url: string;
  readonly port: string;
  end(signal?: NodeJS.Signals): Promise<RunResult>;
}

describe('rxsmb serve', function () {
  this.timeout(120_000);
  const running = new Set<Serving>();
  let served: string;
  let local: string;

  before(() => bundled());
  beforeEach(() => {
    served = freshFolder('served');
    local = freshFolder('local');
    mkdirSync(join(served, 'sub'));
    writeFileSync(join(served, 'sub', 'ünd so.txt'), 'hello');
  });
  afterEach(() => Promise.all([...running].map(each => each.end())));

  /** Starts it and waits until it has said where it is. */
  async function serve(...args: string[]): Promise<Serving> {
    let child: RunningChild | undefined;
    let stdout = '';
    const result = runBundled(['serve', ...args], {
      env: { RXSMB_PASSWORD: PASSWORD },
      onStart: started => (child = started),
      onStdout: piece => (stdout += piece.toString()),
    });
    let early: RunResult | undefined;
    void result.then(ended => (early = ended));
    const lines = args.includes('--json') ? 1 : 2;
    while (stdout.split('\n').length <= lines && early === undefined) await sleep(10);
    expect(early?.stderr).to.equal(undefined);
    const url = /smb:\/\/[^\s'"]+/.exec(stdout)?.[0] ?? expect.fail(stdout);
    const serving: Serving = {
      stdout,
      url,
      port: new URL(url).port,
      end(signal = 'SIGINT') {
        running.delete(serving);
        child?.kill(signal);
        return result;
      },
    };
    running.add(serving);
    return serving;
  }

  function rxsmb(args: readonly string[], env: RunOptions['env'] = {}): Promise<RunResult> {
    return runBundled(args, { env: { RXSMB_PASSWORD: PASSWORD, ...env } });
  }

  async function done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await rxsmb(args);
    expect([code, stderr]).to.deep.equal([0, '']);
    return stdout;
  }

  function smbclient({ port }: Serving, login: readonly string[], share: string, command: string) {
    const args = [`//127.0.0.1/${share}`, '-p', port, ...login, '-c', command];
    return run('smbclient', args, { cwd: local });
  }

  it('prints the URL and the command to try, which works', async () => {
    const { stdout, url } = await serve('--user', USER, served);
    expect(url).to.match(new RegExp(`^smb://alice@127\\.0\\.0\\.1:\\d+/${basename(served)}$`));
    expect(stdout).to.equal(`${url}\ntry: rxsmb ls ${url}\n`);
    expect(await done('ls', url)).to.equal('sub\n');
  });

  it('serves rxsmb: ls, get, put, mv, rm', async () => {
    const { url } = await serve('--user', USER, served);
    const content = Buffer.alloc(3_000_001, 'content');
    writeFileSync(join(local, 'big'), content);
    expect(await done('ls', `${url}/sub`)).to.equal('ünd so.txt\n');
    const capture = join(local, 'put.pcap');
    const put = await rxsmb(['put', join(local, 'big'), `${url}/sub/big`], { RXSMB_PCAP: capture });
    expect([put.code, put.stderr]).to.deep.equal([0, '']);
    expect(await malformedFrames(capture)).to.deep.equal([]);
    expect(readFileSync(join(served, 'sub', 'big')).equals(content)).to.equal(true);
    await done('mv', `${url}/sub/big`, `${url}/moved`);
    await done('get', `${url}/moved`, join(local, 'back'));
    expect(readFileSync(join(local, 'back')).equals(content)).to.equal(true);
    await done('rm', `${url}/moved`);
    expect(readdirSync(served)).to.deep.equal(['sub']);
  });

  it('serves smbclient', async () => {
    const serving = await serve('--user', USER, '--share', 'docs', served);
    writeFileSync(join(local, 'mine'), 'from smbclient');
    const login = ['-U', `${USER}%${PASSWORD}`];
    const { code, stdout } = await smbclient(
      serving,
      login,
      'docs',
      'put mine; cd sub; get "ünd so.txt" got; ls',
    );
    expect(code, stdout).to.equal(0);
    expect(stdout).to.include('ünd so.txt');
    expect(readFileSync(join(local, 'got'), 'utf8')).to.equal('hello');
    expect(readFileSync(join(served, 'mine'), 'utf8')).to.equal('from smbclient');
  });

  it('lets in nobody else: another user, another password, nobody', async () => {
    const serving = await serve('--user', USER, '--share', 'docs', served);
    const { url } = serving;
    for (const [args, env] of [
      [['ls', url], { RXSMB_PASSWORD: 'wrong' }],
      [['ls', '--user', 'bob', url], {}],
      [['ls', '--anonymous', url], {}],
    ] as const) {
      const { code, stderr } = await rxsmb(args, env);
      expect([code, stderr.includes('STATUS_LOGON_FAILURE')], stderr).to.deep.equal([7, true]);
    }
    for (const login of [['-U', `${USER}%wrong`], ['-N']]) {
      const { stdout, stderr } = await smbclient(serving, login, 'docs', 'ls');
      expect(stdout + stderr).to.include('NT_STATUS_LOGON_FAILURE');
    }
  });

  it('lets everybody in who is nobody, with --anonymous', async () => {
    const serving = await serve('--anonymous', '--share', 'docs', served);
    const { url, stdout } = serving;
    expect(stdout).to.equal(`${url}\ntry: rxsmb ls --anonymous ${url}\n`).and.not.include('@');
    expect(await done('ls', '--anonymous', url)).to.equal('sub\n');
    const { code, stdout: listed } = await smbclient(serving, ['-N'], 'docs', 'ls');
    expect([code, listed.includes('sub')], listed).to.deep.equal([0, true]);
  });

  it('lets nobody change anything, with --read-only', async () => {
    const { url } = await serve('--user', USER, '--read-only', served);
    writeFileSync(join(local, 'file'), 'x');
    for (const args of [
      ['put', join(local, 'file'), `${url}/file`],
      ['mkdir', `${url}/new`],
      ['rm', '-r', `${url}/sub`],
      ['mv', `${url}/sub`, `${url}/other`],
    ]) {
      const { code, stderr } = await rxsmb(args);
      expect(code, args[0]).not.to.equal(0);
      expect(stderr, args[0]).to.match(/^rxsmb: .*\n$/);
    }
    expect(readdirSync(served)).to.deep.equal(['sub']);
    expect(await done('cat', `${url}/sub/ünd%20so.txt`)).to.equal('hello');
  });

  it('listens on this machine alone unless it is told, and warns where everybody can come in', async () => {
    const login = await serve('--user', `HOME\\${USER}`, '--host', '0.0.0.0', served);
    expect(login.url).to.match(new RegExp(`^smb://alice@${hostname()}:\\d+/`, 'i'));
    expect((await login.end()).stderr).to.equal('rxsmb: serve: interrupted\n');
    const open = await serve('--anonymous', '--read-only', '--host', '0.0.0.0', served);
    expect((await open.end()).stderr).to.equal(
      'rxsmb: serve: everybody in the network can read what is in the folder\nrxsmb: serve: interrupted\n',
    );
  });

  it('tells as NDJSON', async () => {
    const { stdout, url, port } = await serve(
      '--user',
      USER,
      '--share',
      'my docs',
      '--read-only',
      '--json',
      served,
    );
    expect(objects(stdout)).to.deep.equal([
      {
        url,
        path: served,
        share: 'my docs',
        host: '127.0.0.1',
        port: Number(port),
        user: USER,
        anonymous: false,
        readOnly: true,
        try: `rxsmb ls ${url}`,
      },
    ]);
    expect(await done('ls', url)).to.equal('sub\n');
  });

  it('ends with 130 when it is interrupted, also while somebody is there', async () => {
    const serving = await serve('--user', USER, served);
    const { url } = serving;
    const share = await mount(url, { password: PASSWORD });
    const end = share.closed.then(
      () => 'closed',
      () => 'lost',
    );
    await share.open('sub/ünd so.txt', 'r+');
    const { code, stderr } = await serving.end();
    expect([code, stderr]).to.deep.equal([130, 'rxsmb: serve: interrupted\n']);
    expect(await end).to.equal('lost');
    expect((await rxsmb(['ls', url])).code).to.equal(7);
  });

  it('fails with a word of what is wrong', async () => {
    const failing = async (...args: string[]) => {
      const { code, stdout, stderr } = await rxsmb(['serve', ...args]);
      expect(stdout).to.equal('');
      expect(stderr).to.match(/^rxsmb: serve: .*\n$/);
      return [code, stderr] as const;
    };
    const [missing, told] = await failing(join(served, 'missing'));
    expect([missing, told.includes('missing')], told).to.deep.equal([3, true]);
    const [file, why] = await failing(join(served, 'sub', 'ünd so.txt'));
    expect([file, why.includes('ünd so.txt')], why).to.deep.equal([3, true]);
    expect(await failing('--share', 'a/b', served)).to.deep.include(2);
    const taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const [code, stderr] = await failing('--port', String(port), served);
    expect([code, stderr.includes('another --port')], stderr).to.deep.equal([1, true]);
    taken.close();
  });

  it('wants a password that is one', async () => {
    const { code, stderr } = await rxsmb(['serve', served], { RXSMB_PASSWORD: '' });
    expect([code, stderr.includes('--anonymous')], stderr).to.deep.equal([2, true]);
    const file = join(local, 'password');
    writeFileSync(file, 'from a file\n');
    const { url } = await serve('--user', USER, '--password-file', file, served);
    expect((await rxsmb(['ls', url])).code).to.equal(7);
    expect((await rxsmb(['ls', url], { RXSMB_PASSWORD: 'from a file' })).code).to.equal(0);
  });
});

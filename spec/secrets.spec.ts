import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { md4 } from '../lib/crypto/md4.ts';
import { memory } from '../lib/server/file-systems/memory.ts';
import { SmbServer } from '../lib/server/smb-server.ts';
import { mount } from '../lib/share/mount.ts';
import { sync } from '../lib/sync/sync.ts';
import { parseTarget } from '../lib/target.ts';
import { runBundled } from './cli/bundle.ts';
import { failure } from './live/failure.ts';
import { readSources } from './support/imports.ts';
import { freshFolder } from './support/temp.ts';
import { pcapFile } from './support/tshark.ts';

const PASSWORD = 'Zw3rgpinscher-Kn0ten';

/** All the ways in which bytes are written by inspection, JSON and captures, white space left out. */
function spellings(bytes: Uint8Array): string[] {
  const all = Buffer.from(bytes);
  return [
    all.toString('hex'),
    all.toString('base64'),
    all.toString('latin1'),
    [...all].join(','),
    [...all].map((byte, index) => `"${index}":${byte}`).join(','),
  ];
}

/** Everything that an inspection or JSON can get out of a value. */
function shown(value: unknown): string {
  const all = {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  };
  return `${inspect(value, all)} ${json(value)}`.replace(/\s/g, '');
}

/** Circles are left out: they would end it early. */
function json(value: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (typeof part !== 'object' || part === null) return part;
    if (seen.has(part)) return undefined;
    seen.add(part);
    return part;
  });
}

describe('secrets', function () {
  this.timeout(60_000);
  const utf16 = Buffer.from(PASSWORD, 'utf16le');
  const needles = [PASSWORD, ...[Buffer.from(PASSWORD), utf16, md4(utf16)].flatMap(spellings)];
  const seen: [string, unknown][] = [];
  const keep = (name: string, value: unknown) => {
    seen.push([name, value]);
  };
  let server: SmbServer;
  let capture: string;

  before(async () => {
    capture = process.env['RXSMB_PCAP'] = pcapFile();
    const keyLog = (process.env['RXSMB_KEYLOG'] = join(freshFolder('keys'), 'keys'));
    try {
      server = await SmbServer.listen({
        shares: { docs: memory({ 'read.me': 'hello', sub: { 'a.txt': 'a' } }) },
        users: { alice: PASSWORD },
        script: client => ({
          request: (request, next) => {
            keep('a request in a script', [client, request]);
            next(request);
          },
        }),
      });
      const options = { password: PASSWORD, encryption: 'required' } as const;
      keep('server', server);
      keep('target', parseTarget(server.url('docs'), options));
      keep('target of a URL', parseTarget(server.url('docs').replace('@', `:${PASSWORD}@`)));
      const mounting = mount(server.url('docs'), options);
      keep('mount', mounting);
      const share = await mounting;
      keep('share', share);
      keep('parts', [share.connection, share.session, share.tree, share.info, share.leases]);
      keep('faces', [share.fs, share.promises]);
      keep('Observables', [
        share.stat('read.me'),
        share.walk('/'),
        share.watch('/'),
        share.readFile('read.me'),
      ]);
      const handle = await share.open('read.me', 'r+');
      keep('handle', handle);
      keep('folder', await share.opendir('/'));
      keep('streams', [share.createReadStream('read.me'), share.createWriteStream('new')]);
      keep('refusal', await failure(share.stat('missing')));
      const local = freshFolder('sync');
      keep('sync', await lastValueFrom(sync({ share, path: '/' }, local).pipe(toArray())));
      await handle.close();
      await share.close();
      keep('share, closed', share);
      keep('error of a closed share', await failure(share.stat('read.me')));
      keep('error of a login', await failure(mount(server.url('docs'), { password: `${PASSWORD}?` })));
      keep('error of no server', await failure(mount('smb://alice@127.0.0.1:1/docs', options)));
      const keys = readFileSync(keyLog, 'latin1').trim().split('\n')[0]?.split(',').slice(1) ?? [];
      expect(keys).to.have.length(3);
      needles.push(...keys.flatMap(key => spellings(Buffer.from(key, 'hex'))));
    } finally {
      delete process.env['RXSMB_PCAP'];
      delete process.env['RXSMB_KEYLOG'];
    }
  });

  after(() => server.close());

  function expectNone(text: string, where: string): void {
    const bare = text.replace(/\s/g, '');
    expect(
      needles.filter(needle => bare.includes(needle.replace(/\s/g, ''))),
      where,
    ).to.deep.equal([]);
  }

  it('would be found in every spelling', () => {
    const bytes = Buffer.from(PASSWORD);
    for (const value of [
      PASSWORD,
      bytes,
      Uint8Array.from(bytes),
      { deep: { er: [bytes] } },
      new Map([[1, bytes]]),
    ]) {
      expect(() => expectNone(shown(value), 'planted')).to.throw('planted');
    }
    expect(() => expectNone(shown(new Error('x', { cause: new Error(PASSWORD) })), 'planted')).to.throw();
  });

  it('are in no object that a program gets, at any depth', () => {
    expect(seen.map(([name]) => name)).to.include.members(['share', 'sync', 'a request in a script']);
    for (const [name, value] of seen) expectNone(shown(value), name);
  });

  it('are in no capture of a login', () => {
    expectNone(readFileSync(capture, 'latin1'), 'capture');
  });

  it('are in no title of the process, and no program is started that could inherit them', () => {
    expectNone(process.title, 'title');
    const starting = [...readSources(join(import.meta.dirname, '..', 'lib'))]
      .filter(([, text]) => /['"](node:)?(child_process|cluster|worker_threads)['"]/.test(text))
      .map(([path]) => path);
    expect(starting).to.deep.equal([]);
  });

  for (const args of [
    ['ls', '--verbose', '--json'],
    ['doctor', '--verbose'],
    ['doctor', '--json'],
  ]) {
    it(`are in nothing that ${args.join(' ')} says with every log on`, async () => {
      const { stdout, stderr } = await runBundled([...args, server.url('docs')], {
        env: { RXSMB_PASSWORD: PASSWORD, NODE_DEBUG: 'rxsmb' },
      });
      expect(stdout).to.not.equal('');
      expect(stderr).to.match(/pdu NEGOTIATE/);
      expectNone(stdout, 'stdout');
      expectNone(stderr, 'stderr');
    });
  }
});

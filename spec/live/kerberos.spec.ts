import { expect } from 'chai';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { CIPHER_NAMES, DIALECT_NAMES } from '../../lib/target.ts';
import { ANN, type AdShare, DOMAIN, HOST_NAME, REALM } from '../support/samba-ad.ts';
import { output } from '../support/process.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { useKerberos } from './kerberos-bench.ts';

const MIB = 1024 * 1024;

describe('live: a login by Kerberos', function () {
  this.timeout(120_000);
  const bench = useKerberos();
  let cache: string;
  let capture: string;

  before(async () => {
    cache = await bench.ad.kinit();
  });

  beforeEach(() => {
    capture = pcapFile();
    process.env['RXSMB_PCAP'] = capture;
  });

  afterEach(async () => {
    delete process.env['RXSMB_PCAP'];
    if (existsSync(capture)) expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  /** Both ways, compared with the disk: keys that differ by a bit would not come through the first reply. */
  async function exercise(share: Share, on: AdShare): Promise<void> {
    const name = `ticket-${randomBytes(4).toString('hex')}.bin`;
    const bytes = randomBytes(MIB + 12_345);
    await share.writeFile(name, bytes);
    expect(sha(readFileSync(join(bench.ad.sharePath(on), name)))).to.equal(sha(bytes));
    expect(sha(await share.readFile(name))).to.equal(sha(bytes));
    expect(await share.readdir('/')).to.include(name);
    expect(await failure(share.stat('not-there'))).to.include({ code: 'ENOENT' });
    await share.unlink(name);
  }

  async function look(share: Share): Promise<void> {
    expect((await share.stat('/')).isDirectory()).to.equal(true);
  }

  describe('signs', () => {
    for (const dialect of DIALECT_NAMES) {
      it(`at ${dialect}`, async () => {
        const options = bench.options('plain', {
          dialects: { min: dialect, max: dialect },
          encryption: 'off',
        });
        await bench.within(cache, options, async share => {
          expect(share.info).to.include({ dialect, signed: true, encrypted: false });
          await exercise(share, 'plain');
        });
      });
    }
  });

  describe('seals', () => {
    const ways = [
      ['3.0', 'AES-128-CCM'],
      ['3.0.2', 'AES-128-CCM'],
      ...CIPHER_NAMES.map(cipher => ['3.1.1', cipher] as const),
    ] as const;
    for (const [dialect, cipher] of ways) {
      const settings = {
        dialects: { min: dialect, max: dialect },
        ...(dialect === '3.1.1' && { ciphers: [cipher] }),
      };

      it(`a share that requires it, by ${cipher} at ${dialect}`, async () => {
        await bench.within(cache, bench.options('sealed', settings), async share => {
          expect(share.info).to.include({ dialect, cipher, encrypted: true });
          await exercise(share, 'sealed');
        });
      });

      it(`the whole session, by ${cipher} at ${dialect}`, async () => {
        const options = bench.options('plain', { ...settings, encryption: 'required' });
        await bench.within(cache, options, async share => {
          expect(share.info).to.include({ dialect, cipher, encrypted: true });
          await exercise(share, 'plain');
        });
        const trees = await fields(capture, 'smb2.cmd == 3', ['smb2.cmd']);
        expect(trees, 'trees that could be seen').to.deep.equal([]);
      });
    }
  });

  it('is one that tshark can follow, with the keys of the realm', async () => {
    await bench.within(cache, bench.options(), look);
    const keys = ['-o', 'kerberos.decrypt:TRUE', '-o', `kerberos.file:${bench.ad.allKeys}`];
    const names = ['kerberos.CNameString', 'kerberos.SNameString', 'kerberos.keyvalue'];
    const shown = await output('tshark', [
      ...['-n', '-r', capture, ...keys, '-Y', 'kerberos', '-T', 'fields', '-E', 'separator=|'],
      ...names.flatMap(name => ['-e', name]),
    ]);
    const [request = [], reply = []] = shown
      .trimEnd()
      .split('\n')
      .map(line => line.split('|').map(values => values.split(',')));
    const [client, service, before = []] = request;
    expect(client, 'in the ticket and in its authenticator').to.deep.equal([ANN.name, ANN.name]);
    expect(service).to.deep.equal(['cifs', HOST_NAME]);
    // the ticket's, the client's subkey, and the server's in its proof: AES-256 all of them
    const seen = [...before, ...(reply[2] ?? [])];
    expect(seen.map(key => key.length / 2)).to.deep.equal([32, 32, 32]);
    expect(new Set(seen).size).to.equal(3);
  });

  it('stands beside logins by password at the same server', async () => {
    const account = { username: ANN.name, domain: DOMAIN, password: ANN.password, auth: 'ntlm' } as const;
    for (const on of ['plain', 'sealed'] as const) {
      await bench.within({}, bench.options(on, account), share => exercise(share, on));
    }
  });

  it('is for who the ticket is of, and for nobody else', async () => {
    await bench.within(cache, bench.options('plain', { username: ANN.name }), look);
    await bench.within(cache, bench.options('plain', { username: ANN.name, domain: REALM }), look);
    const bob = bench.as(cache, () => Promise.resolve(mount(bench.options('plain', { username: 'bob' }))));
    const error = await failure(bob);
    expect(error).to.include({ code: 'ERR_SMB_AUTH', fatal: true });
    expect(error.message).to.include('bob').and.include('kinit');
  });

  it('takes its ticket from a folder of caches', async () => {
    const folder = `DIR:${join(bench.ad.dir, 'caches')}`;
    await bench.ad.kinit({ cache: folder });
    await bench.within(folder, bench.options('sealed'), share => exercise(share, 'sealed'));
  });

  it('fetches its ticket by a table of keys, where there is none', async () => {
    const empty = `FILE:${join(bench.ad.dir, 'caches', 'by-keytab')}`;
    const env = { KRB5CCNAME: empty, KRB5_CLIENT_KTNAME: bench.ad.keytab };
    await bench.within(env, bench.options('sealed'), share => exercise(share, 'sealed'));
  });

  it('takes the service that it is told, at an address without a name', async () => {
    const options = { host: bench.ad.address, transport: undefined, servicePrincipal: `cifs/${HOST_NAME}` };
    await bench.within(cache, bench.options('plain', options), share => exercise(share, 'plain'));
    const withRealm = { ...options, servicePrincipal: `cifs/${HOST_NAME}@${REALM}` };
    await bench.within(cache, bench.options('plain', withRealm), share => exercise(share, 'plain'));
  });

  it('needs no DNS, and waits for none', async () => {
    const KRB5_CONFIG = bench.ad.config({ dns_canonicalize_hostname: 'true', rdns: 'true' });
    await bench.within({ KRB5CCNAME: cache, KRB5_CONFIG }, bench.options(), share =>
      exercise(share, 'plain'),
    );
  });
});

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { DialectName } from '../../lib/target.ts';
import { CIPHER_NAMES, type CipherName } from '../../lib/wire/smb2/cipher-name.ts';
import { type SambaOptions, sharedSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';

const MIB = 1024 * 1024;
const REQUIRED = { 'smb encrypt': 'required' } as const;

const WAYS: readonly (readonly [DialectName, CipherName])[] = [
  ['3.0', 'AES-128-CCM'],
  ['3.0.2', 'AES-128-CCM'],
  ...CIPHER_NAMES.map(cipher => ['3.1.1', cipher] as const),
];

/** What crossed the wire: SMB2 commands that could be read, and whether something sealed was among it. */
async function seen(capture: string): Promise<{ readable: string[]; sealed: number }> {
  const rows = await fields(capture, 'smb2', ['smb2.cmd', 'smb2.header.transform.msg_size']);
  return {
    readable: [...new Set(rows.flatMap(([command]) => command.split(',')))].filter(Boolean).sort(),
    sealed: rows.filter(([, size]) => size !== '').length,
  };
}

describe('live: sealing', function () {
  this.timeout(60_000);
  let capture: string;

  beforeEach(() => {
    capture = pcapFile();
    process.env['RXSMB_PCAP'] = capture;
  });

  afterEach(async () => {
    delete process.env['RXSMB_PCAP'];
    if (existsSync(capture)) expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  /** Everything at once: compounds, large payloads in flight, listings, a refusal, a late CANCEL. */
  async function exercise(share: Share, folder: string): Promise<void> {
    const name = `sealed-${randomBytes(4).toString('hex')}.bin`;
    const bytes = randomBytes(5 * MIB + 12_345);
    await share.writeFile(name, bytes);
    expect(sha(readFileSync(join(folder, name)))).to.equal(sha(bytes));
    expect(sha(await share.readFile(name))).to.equal(sha(bytes));
    expect(await share.readdir('/')).to.include(name);
    expect((await share.stat(name)).size).to.equal(bytes.length);
    expect(await failure(share.stat('not-there'))).to.include({ code: 'ENOENT' });
    for await (const { type } of share.watch('/')) if (type === 'ready') break; // ends in a CANCEL
    await share.unlink(name);
  }

  const samba = (dialect: DialectName, more: Partial<SambaOptions>): SambaOptions => {
    const protocol = { '3.0': 'SMB3_00', '3.0.2': 'SMB3_02' } as const;
    const max = dialect === '3.0' || dialect === '3.0.2' ? protocol[dialect] : 'SMB3_11';
    return { minProtocol: max, maxProtocol: max, ...more };
  };

  for (const [dialect, cipher] of WAYS) {
    it(`carries everything with ${cipher} on ${dialect}, for a server that requires it`, async () => {
      const server = await sharedSamba(samba(dialect, { global: REQUIRED }));
      const share = await mount(server.url(), { ciphers: [cipher] });
      expect(share.info).to.include({ dialect, cipher, encrypted: true });
      await exercise(share, server.path);
      await share.close();
      const { readable, sealed } = await seen(capture);
      expect(sealed).to.be.above(20);
      // NEGOTIATE and SESSION_SETUP alone can be read
      expect(readable).to.deep.equal(['0', '1']);
    });

    it(`carries everything with ${cipher} on ${dialect}, because the caller wants it`, async () => {
      const server = await sharedSamba(samba(dialect, {}));
      const share = await mount(server.url(), { ciphers: [cipher], encryption: 'required' });
      expect(share.info).to.include({ dialect, cipher, encrypted: true });
      await exercise(share, server.path);
      await share.close();
      const { readable } = await seen(capture);
      expect(readable).to.deep.equal(['0', '1']);
    });
  }

  it('seals what goes to a share that requires it, and leaves its neighbour in the clear', async () => {
    const server = await sharedSamba({ shares: { sealed: { settings: REQUIRED }, open: {} } });
    const sealed = await mount(server.url('sealed'));
    expect(sealed.info).to.include({ encrypted: true, cipher: 'AES-128-GCM' });
    await exercise(sealed, server.sharePath('sealed'));
    await sealed.close();
    const { readable } = await seen(capture);
    // TREE_CONNECT tells that it must be; what follows cannot be read
    expect(readable).to.not.include('5');
    const open = await mount(server.url('open'));
    expect(open.info).to.include({ encrypted: false, cipher: 'AES-128-GCM' });
    await open.close();
  });

  it('takes the cipher that the server prefers among those that are offered', async () => {
    const order = 'AES-256-GCM, AES-128-GCM';
    const server = await sharedSamba({ global: { ...REQUIRED, 'server smb3 encryption algorithms': order } });
    const share = await mount(server.url());
    expect(share.info.cipher).to.equal('AES-256-GCM');
    await share.close();
    const short = await mount(server.url(), { ciphers: ['AES-128-CCM', 'AES-128-GCM'] });
    expect(short.info.cipher).to.equal('AES-128-GCM');
    await short.close();
  });

  describe("with encryption: 'required'", () => {
    it('says nothing to a server that cannot', async () => {
      const server = await sharedSamba({ global: { 'smb encrypt': 'off' } });
      const ciphers = ['AES-256-GCM'] as const;
      const only = await sharedSamba({
        global: { 'server smb3 encryption algorithms': 'AES-128-GCM', 'smb encrypt': 'desired' },
      });
      for (const [target, options] of [
        [server, { dialects: { min: '3.0', max: '3.0.2' } }],
        [only, { ciphers }],
      ] as const) {
        const error = await failure(mount(target.url(), { encryption: 'required', ...options }));
        expect(error).to.include({ code: 'ERR_SMB_ENCRYPTION_REQUIRED', syscall: 'mount', fatal: true });
      }
      const { readable } = await seen(capture);
      expect(readable).to.deep.equal(['0']);
    });

    it('does not even dial where no dialect of the offer can', async () => {
      const options = { encryption: 'required', dialects: { max: '2.1' } } as const;
      const error = await failure(mount('smb://user:pass@127.0.0.1:1/share', options));
      expect(error).to.include({ code: 'ERR_SMB_ENCRYPTION_REQUIRED', outcome: 'not-sent' });
    });
  });
});

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

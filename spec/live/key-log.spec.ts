import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { mount } from '../../lib/share/mount.ts';
import type { CipherName, DialectName, MountOptions } from '../../lib/target.ts';
import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { fields, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';

const NAME = 'only-for-the-two-of-us.txt';
const WAYS: readonly (readonly [DialectName, CipherName])[] = [
  ['3.0', 'AES-128-CCM'],
  ['3.0.2', 'AES-128-CCM'],
  ['3.1.1', 'AES-128-GCM'],
  ['3.1.1', 'AES-128-CCM'],
  ['3.1.1', 'AES-256-GCM'],
  ['3.1.1', 'AES-256-CCM'],
];

describe('live: RXSMB_KEYLOG', function () {
  this.timeout(60_000);
  let server: SambaServer;
  let capture: string;
  let keyLog: string;

  before(async () => {
    server = await sharedSamba();
  });

  beforeEach(() => {
    process.env['RXSMB_PCAP'] = capture = pcapFile();
    process.env['RXSMB_KEYLOG'] = keyLog = join(freshFolder('keys'), 'keys');
  });

  afterEach(() => {
    delete process.env['RXSMB_PCAP'];
    delete process.env['RXSMB_KEYLOG'];
  });

  async function talk(options: MountOptions): Promise<void> {
    const share = await mount(server.url(), options);
    await share.writeFile(NAME, 'hello');
    await share.close();
  }

  function lines(): string[] {
    return readFileSync(keyLog, 'latin1').trimEnd().split('\n');
  }

  for (const [dialect, cipher] of WAYS) {
    it(`lets tshark read what was sealed with ${cipher} on ${dialect}`, async () => {
      await talk({ encryption: 'required', ciphers: [cipher], dialects: { min: dialect, max: dialect } });
      const read = (keys: readonly string[]) =>
        fields(capture, 'smb2', ['smb2.cmd', 'smb2.filename', 'smb2.nt_status', '_ws.malformed'], keys);
      const blind = await read([]);
      expect(blind.map(([command]) => command).join(), 'without keys').to.match(/^[01,]+$/);
      expect(blind.flat().join()).to.not.include(NAME);
      expect(lines()).to.have.length(1);
      const told = await read(lines());
      const creates = told.filter(([command]) => command.split(',').includes('5'));
      expect(creates.some(([, name]) => name.includes(NAME))).to.equal(true);
      expect(creates.some(([, , status]) => status.startsWith('0x00000000'))).to.equal(true);
      expect(told.filter(([, , , malformed]) => malformed !== '')).to.deep.equal([]);
    });
  }

  it('has a line for each session, with the keys that its dialect has', async () => {
    await talk({});
    await talk({ dialects: { max: '2.1' } });
    expect(lines()).to.have.length(2);
    expect(lines()[0]).to.match(/^[0-9a-f]{16}(,[0-9a-f]{32}){3}$/);
    expect(lines()[1]).to.match(/^[0-9a-f]{16},[0-9a-f]{32},"",""$/);
  });

  it('refuses a file that others can read before anything is sent', async () => {
    writeFileSync(keyLog, '', { mode: 0o644 });
    const error = await failure(mount(server.url()));
    expect(error).to.include({ code: 'ERR_SMB_OPTION', syscall: 'mount', outcome: 'not-sent' });
    expect(error.message).to.include(keyLog);
    expect(readFileSync(keyLog, 'latin1')).to.equal('');
    expect(() => readFileSync(capture)).to.throw('ENOENT');
  });

  it('says on stderr that it is on, once a process', async () => {
    const program = `
      import { mount } from './lib/share/mount.ts';
      for (let i = 0; i < 2; i++) await (await mount(${JSON.stringify(server.url())})).close();
    `;
    const args = ['--input-type=module', '-e', program];
    const { code, stderr } = await runNode(args);
    expect(code, stderr).to.equal(0);
    expect(stderr.match(/\[RXSMB_KEYLOG\] SecurityWarning/g)).to.have.length(1);
    expect(stderr).to.include(keyLog);
    const silent = await runNode(args, { env: { RXSMB_KEYLOG: undefined } });
    expect(silent.stderr).to.equal('');
  });
});

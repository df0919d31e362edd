import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../cli/bundle.ts';
import { mount } from '../../lib/share/mount.ts';
import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';

describe('rxsmb xattr and rxsmb streams', function () {
  this.timeout(60_000);
  let server: SambaServer;
  let program: string;

  before(async () => {
    const settings = { 'vfs objects': 'streams_xattr', 'ea support': true };
    server = await sharedSamba({ shares: { attributes: { settings } } });
    writeFileSync(join(server.path, 'file.txt'), 'content');
    program = await bundled();
    await using share = await mount(server.url());
    await share.writeFile('file.txt', 'zone', { stream: 'Zone.Identifier' });
  });

  const rxsmb = async (...args: string[]) => {
    const { code, stdout, stderr } = await runNode([program, ...args], {
      env: { RXSMB_PASSWORD: server.password },
    });
    return { code, stdout, stderr };
  };
  const url = () => {
    const plain = new URL(server.url(undefined, { path: 'file.txt' }));
    plain.password = '';
    return plain.href;
  };

  it('sets, lists, gets and removes attributes, as text and as bytes', async () => {
    expect(await rxsmb('xattr', '--set', 'comment=grüße', url())).to.deep.equal({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect((await rxsmb('xattr', '--set', 'raw=00ff', '--as', 'hex', url())).code).to.equal(0);
    expect((await rxsmb('xattr', '--get', 'comment', url())).stdout).to.equal('grüße\n');
    expect((await rxsmb('xattr', '--get', 'RAW', '--as', 'base64', url())).stdout).to.equal('AP8=\n');
    const listed = (await rxsmb('xattr', '--json', '--as', 'hex', url())).stdout.trim().split('\n');
    expect(listed.map(line => JSON.parse(line) as object)).to.have.deep.members([
      { path: 'file.txt', name: 'comment', value: Buffer.from('grüße').toString('hex') },
      { path: 'file.txt', name: 'raw', value: '00ff' },
    ]);
    expect((await rxsmb('xattr', '--remove', 'raw', url())).code).to.equal(0);
    expect((await rxsmb('xattr', url())).stdout).to.match(/^comment=\S+\n$/);
  });

  it('fails clearly where there is no such attribute, and for what it does not understand', async () => {
    const missing = await rxsmb('xattr', '--get', 'nothing', url());
    expect([missing.code, missing.stderr.includes('no extended attribute')]).to.deep.equal([1, true]);
    for (const args of [
      ['--set', 'x'],
      ['--set', 'x=0g', '--as', 'hex'],
      ['--get', 'a', '--remove', 'b'],
      ['--as', 'oct'],
    ]) {
      expect((await rxsmb('xattr', ...args, url())).code, args.join(' ')).to.equal(2);
    }
  });

  it('lists streams', async () => {
    expect((await rxsmb('streams', url())).stdout).to.equal('4\tZone.Identifier\n');
    const [record] = (await rxsmb('streams', '--json', url())).stdout.trim().split('\n');
    expect(JSON.parse(record ?? '')).to.include({ path: 'file.txt', stream: 'Zone.Identifier', size: 4 });
  });
});

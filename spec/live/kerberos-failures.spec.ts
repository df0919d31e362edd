import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mount } from '../../lib/share/mount.ts';
import type { MountOptions } from '../../lib/target.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { run } from '../support/process.ts';
import { HOST_NAME } from '../support/samba-ad.ts';
import { tampered } from '../support/tampered.ts';
import { failure } from './failure.ts';
import { useKerberos } from './kerberos-bench.ts';
import { AT, at } from './man-in-the-middle.ts';

describe('live: a login by Kerberos that cannot succeed', function () {
  this.timeout(120_000);
  const bench = useKerberos();
  let cache: string;

  before(async () => {
    cache = await bench.ad.kinit();
  });

  type Environment = Parameters<typeof bench.as>[0];

  async function refused(env: Environment, options: MountOptions): Promise<string> {
    const error = await failure(bench.as(env, () => Promise.resolve(mount(options))));
    expect(error).to.include({ code: 'ERR_SMB_AUTH', fatal: true, retryable: false });
    return error.message;
  }

  it('says that there is no ticket, and where it looked', async () => {
    const nowhere = `FILE:${join(bench.ad.dir, 'caches', 'nobody')}`;
    expect(await refused(nowhere, bench.options()))
      .to.include('kinit')
      .and.include(nowhere);
  });

  it('says that the ticket has expired', async () => {
    const short = await bench.ad.kinit({ lifetime: '2s' });
    const expired = async () => (await run('klist', ['-s'], { env: { KRB5CCNAME: short } })).code !== 0;
    while (!(await expired())) await sleep(100);
    expect(await refused(short, bench.options())).to.match(/expired.*kinit/);
  });

  for (const kind of ['KCM:', 'KEYRING:session:rxsmb', 'MEMORY:rxsmb']) {
    it(`says that a cache of the kind ${kind} cannot be used, and which can`, async () => {
      const message = await refused(kind, bench.options());
      expect(message).to.include(kind.replace(/:.*/, '')).and.include('KRB5CCNAME=FILE:');
    });
  }

  it('says that the realm does not know the service', async () => {
    const servicePrincipal = 'cifs/nas.lab.example';
    expect(await refused(cache, bench.options('plain', { servicePrincipal }))).to.include(servicePrincipal);
    const host = 'nas.lab.example';
    expect(await refused(cache, bench.options('plain', { host }))).to.include('cifs/nas.lab.example');
  });

  it('says that no KDC of another realm is known', async () => {
    const message = await refused(
      cache,
      bench.options('plain', { servicePrincipal: 'cifs/nas.other.example' }),
    );
    expect(message).to.match(/realm/i).and.include('krb5.conf');
    const elsewhere = `cifs/${HOST_NAME}@OTHER.EXAMPLE`;
    expect(await refused(cache, bench.options('plain', { servicePrincipal: elsewhere }))).to.include(
      'OTHER.EXAMPLE',
    );
  });

  it('says that the clocks differ', async () => {
    // where libkrb5 notes the clock of a KDC: one hour ahead, and so is everything that it stamps
    const fast = join(bench.ad.dir, 'caches', 'fast');
    await bench.ad.kinit({ cache: `FILE:${fast}` });
    writeFileSync(fast, withKdcOffset(readFileSync(fast), 3600));
    expect(await refused(`FILE:${fast}`, bench.options())).to.match(/clock/i);
  });

  it('refuses an address before anything is sent, and says what to give', async () => {
    const options = bench.options('plain', { host: bench.ad.address, transport: undefined });
    const error = await failure(bench.as(cache, () => Promise.resolve(mount(options))));
    expect(error).to.include({ code: 'ERR_SMB_OPTION', outcome: 'not-sent' });
    expect(error.message).to.include(bench.ad.address).and.include('servicePrincipal');
  });

  describe('does not take a server for the one of the ticket', () => {
    const to = (rewrite: (reply: Buffer) => void): MountOptions =>
      bench.options('plain', {
        transport: () =>
          tampered(connect(445, bench.ad.address), {
            down: at(Command.SESSION_SETUP, message => {
              if (message.readUInt32LE(AT.status) === NtStatus.STATUS_SUCCESS) rewrite(message);
              return undefined;
            }),
          }),
      });

    it('that alters its proof', async () => {
      const options = to(reply => void (reply[reply.length - 40]! ^= 1));
      expect(await refused(cache, options)).to.be.a('string');
    });

    it('that sends none', async () => {
      const options = to(reply => reply.writeUInt16LE(0, 64 + 6));
      expect(await refused(cache, options)).to.match(/accepted before/);
    });
  });
});

/** A FILE cache of format 4 whose tag DeltaTime says that the KDC's clock is so many seconds ahead. */
function withKdcOffset(cache: Buffer, seconds: number): Buffer {
  expect(cache.readUInt16BE(0)).to.equal(0x0504);
  const rest = cache.subarray(4 + cache.readUInt16BE(2));
  const head = Buffer.alloc(4 + 12);
  head.writeUInt16BE(0x0504, 0);
  head.writeUInt16BE(12, 2); // bytes of tags
  head.writeUInt16BE(1, 4); // DeltaTime
  head.writeUInt16BE(8, 6);
  head.writeInt32BE(seconds, 8);
  return Buffer.concat([head, rest]);
}

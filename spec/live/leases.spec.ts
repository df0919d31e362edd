import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { leaseBreak } from '../../lib/commands/lease-break.ts';
import { oplockBreak } from '../../lib/commands/oplock-break.ts';
import { leaseBits, type LeaseBreak, type LeaseWish } from '../../lib/session/lease.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { DialectName } from '../../lib/target.ts';
import { RequestLease } from '../../lib/wire/smb2/contexts/request-lease.ts';
import { AccessMask, CreateDisposition, OplockLevel, ShareAccess } from '../../lib/wire/smb2/create.ts';
import type { BreakNotification } from '../../lib/wire/smb2/lease-break.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

const GENERATIONS: readonly {
  readonly dialect: DialectName;
  readonly kind: string;
  /** What is left when somebody opens to read, and when he writes. */
  readonly reader: string;
}[] = [
  { dialect: '2.0.2', kind: 'an oplock', reader: 'r' },
  { dialect: '2.1', kind: 'a lease of version 1', reader: 'rh' },
  { dialect: '3.0', kind: 'a lease of version 2', reader: 'rh' },
  { dialect: '3.1.1', kind: 'a lease of version 2', reader: 'rh' },
];

describe('live: leases', function () {
  this.timeout(90_000);
  let server: SambaServer;
  const onDisk = (name: string) => join(server.path, name);

  before(async () => {
    server = await sharedSamba();
  });

  for (const { dialect, kind, reader } of GENERATIONS) {
    describe(dialect, () => {
      const capture = pcapFile();
      let share: Share;
      const notices: BreakNotification[] = [];

      before(async () => {
        process.env['RXSMB_PCAP'] = capture;
        share = await mount(server.url(), { dialects: { min: dialect, max: dialect } });
        delete process.env['RXSMB_PCAP'];
        share.notices$.subscribe(notice => notices.push(notice));
      });

      after(async () => {
        await share.close();
        expect(await malformedFrames(capture)).to.deep.equal([]);
      });

      it(`is given back step by step, as ${kind}, to a second client that never waits`, async () => {
        const name = `leased-${dialect}`;
        writeFileSync(onDisk(name), 'as it was');
        const breaks: LeaseBreak[] = [];
        const handle = await share.open(name, 'r+', { lease: 'rwh' });
        let over = false;
        const events: string[] = [];
        handle.lease?.breaks$.subscribe({
          next: each => {
            breaks.push(each);
            events.push(`to '${each.to}'`);
          },
          complete: () => (over = true),
        });
        expect(handle.lease?.state).to.equal('rwh');
        expect(share.leases.map(({ path, state }) => [path, state])).to.deep.equal([[name, 'rwh']]);

        await server.smbclient(`get ${name} /dev/null`).then(() => events.push('read'));
        expect(events, 'the reader waited for us').to.deep.equal([`to '${reader}'`, 'read']);
        expect(handle.lease?.state).to.equal(reader);
        writeFileSync(join(server.dir, 'other'), 'somebody else');
        await server.smbclient(`put ${join(server.dir, 'other')} ${name}`);
        // what only let read is taken without waiting for us
        while (handle.lease?.state !== '') await sleep(5);

        const told = breaks.map(({ from, to, waiting }) => [from, to, waiting]);
        expect(told[0]).to.deep.equal(['rwh', reader, true]);
        expect(told.at(-1)?.[1]).to.equal('');
        expect(notices.map(notice => notice.kind)).to.deep.equal(
          breaks.map(() => (kind === 'an oplock' ? 'oplock' : 'lease')),
        );
        expect(await handle.readFile('utf8'), 'nothing was kept').to.equal('somebody else');

        await handle.close();
        expect([over, handle.lease.state, share.leases]).to.deep.equal([true, '', []]);
        await nothingOpen(server, share, name);

        // a lease's acknowledgement is 36 bytes, an oplock's 24; the server took each, which it does not after the 35 s
        // that it waits for one
        const waited = breaks.filter(({ waiting }) => waiting).length;
        const acknowledged = await fields(capture, 'smb2.cmd == 18 && smb2.msg_id != 0xffffffffffffffff', [
          'smb2.flags.response',
          'smb2.buffer_code',
          'smb2.nt_status',
        ]);
        const size = kind === 'an oplock' ? '0x0018' : '0x0024';
        const [asked, answered] = ['0', '1'].map(response =>
          acknowledged.filter(([flag]) => Number(flag === 'True' || flag === '1') === Number(response)),
        );
        expect(asked?.map(([, code]) => code)).to.deep.equal(Array.from({ length: waited }, () => size));
        expect(answered?.map(([, , status]) => Number(status))).to.deep.equal(
          Array.from({ length: waited }, () => 0),
        );
      });

      it('lets what was not yet written be written before anybody reads', async () => {
        const name = `dirty-${dialect}`;
        writeFileSync(onDisk(name), 'old');
        const handle = await share.open(name, 'r+', {
          lease: 'rw',
          onBreak: (_broken, own) => own.write('new', 0),
        });
        expect(handle.lease?.state).to.equal('rw');
        const copy = join(server.dir, `copy-${dialect}`);
        await server.smbclient(`get ${name} ${copy}`);
        expect(readFileSync(copy, 'utf8')).to.equal('new');
        await handle.close();
      });

      it('is held by each handle for itself, and gone with it', async () => {
        const names = ['a', 'b'].map(letter => `${letter}-${dialect}`);
        for (const name of names) writeFileSync(onDisk(name), name);
        const handles = await Promise.all(names.map(name => share.open(name, 'r', { lease: 'r' })));
        expect(share.leases.map(({ path, state }) => `${path} ${state}`).sort()).to.deep.equal(
          names.map(name => `${name} r`),
        );
        await handles[0]!.close();
        expect(share.leases.map(({ path }) => path)).to.deep.equal([names[1]]);
        expect((await failure(share.open('missing', 'r', { lease: 'r' }))).code).to.equal('ENOENT');
        expect(share.leases).to.have.lengthOf(1);
        await handles[1]!.close();
        expect(share.leases).to.deep.equal([]);
      });

      it('may be granted for less than was wanted', async () => {
        const name = `less-${dialect}`;
        writeFileSync(onDisk(name), 'x');
        const first = await share.open(name);
        const second = await share.open(name, 'r', { lease: 'rwh' });
        expect(second.lease?.state).to.match(/^rh?$/);
        const none = await share.open(name);
        expect(none.lease).to.equal(undefined);
        for (const handle of [first, second, none]) await handle.close();
      });
    });
  }

  for (const kind of ['oplock', 'lease'] as const) {
    it(`can be acknowledged by hand, on the floor of the PDUs (${kind})`, async () => {
      const name = `by-hand-${kind}`;
      writeFileSync(onDisk(name), 'x');
      const share = await mount(server.url());
      const leaseKey = randomBytes(16);
      const notice = firstValueFrom(share.notices$);
      const { handle, oplockLevel } = await lastValueFrom(
        create(share.tree, {
          path: name,
          desiredAccess: AccessMask.READ_DATA,
          shareAccess: ShareAccess.READ,
          createDisposition: CreateDisposition.OPEN,
          ...(kind === 'oplock'
            ? { requestedOplockLevel: OplockLevel.BATCH }
            : {
                requestedOplockLevel: OplockLevel.LEASE,
                createContexts: [RequestLease.of({ version: 2, leaseKey, leaseState: 7 })],
              }),
        }),
      );
      expect(oplockLevel).to.equal(kind === 'oplock' ? OplockLevel.BATCH : OplockLevel.LEASE);
      let read = false;
      const reading = server.smbclient(`get ${name} /dev/null`).then(() => (read = true));
      const told = await notice;
      expect([told.kind, read, share.leases]).to.deep.equal([kind, false, []]);
      const remaining =
        told.kind === 'oplock'
          ? (await lastValueFrom(oplockBreak(handle, told.notification))).oplockLevel
          : (
              await lastValueFrom(
                leaseBreak(share.tree, { leaseKey, leaseState: told.notification.newLeaseState }),
              )
            ).leaseState;
      expect(remaining).to.equal(told.kind === 'oplock' ? OplockLevel.II : leaseBits('rh'));
      await reading;
      // nothing is left to be acknowledged
      const again =
        kind === 'oplock'
          ? oplockBreak(handle, { oplockLevel: 1 })
          : leaseBreak(share.tree, { leaseKey, leaseState: 1 });
      expect((await failure(lastValueFrom<unknown>(again))).command).to.equal('OPLOCK_BREAK');
      await lastValueFrom(close(handle));
      await share.close();
    });
  }

  it('are ended by the end of the share', async () => {
    writeFileSync(onDisk('ended'), 'x');
    const share = await mount(server.url());
    const handle = await share.open('ended', 'r', { lease: 'rh' satisfies LeaseWish });
    const ends: string[] = [];
    handle.lease?.breaks$.subscribe({ complete: () => ends.push('breaks$') });
    share.notices$.subscribe({ complete: () => ends.push('notices$') });
    await share.close();
    expect(ends).to.deep.equal(['breaks$', 'notices$']);
    expect(handle.lease?.state).to.equal('');
  });
});

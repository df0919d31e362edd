import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { RequestLease } from '../../lib/wire/smb2/contexts/request-lease.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateRequest, OplockLevel } from '../../lib/wire/smb2/create.ts';
import { Capabilities, Dialect } from '../../lib/wire/smb2/dialect.ts';
import type { FileId } from '../../lib/wire/smb2/file-id.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../../lib/wire/smb2/header.ts';
import {
  LeaseBreakAcknowledgment,
  LeaseBreakNotification,
  LeaseBreakResponse,
} from '../../lib/wire/smb2/lease-break.ts';
import {
  OplockBreakAcknowledgment,
  OplockBreakNotification,
  OplockBreakResponse,
} from '../../lib/wire/smb2/oplock-break.ts';
import { failure, reason } from '../live/failure.ts';
import { ACCOUNT, login } from '../support/script-login.ts';
import { type Answer, answers, ScriptServer } from '../support/script-server.ts';

const { CREATE, OPLOCK_BREAK } = Command;
const FILE: FileId = { persistent: 7n, volatile: 8n };
const OTHER_KEY = Buffer.alloc(16, 0xee);

/** What the server says unasked. */
function notify(server: ScriptServer, body: Uint8Array, header: object = {}): void {
  const message = new Uint8Array(HEADER_SIZE + body.length);
  writeHeader(message, 0, {
    command: OPLOCK_BREAK,
    flags: HeaderFlags.SERVER_TO_REDIR,
    messageId: 0xffff_ffff_ffff_ffffn,
    ...header,
  });
  message.set(body, HEADER_SIZE);
  server.deliver([message]);
}

function leaseNotice(leaseKey: Uint8Array, newLeaseState: number, flags = 1): Uint8Array {
  const codec = LeaseBreakNotification;
  return codec.encode({ leaseKey, newLeaseState, currentLeaseState: 7, flags, newEpoch: 2 }, HEADER_SIZE);
}

describe('flows: leases', () => {
  let server: ScriptServer;
  let share: Share;
  const news = new EventEmitter();

  /** A share on a server of this dialect, which grants whatever lease or oplock is asked for. */
  async function served(dialect: Dialect, capabilities: number = Capabilities.LEASING): Promise<void> {
    server = login(new ScriptServer(), { dialect, negotiate: { capabilities } });
    server.on(CREATE, request => {
      const { requestedOplockLevel: oplockLevel, createContexts } = request.read(CreateRequest);
      const asked = RequestLease.in(createContexts);
      return answers.created({
        oplockLevel,
        fileId: FILE,
        createContexts: asked === undefined ? [] : [RequestLease.of(asked)],
      });
    });
    server.on(OPLOCK_BREAK, request => {
      news.emit('acknowledged');
      if (request.message.length === HEADER_SIZE + 24) {
        const { oplockLevel } = request.read(OplockBreakAcknowledgment);
        return { body: OplockBreakResponse.encode({ fileId: FILE, oplockLevel }, HEADER_SIZE) };
      }
      const { leaseKey, leaseState } = request.read(LeaseBreakAcknowledgment);
      return { body: LeaseBreakResponse.encode({ leaseKey, leaseState }, HEADER_SIZE) };
    });
    share = await mount(
      { host: 'server', share: 'share', ...ACCOUNT, dialects: { min: '2.0.2', max: '3.1.1' } },
      { transport: () => server.duplex() },
    );
  }

  afterEach(async () => {
    await share.close();
    expect(server.violation).to.equal(undefined);
  });

  /** What the last CREATE asked for. */
  function asked() {
    const { requestedOplockLevel, createContexts } = server.got(CREATE).at(-1)!.read(CreateRequest);
    return { requestedOplockLevel, lease: RequestLease.in(createContexts) };
  }

  for (const [dialect, version] of [
    [Dialect.SMB_2_1, 1],
    [Dialect.SMB_3_0, 2],
    [Dialect.SMB_3_1_1, 2],
  ] as const) {
    it(`asks for version ${version} on 0x${dialect.toString(16)}, with a key of its own each time`, async () => {
      await served(dialect);
      const first = await share.open('a', 'r', { lease: 'rw' });
      const { requestedOplockLevel, lease } = asked();
      expect(requestedOplockLevel).to.equal(OplockLevel.LEASE);
      expect(lease).to.include({ version, leaseState: 5, flags: 0 });
      expect(first.lease?.state).to.equal('rw');
      await share.open('a', 'r', { lease: 'r' });
      expect(Buffer.compare(asked().lease!.leaseKey, lease!.leaseKey)).to.not.equal(0);
      await share.open('a');
      expect(asked()).to.deep.equal({ requestedOplockLevel: OplockLevel.NONE, lease: undefined });
    });
  }

  it('asks for the nearest oplock where the server has no leases', async () => {
    for (const [dialect, capabilities] of [
      [Dialect.SMB_2_0_2, 0],
      [Dialect.SMB_3_1_1, 0],
    ] as const) {
      await served(dialect, capabilities);
      for (const [lease, level, state] of [
        ['r', OplockLevel.II, 'r'],
        ['rh', OplockLevel.II, 'r'],
        ['rw', OplockLevel.EXCLUSIVE, 'rw'],
        ['rwh', OplockLevel.BATCH, 'rwh'],
      ] as const) {
        const handle = await share.open('a', 'r', { lease });
        expect(asked()).to.deep.equal({ requestedOplockLevel: level, lease: undefined });
        expect(handle.lease?.state).to.equal(state);
        await handle.close();
      }
      if (dialect === Dialect.SMB_2_0_2) await share.close();
    }
  });

  it('acknowledges a notice, though that is not signed', async () => {
    await served(Dialect.SMB_3_1_1);
    const handle = await share.open('a', 'r', { lease: 'rwh' });
    const { leaseKey } = asked().lease!;
    const acknowledged = once(news, 'acknowledged');
    notify(server, leaseNotice(leaseKey, 3));
    await acknowledged;
    expect(handle.lease?.state).to.equal('rh');
    const [request] = server.got(OPLOCK_BREAK);
    expect(request!.header.flags & HeaderFlags.SIGNED, 'but the answer is').to.not.equal(0);
    const { leaseKey: told, leaseState } = request!.read(LeaseBreakAcknowledgment);
    expect([Buffer.compare(told, leaseKey), leaseState]).to.deep.equal([0, 3]);

    notify(server, leaseNotice(leaseKey, 0, 0));
    await share.open('b'); // one more round trip
    expect(server.got(OPLOCK_BREAK), 'nobody waits for this one').to.have.lengthOf(1);
  });

  it('acknowledges an oplock that let write, and no other', async () => {
    await served(Dialect.SMB_2_0_2, 0);
    const handle = await share.open('a', 'r', { lease: 'rwh' });
    const acknowledged = once(news, 'acknowledged');
    notify(
      server,
      OplockBreakNotification.encode({ fileId: FILE, oplockLevel: OplockLevel.II }, HEADER_SIZE),
    );
    await acknowledged;
    expect(handle.lease?.state).to.equal('r');
    notify(
      server,
      OplockBreakNotification.encode({ fileId: FILE, oplockLevel: OplockLevel.NONE }, HEADER_SIZE),
    );
    await share.open('b');
    expect(handle.lease?.state).to.equal('');
    expect(server.got(OPLOCK_BREAK).map(request => request.read(OplockBreakAcknowledgment))).to.deep.equal([
      { fileId: FILE, oplockLevel: OplockLevel.II },
    ]);
  });

  it('ignores a notice of what nobody holds, but shows it', async () => {
    await served(Dialect.SMB_3_1_1);
    const kinds: string[] = [];
    share.notices$.subscribe(({ kind }) => kinds.push(kind));
    const handle = await share.open('a', 'r', { lease: 'rwh' });
    const { leaseKey } = asked().lease!;
    notify(server, leaseNotice(OTHER_KEY, 0));
    notify(
      server,
      OplockBreakNotification.encode({ fileId: { ...FILE, volatile: 9n }, oplockLevel: 0 }, HEADER_SIZE),
    );
    await share.open('b');
    expect(handle.lease?.state).to.equal('rwh');
    await handle.close();
    notify(server, leaseNotice(leaseKey, 0));
    await share.open('b');
    expect(server.got(OPLOCK_BREAK)).to.deep.equal([]);
    expect(kinds).to.deep.equal(['lease', 'oplock', 'lease']);
  });

  it('takes a notice that overtakes the answer to CREATE', async () => {
    await served(Dialect.SMB_3_1_1);
    server.on(CREATE, request => {
      const lease = RequestLease.in(request.read(CreateRequest).createContexts)!;
      notify(server, leaseNotice(lease.leaseKey, 1));
      return answers.created({ oplockLevel: OplockLevel.LEASE, createContexts: [RequestLease.of(lease)] });
    });
    const acknowledged = once(news, 'acknowledged');
    const told: unknown[] = [];
    const handle = await share.open('a', 'r', {
      lease: 'rwh',
      onBreak: ({ from, to }, own) => void told.push(own.path, from, to),
    });
    await acknowledged;
    expect(handle.lease?.state).to.equal('r');
    expect(told).to.deep.equal(['a', 'rwh', 'r']);
  });

  it('fails the close of a handle whose work at a break failed', async () => {
    await served(Dialect.SMB_3_1_1);
    server.on(CREATE, request => {
      const lease = RequestLease.in(request.read(CreateRequest).createContexts)!;
      notify(server, leaseNotice(lease.leaseKey, 1));
      return answers.created({ oplockLevel: OplockLevel.LEASE, createContexts: [RequestLease.of(lease)] });
    });
    const acknowledged = once(news, 'acknowledged');
    const handle = await share.open('a', 'r', {
      lease: 'rwh',
      onBreak: () => {
        throw new Error('the disk is full');
      },
    });
    await acknowledged;
    expect(await reason(handle.close())).to.include({ message: 'the disk is full' });
    expect(server.got(Command.CLOSE)).to.have.lengthOf(1);
  });

  for (const [what, send] of [
    ['a notice of neither kind', () => notify(server, new Uint8Array(44))],
    ['a notice that is cut off', () => notify(server, leaseNotice(OTHER_KEY, 0).subarray(0, 43))],
    ['a notice of one byte', () => notify(server, new Uint8Array(1))],
  ] as const) {
    it(`ends the connection at ${what}`, async () => {
      await served(Dialect.SMB_3_1_1);
      const handle = await share.open('a', 'r', { lease: 'rwh' });
      send();
      expect(await reason(share.closed)).to.include({ code: 'ERR_SMB_PROTOCOL' });
      expect(handle.lease?.state).to.equal('');
      expect((await failure(share.stat('a'))).code).to.equal('ERR_SMB_CLOSED');
    });
  }

  it('ends the connection at a lease that cannot be read', async () => {
    await served(Dialect.SMB_3_1_1);
    const broken: Answer = answers.created({
      oplockLevel: OplockLevel.LEASE,
      createContexts: [{ name: 'RqLs', data: new Uint8Array(33) }],
    });
    server.on(CREATE, broken);
    expect(await failure(share.open('a', 'r', { lease: 'r' }))).to.include({
      code: 'ERR_SMB_PROTOCOL',
      syscall: 'open',
    });
    expect(await reason(share.closed)).to.include({ code: 'ERR_SMB_PROTOCOL' });
    expect(share.leases).to.deep.equal([]);
  });

  it('refuses a combination that no server grants', async () => {
    await served(Dialect.SMB_3_1_1);
    for (const lease of ['w', 'h', 'wh', '', 'x', 'hr']) {
      const wrong = share.open('a', 'r', { lease: lease as 'r' });
      expect(await reason(wrong))
        .to.be.instanceOf(TypeError)
        .and.include({ code: 'ERR_INVALID_ARG_VALUE' });
    }
    expect(server.got(CREATE)).to.deep.equal([]);
  });

  it('forgets what it asked for when nothing comes of it', async () => {
    await served(Dialect.SMB_3_1_1);
    server.on(CREATE, () => undefined);
    const opening = share.open('a', 'r', { lease: 'r' }).subscribe();
    expect(share.leases.map(({ path, state }) => [path, state])).to.deep.equal([['a', '']]);
    opening.unsubscribe();
    expect(share.leases).to.deep.equal([]);
    for (const request of server.got(CREATE)) server.answer(request, answers.refused(0xc000_0120));
  });
});

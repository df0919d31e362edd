import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { mount } from '../../../lib/share/mount.ts';
import { RequestLease } from '../../../lib/wire/smb2/contexts/request-lease.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { CreateRequest, OplockLevel } from '../../../lib/wire/smb2/create.ts';
import { Capabilities, Dialect } from '../../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../../../lib/wire/smb2/header.ts';
import { LeaseBreakNotification } from '../../../lib/wire/smb2/lease-break.ts';
import { reason } from '../../live/failure.ts';
import { ACCOUNT, login } from '../../support/script-login.ts';
import { answers, type Received, ScriptServer } from '../../support/script-server.ts';

const { CREATE, OPLOCK_BREAK } = Command;
const FLOOD = 1_000;

/** The server wants a lease back, and says that it waits for it. */
function breakLease(server: ScriptServer, leaseKey: Uint8Array, newEpoch: number): void {
  const body = LeaseBreakNotification.encode(
    { leaseKey, newLeaseState: 1, currentLeaseState: 7, flags: 1, newEpoch },
    HEADER_SIZE,
  );
  const message = new Uint8Array(HEADER_SIZE + body.length);
  writeHeader(message, 0, {
    command: OPLOCK_BREAK,
    flags: HeaderFlags.SERVER_TO_REDIR,
    messageId: 0xffff_ffff_ffff_ffffn,
  });
  message.set(body, HEADER_SIZE);
  server.deliver([message]);
}

async function mounted(server: ScriptServer) {
  login(server, { dialect: Dialect.SMB_3_1_1, negotiate: { capabilities: Capabilities.LEASING } });
  const transport = () => server.duplex();
  return mount({ host: 'server', share: 'share', ...ACCOUNT, transport, timeouts: { silence: 1_000 } });
}

const leaseIn = (request: Received) => RequestLease.in(request.read(CreateRequest).createContexts)!;
const granted = (request: Received) =>
  answers.created({ oplockLevel: OplockLevel.LEASE, createContexts: [RequestLease.of(leaseIn(request))] });

describe('a hostile server, by notices:', () => {
  it('that floods with breaks of leases which nobody holds is answered nothing, and nothing is kept', async () => {
    const server = new ScriptServer().on(CREATE, answers.created());
    await using share = await mounted(server);
    for (let count = 0; count < FLOOD; count++) breakLease(server, Buffer.alloc(16, count), count);
    const handle = await share.open('a');
    await handle.close();
    expect(server.got(OPLOCK_BREAK)).to.deep.equal([]);
    expect(share.leases).to.deep.equal([]);
  });

  it('that breaks a lease again and again without waiting for an answer is answered 8 times, and left', async () => {
    const server = new ScriptServer().on(CREATE, granted).on(OPLOCK_BREAK, () => undefined);
    const share = await mounted(server);
    const handle = await share.open('a', 'r', { lease: 'rwh' });
    const { leaseKey } = leaseIn(server.got(CREATE)[0]!);
    for (let count = 0; count < FLOOD; count++) breakLease(server, leaseKey, 2 + count);
    expect(await reason(share.closed)).to.include({ code: 'ERR_SMB_PROTOCOL' });
    expect(server.got(OPLOCK_BREAK).length).to.be.at.most(8);
    expect(handle.lease?.state).to.equal('');
  });

  it('that does so before it has given the lease is left, too', async () => {
    let told = 0;
    const server = new ScriptServer().on(CREATE, request => {
      for (let count = 0; count < FLOOD; count++, told++)
        breakLease(server, leaseIn(request).leaseKey, count);
      return undefined;
    });
    const share = await mounted(server);
    const opening = reason(share.open('a', 'r', { lease: 'rwh' }).then());
    expect(await opening).to.include({ code: 'ERR_SMB_PROTOCOL' });
    expect(told).to.equal(FLOOD);
    await turn();
    expect(server.got(OPLOCK_BREAK)).to.deep.equal([]);
    await reason(share.closed);
  });

  it('that breaks a lease many times and waits each time is answered each time', async () => {
    const server = new ScriptServer().on(CREATE, granted);
    await using share = await mounted(server);
    const { leaseKey } = await share
      .open('a', 'r', { lease: 'rwh' })
      .then(() => leaseIn(server.got(CREATE)[0]!));
    for (let count = 0; count < 20; count++) {
      const before = server.got(OPLOCK_BREAK).length;
      server.on(OPLOCK_BREAK, request => ({ body: request.message.subarray(HEADER_SIZE) }));
      breakLease(server, leaseKey, 2 + count);
      while (server.got(OPLOCK_BREAK).length === before) await turn();
      await turn();
    }
    expect(server.got(OPLOCK_BREAK)).to.have.lengthOf(20);
  });
});

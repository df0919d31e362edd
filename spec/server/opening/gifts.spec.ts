import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { firstValueFrom } from 'rxjs';
import { create } from '../../../lib/commands/create.ts';
import { leaseBreak } from '../../../lib/commands/lease-break.ts';
import { oplockBreak } from '../../../lib/commands/oplock-break.ts';
import type { Share } from '../../../lib/share/share.ts';
import { SecurityDescriptor } from '../../../lib/wire/dtyp/security-descriptor.ts';
import { AllocationSize } from '../../../lib/wire/smb2/contexts/allocation-size.ts';
import type { CreateContext } from '../../../lib/wire/smb2/contexts/create-context.ts';
import { DurableHandleReconnect } from '../../../lib/wire/smb2/contexts/durable-handle.ts';
import { DurableHandleReconnectV2 } from '../../../lib/wire/smb2/contexts/durable-handle-v2.ts';
import { EaBuffer } from '../../../lib/wire/smb2/contexts/ea-buffer.ts';
import { SdBuffer } from '../../../lib/wire/smb2/contexts/sd-buffer.ts';
import { AccessMask, CreateDisposition } from '../../../lib/wire/smb2/create.ts';
import { OplockLevel } from '../../../lib/wire/smb2/oplock-level.ts';
import { ALL_SHARING, open, type Served, served, statusOf } from '../served.ts';

const { CREATE, OPEN, OPEN_IF, OVERWRITE_IF } = CreateDisposition;
const OK = 'STATUS_SUCCESS';

describe('contexts of a CREATE on the server', () => {
  let world: Served;
  let share: Share;

  beforeEach(async () => {
    world = await served({ 'there.txt': 'content' });
    share = await world.mount();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  function making(path: string, createDisposition: CreateDisposition, ...createContexts: CreateContext[]) {
    const options = { path, desiredAccess: AccessMask.MAXIMUM_ALLOWED, shareAccess: ALL_SHARING };
    return statusOf(firstValueFrom(create(share.tree, { ...options, createDisposition, createContexts })));
  }

  async function attributes(path: string) {
    const xattrs = (await world.fs.getXattrs?.(path)) ?? [];
    return xattrs.map(({ name, value }) => [name, Buffer.from(value).toString()]);
  }

  it('give a new or emptied file its extended attributes, and no other', async () => {
    const eas = EaBuffer.of([{ eaName: 'ORIGIN', eaValue: Buffer.from('scanner') }]);
    expect(await making('new', CREATE, eas)).to.equal(OK);
    expect(await attributes('new')).to.deep.equal([['ORIGIN', 'scanner']]);
    expect(await making('there.txt', OPEN_IF, eas)).to.equal(OK);
    expect(await attributes('there.txt')).to.deep.equal([]);
    expect(await making('there.txt', OVERWRITE_IF, eas)).to.equal(OK);
    expect(await attributes('there.txt')).to.deep.equal([['ORIGIN', 'scanner']]);
  });

  it('are refused before anything is made: a name that is none, bytes that are none', async () => {
    // one entry, whose name has no letters and whose value none either
    const nameless = { name: 'ExtA', data: new Uint8Array(9) };
    expect(await making('new', CREATE, nameless)).to.equal('STATUS_INVALID_EA_NAME');
    expect(await making('new', CREATE, { name: 'SecD', data: new Uint8Array(7) })).to.equal(
      'STATUS_INVALID_PARAMETER',
    );
    expect(await share.readdir('')).to.deep.equal(['there.txt']);
  });

  it('give a new file its security descriptor', async () => {
    const dacl = {
      revision: 2,
      aces: [{ type: 0, flags: 0, mask: 0x0012_0089, sid: 'S-1-5-32-545' as const }],
    };
    expect(await making('new', CREATE, SdBuffer.of({ dacl }))).to.equal(OK);
    const kept = SecurityDescriptor.decode((await world.fs.getSecurity?.('new')) ?? new Uint8Array(0));
    expect(kept.dacl?.aces).to.deep.equal(dacl.aces);
    expect(kept.owner).to.equal('S-1-5-32-544');
    expect(await making('there.txt', OPEN, SdBuffer.of({ dacl }))).to.equal(OK);
    const untouched = await share.getSecurity('there.txt');
    expect(untouched.dacl?.aces[0]).to.include({ sid: 'S-1-1-0' });
  });

  it('ask for no more room than there is', async () => {
    const { free } = await world.fs.volume();
    const room = (bytes: number) => AllocationSize.of({ allocationSize: BigInt(bytes) });
    expect(await making('new', CREATE, room(free + 1))).to.equal('STATUS_DISK_FULL');
    expect(await making('there.txt', OVERWRITE_IF, room(free + 1))).to.equal('STATUS_DISK_FULL');
    expect(await share.readFile('there.txt', 'utf8')).to.equal('content');
    expect(await making('there.txt', OPEN, room(free + 1))).to.equal(OK);
    expect(await making('new', CREATE, room(1024))).to.equal(OK);
    expect((await share.stat('new')).size).to.equal(0);
  });

  it('do not bring back an open of another connection', async () => {
    const { fileId } = await open(share.tree, 'there.txt');
    const gone = 'STATUS_OBJECT_NAME_NOT_FOUND';
    expect(await making('there.txt', OPEN, DurableHandleReconnect.of({ fileId }))).to.equal(gone);
    const second = DurableHandleReconnectV2.of({ fileId, createGuid: randomUUID() });
    expect(await making('there.txt', OPEN, second)).to.equal(gone);
  });
});

describe('OPLOCK_BREAK on the server', () => {
  it('gives back nothing, as nothing was ever granted', async () => {
    await using world = await served({ 'a.txt': 'A' });
    const { tree } = await world.mount();
    const { handle } = await open(tree, 'a.txt');
    const given = firstValueFrom(oplockBreak(handle, { oplockLevel: OplockLevel.NONE }));
    expect(await statusOf(given)).to.equal('STATUS_INVALID_DEVICE_STATE');
    const lease = firstValueFrom(leaseBreak(tree, { leaseKey: new Uint8Array(16).fill(1), leaseState: 0 }));
    expect(await statusOf(lease)).to.equal('STATUS_OBJECT_NAME_NOT_FOUND');
  });
});

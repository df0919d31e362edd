import { expect } from 'chai';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastValueFrom } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create, type CreateOptions } from '../../lib/commands/create.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { read } from '../../lib/commands/read.ts';
import { write } from '../../lib/commands/write.ts';
import { mount } from '../../lib/share/mount.ts';
import { FileInternalInformation } from '../../lib/wire/fscc/file-internal-information.ts';
import type { CreateContext } from '../../lib/wire/smb2/contexts/create-context.ts';
import { DurableHandle, DurableHandleReconnect } from '../../lib/wire/smb2/contexts/durable-handle.ts';
import { DurableHandleReconnectV2, DurableHandleV2 } from '../../lib/wire/smb2/contexts/durable-handle-v2.ts';
import { QueryOnDiskId } from '../../lib/wire/smb2/contexts/on-disk-id.ts';
import { RequestLease } from '../../lib/wire/smb2/contexts/request-lease.ts';
import { AccessMask, CreateDisposition, OplockLevel, ShareAccess } from '../../lib/wire/smb2/create.ts';
import type { FileId } from '../../lib/wire/smb2/file-id.ts';
import { LeaseState } from '../../lib/wire/smb2/lease-break.ts';
import { FaultProxy } from '../support/proxy.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nobodyConnected } from './nothing-open.ts';

interface Way {
  readonly title: string;
  readonly name: string;
  readonly requestedOplockLevel: OplockLevel;
  /** What is asked at first. */
  readonly asks: readonly CreateContext[];
  /** How the open is taken up again. */
  readonly reconnects: (fileId: FileId) => readonly CreateContext[];
  /** What the server must have granted, in milliseconds; 0 where it does not say. */
  readonly timeout: (answer: readonly CreateContext[]) => number | undefined;
}

const createGuid = randomUUID();
const leased = RequestLease.of({
  version: 2,
  leaseKey: randomBytes(16),
  leaseState: LeaseState.READ_CACHING | LeaseState.WRITE_CACHING | LeaseState.HANDLE_CACHING,
});
const timeoutV2 = (answer: readonly CreateContext[]) => DurableHandleV2.response.in(answer)?.timeout;

const WAYS: readonly Way[] = [
  {
    title: 'version 1, with a batch oplock',
    name: 'durable-1',
    requestedOplockLevel: OplockLevel.BATCH,
    asks: [DurableHandle.request.of()],
    reconnects: fileId => [DurableHandleReconnect.of({ fileId })],
    timeout: answer => (DurableHandle.response.in(answer) === undefined ? undefined : 0),
  },
  {
    title: 'version 2, with a batch oplock',
    name: 'durable-2',
    requestedOplockLevel: OplockLevel.BATCH,
    asks: [DurableHandleV2.request.of({ createGuid, timeout: 60_000 })],
    reconnects: fileId => [DurableHandleReconnectV2.of({ fileId, createGuid })],
    timeout: timeoutV2,
  },
  {
    title: 'version 2, with a lease',
    name: 'durable-leased',
    requestedOplockLevel: OplockLevel.LEASE,
    asks: [DurableHandleV2.request.of({ createGuid, timeout: 60_000 }), leased],
    reconnects: fileId => [DurableHandleReconnectV2.of({ fileId, createGuid }), leased],
    timeout: timeoutV2,
  },
];

describe('live: durable handles', function () {
  this.timeout(90_000);
  const capture = pcapFile();
  let server: SambaServer;
  let proxy: FaultProxy;

  before(async () => {
    const settings = {
      'durable handles': true,
      'kernel oplocks': false,
      'kernel share modes': false,
      'posix locking': false,
    };
    server = await sharedSamba({ shares: { durable: { settings } } });
    proxy = await FaultProxy.start(server.port);
  });

  after(async () => {
    await proxy.close();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  for (const { title, name, requestedOplockLevel, asks, reconnects, timeout } of WAYS) {
    it(`outlive their connection: ${title}`, async () => {
      const path = join(server.path, name);
      writeFileSync(path, 'before the cut');
      const options: CreateOptions = {
        path: name,
        desiredAccess: AccessMask.READ_DATA | AccessMask.WRITE_DATA | AccessMask.READ_ATTRIBUTES,
        shareAccess: ShareAccess.READ,
        createDisposition: CreateDisposition.OPEN,
        requestedOplockLevel,
      };
      process.env['RXSMB_PCAP'] = capture;
      const mounting = mount(server.url(undefined, { port: proxy.port }));
      const first = await mounting;
      const opened = await lastValueFrom(
        create(first.tree, { ...options, createContexts: [...asks, QueryOnDiskId.request.of()] }),
      );
      expect(opened.oplockLevel).to.equal(requestedOplockLevel);
      expect(timeout(opened.createContexts)).to.equal(title.startsWith('version 1') ? 0 : 60_000);
      const { diskFileId } = QueryOnDiskId.response.in(opened.createContexts)!;
      expect(diskFileId).to.equal(BigInt(statSync(path).ino));
      await lastValueFrom(write(opened.handle, Buffer.from('BEFORE'), { offset: 0 }));
      // Samba keeps no durable handle whose time of writing is still to be set, 2 s after the WRITE
      await sleep(4_000);

      proxy.cut();
      expect(await reason(first.closed)).to.include({ code: 'ECONNRESET' });
      await nobodyConnected(server);

      const second = await mounting;
      delete process.env['RXSMB_PCAP'];
      const { fileId } = opened.handle;
      const accompanied = [...reconnects(fileId), QueryOnDiskId.request.of()];
      expect(
        (await failure(lastValueFrom(create(second.tree, { ...options, createContexts: accompanied })))).code,
        'the context travels alone',
      ).to.be.oneOf(['EINVAL', 'ENOENT']);
      const other = await failure(
        lastValueFrom(
          create(second.tree, {
            ...options,
            createContexts: reconnects({ persistent: fileId.persistent + 1n, volatile: fileId.volatile }),
          }),
        ),
      );
      expect(other.code, 'an open that there is not').to.equal('ENOENT');

      const again = await lastValueFrom(
        create(second.tree, { ...options, createContexts: reconnects(fileId) }),
      );
      expect(again.handle.fileId.persistent).to.equal(fileId.persistent);
      expect(again.oplockLevel).to.equal(requestedOplockLevel);
      // the same file, before anything is written
      const { information } = await lastValueFrom(queryInfo(again.handle, FileInternalInformation));
      expect(information.indexNumber).to.equal(diskFileId);
      const { data } = await lastValueFrom(read(again.handle, { offset: 0, length: 100 }));
      expect(data.toString()).to.equal('BEFORE the cut');
      await lastValueFrom(write(again.handle, Buffer.from(', and after'), { offset: 14 }));
      await lastValueFrom(close(again.handle));
      expect(readFileSync(path, 'utf8')).to.equal('BEFORE the cut, and after');
      await second.close();
    });
  }

  it('are found by the ClientGuid, which every connection of one mount has', async () => {
    const guids = await fields(capture, 'smb2.cmd == 0 && smb2.flags.response == 0', ['smb2.client_guid']);
    const all = guids.map(([guid]) => guid);
    expect(all).to.have.lengthOf(2 * WAYS.length);
    for (let at = 0; at < all.length; at += 2) expect(all[at]).to.equal(all[at + 1]);
    expect(new Set(all).size, 'and every mount its own').to.equal(WAYS.length);
  });

  it('are not given to another client that knows everything but the ClientGuid', async () => {
    const { name, requestedOplockLevel, asks, reconnects } = WAYS[2]!;
    const options: CreateOptions = {
      path: name,
      desiredAccess: AccessMask.READ_DATA,
      createDisposition: CreateDisposition.OPEN,
      requestedOplockLevel,
    };
    const url = server.url(undefined, { port: proxy.port });
    const first = await mount(url);
    const { handle } = await lastValueFrom(create(first.tree, { ...options, createContexts: asks }));
    proxy.cut();
    await reason(first.closed);
    await nobodyConnected(server);
    const second = await mount(url);
    const refused = await failure(
      lastValueFrom(create(second.tree, { ...options, createContexts: reconnects(handle.fileId) })),
    );
    expect(refused).to.include({ code: 'ENOENT', status: 'STATUS_OBJECT_NAME_NOT_FOUND' });
    await second.close();
  });
});

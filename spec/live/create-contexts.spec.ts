import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create, type CreateOptions, type CreateResponse } from '../../lib/commands/create.ts';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { AceType } from '../../lib/wire/dtyp/ace.ts';
import { FileFullEaInformation } from '../../lib/wire/fscc/file-full-ea-information.ts';
import { FileStandardInformation } from '../../lib/wire/fscc/file-standard-information.ts';
import { AllocationSize } from '../../lib/wire/smb2/contexts/allocation-size.ts';
import { AppInstanceId, AppInstanceVersion } from '../../lib/wire/smb2/contexts/app-instance.ts';
import { DurableHandleV2 } from '../../lib/wire/smb2/contexts/durable-handle-v2.ts';
import { EaBuffer } from '../../lib/wire/smb2/contexts/ea-buffer.ts';
import { QueryMaximalAccess } from '../../lib/wire/smb2/contexts/maximal-access.ts';
import { QueryOnDiskId } from '../../lib/wire/smb2/contexts/on-disk-id.ts';
import { SdBuffer } from '../../lib/wire/smb2/contexts/sd-buffer.ts';
import { AccessMask, CreateDisposition, OplockLevel, ShareAccess } from '../../lib/wire/smb2/create.ts';
import { SecurityInformation } from '../../lib/wire/smb2/query-info.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';

const SETTINGS = {
  'vfs objects': 'streams_xattr acl_xattr',
  'acl_xattr:security_acl_name': 'user.NTACL',
  'ea support': true,
  'strict allocate': true,
};

describe('live: create contexts', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  const onDisk = (name: string) => join(server.path, name);

  before(async () => {
    server = await sharedSamba({ shares: { contexts: { settings: SETTINGS } } });
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(server.url());
    delete process.env['RXSMB_PCAP'];
    writeFileSync(onDisk('there'), 'there');
  });

  after(async () => {
    await share.close();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  /** Opens, looks, closes. */
  async function opened<T>(
    options: Partial<CreateOptions>,
    look: (response: CreateResponse) => T | Promise<T>,
  ): Promise<T> {
    const response = await lastValueFrom(
      create(share.tree, {
        path: 'there',
        desiredAccess: AccessMask.READ_DATA | AccessMask.READ_ATTRIBUTES | AccessMask.READ_CONTROL,
        shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
        createDisposition: CreateDisposition.OPEN,
        ...options,
      }),
    );
    try {
      return await look(response);
    } finally {
      await lastValueFrom(close(response.handle));
    }
  }

  it('ask for maximal access and the identity on disk, in one CREATE', async () => {
    const createContexts = [QueryMaximalAccess.request.of(), QueryOnDiskId.request.of()];
    const { access, id } = await opened({ createContexts }, response => ({
      access: QueryMaximalAccess.response.in(response.createContexts),
      id: QueryOnDiskId.response.in(response.createContexts),
    }));
    expect(access?.queryStatus).to.equal(0);
    const wanted = AccessMask.READ_DATA | AccessMask.WRITE_DATA | AccessMask.DELETE;
    expect(access!.maximalAccess & wanted, 'the owner of the file').to.equal(wanted);
    expect(id?.diskFileId).to.equal(BigInt(statSync(onDisk('there')).ino));
    expect(id?.volumeId).to.equal(BigInt(statSync(onDisk('there')).dev));
  });

  it('are not answered where nothing was asked', async () => {
    const contexts = await opened({}, response => response.createContexts);
    expect(contexts).to.deep.equal([]);
  });

  it('set space aside for a new file', async () => {
    const createContexts = [AllocationSize.of({ allocationSize: 1_048_576n })];
    const allocated = await opened(
      {
        path: 'roomy',
        createDisposition: CreateDisposition.CREATE,
        desiredAccess: AccessMask.WRITE_DATA | AccessMask.READ_ATTRIBUTES,
        createContexts,
      },
      async ({ handle, endOfFile }) => {
        const { information } = await lastValueFrom(queryInfo(handle, FileStandardInformation));
        const { size, blocks } = statSync(onDisk('roomy'));
        expect(size).to.equal(0);
        expect(blocks * 512, 'on the disk of the server').to.be.at.least(1_048_576);
        return { endOfFile, allocationSize: information.allocationSize };
      },
    );
    expect(allocated.endOfFile).to.equal(0n);
    expect(allocated.allocationSize >= 1_048_576n, 'which the file system may round up').to.equal(true);
  });

  it('give a new file its access list', async () => {
    const everyone = { type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x0012_0089, sid: 'S-1-1-0' } as const;
    const owner = { type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x001f_01ff, sid: 'S-1-3-4' } as const;
    const createContexts = [SdBuffer.of({ dacl: { revision: 2, aces: [everyone, owner] } })];
    const dacl = await opened(
      { path: 'listed', createDisposition: CreateDisposition.CREATE, createContexts },
      async ({ handle }) => {
        const { information } = await lastValueFrom(queryInfo(handle, SecurityInformation.DACL));
        return information.dacl;
      },
    );
    expect(dacl?.aces).to.deep.equal([everyone, owner]);
    expect(await server.smbclient(`showacls; ls listed`)).to.match(/S-1-1-0|Everyone/);
    const inherited = await opened(
      { path: 'unlisted', createDisposition: CreateDisposition.CREATE },
      async ({ handle }) => {
        const { information } = await lastValueFrom(queryInfo(handle, SecurityInformation.DACL));
        return information.dacl;
      },
    );
    expect(inherited?.aces, 'another one').to.not.deep.equal(dacl?.aces);
  });

  it('give a new file its extended attributes', async () => {
    const eas = [
      { eaName: 'ORIGIN', eaValue: Buffer.from('scanner 4') },
      { eaName: 'PAGES', eaValue: Buffer.from([0, 1, 255]) },
    ];
    const kept = await opened(
      {
        path: 'attributed',
        createDisposition: CreateDisposition.CREATE,
        desiredAccess: AccessMask.WRITE_EA | AccessMask.READ_EA | AccessMask.READ_ATTRIBUTES,
        createContexts: [EaBuffer.of(eas)],
      },
      async ({ handle }) => {
        const { information } = await lastValueFrom(queryInfo(handle, FileFullEaInformation));
        return information.map(({ eaName, eaValue }) => [eaName, Buffer.from(eaValue)]);
      },
    );
    expect(kept.sort()).to.deep.equal(eas.map(({ eaName, eaValue }) => [eaName, eaValue]));
    expect(await server.smbclient('geteas attributed'))
      .to.contain('ORIGIN')
      .and.contain('PAGES');
  });

  it('name an application, which Samba 4.17 ignores', async () => {
    const createContexts = [
      AppInstanceId.of({ appInstanceId: randomUUID() }),
      AppInstanceVersion.of({ appInstanceVersionHigh: 1n, appInstanceVersionLow: 2n }),
      DurableHandleV2.request.of({ createGuid: randomUUID() }),
    ];
    const answered = await opened({ createContexts, requestedOplockLevel: OplockLevel.BATCH }, response =>
      response.createContexts.map(({ name }) => name),
    );
    expect(answered.filter(name => name !== 'DH2Q')).to.deep.equal([]);
  });

  it('pass where the server does not know them', async () => {
    const createContexts = [
      { name: 'XxYy', data: Buffer.from('whatever') },
      QueryOnDiskId.request.of(),
      { name: Buffer.alloc(16, 0xf1).toString('latin1'), data: new Uint8Array(0) },
    ];
    const answered = await opened({ createContexts }, response => response.createContexts);
    expect(answered.map(({ name }) => name)).to.deep.equal(['QFid']);
  });

  it('refuse a CREATE whose context is broken, and make nothing', async () => {
    const createContexts = [{ name: 'AlSi', data: new Uint8Array(3) }];
    const other = await mount(server.url()); // which is not captured: tshark would find it malformed, too
    const broken = create(other.tree, {
      path: 'never',
      desiredAccess: AccessMask.READ_DATA,
      createDisposition: CreateDisposition.CREATE,
      createContexts,
    });
    expect(await failure(lastValueFrom(broken))).to.include({
      code: 'EINVAL',
      status: 'STATUS_INVALID_PARAMETER',
    });
    expect(existsSync(onDisk('never'))).to.equal(false);
    await other.close();
  });

  it('are known to tshark by their names', async () => {
    const rows = await fields(capture, 'smb2.cmd == 5 && smb2.flags.response == 0', ['smb2.tag']);
    const names = rows.map(([tags]) => tags).join(',');
    for (const name of ['MxAc', 'QFid', 'AlSi', 'SecD', 'ExtA', 'DH2Q']) expect(names).to.contain(name);
  });
});

import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { create } from '../../../lib/commands/create.ts';
import { read } from '../../../lib/commands/read.ts';
import type { Share } from '../../../lib/share/share.ts';
import { filetimeFromDate } from '../../../lib/wire/dtyp/filetime.ts';
import { TimewarpToken } from '../../../lib/wire/smb2/contexts/timewarp.ts';
import { AccessMask, CreateDisposition } from '../../../lib/wire/smb2/create.ts';
import { ALL_SHARING, type Served, served, statusOf } from '../served.ts';

const KEPT = new Date('2026-01-02T03:04:05Z');

describe('CREATE of the server as of a snapshot', () => {
  let world: Served;
  let share: Share;

  beforeEach(async () => {
    world = await served({ 'a.txt': 'before' });
    world.fs.takeSnapshot(KEPT);
    const bytes = await world.fs.open('a.txt', { write: true });
    await bytes.write(0, [Buffer.from('after!')]);
    share = await world.mount();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  function openAt(path: string, time: Date, desiredAccess: number = AccessMask.READ_DATA) {
    const createContexts = [TimewarpToken.of({ timestamp: filetimeFromDate(time) })];
    const createDisposition = CreateDisposition.OPEN;
    return firstValueFrom(
      create(share.tree, {
        path,
        desiredAccess,
        createDisposition,
        shareAccess: ALL_SHARING,
        createContexts,
      }),
    );
  }

  it('gives the bytes of that time', async () => {
    const { handle } = await openAt('a.txt', KEPT);
    const { data } = await firstValueFrom(read(handle, { offset: 0, length: 6 }));
    expect(Buffer.from(data).toString()).to.equal('before');
  });

  it('changes nothing there, and knows no other time', async () => {
    expect(await statusOf(openAt('a.txt', KEPT, AccessMask.WRITE_DATA))).to.equal('STATUS_ACCESS_DENIED');
    expect(await statusOf(openAt('a.txt', new Date(0)))).to.equal('STATUS_OBJECT_NAME_NOT_FOUND');
  });
});

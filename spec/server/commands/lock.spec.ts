import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { close } from '../../../lib/commands/close.ts';
import { lock } from '../../../lib/commands/lock.ts';
import { read } from '../../../lib/commands/read.ts';
import type { Open } from '../../../lib/commands/target.ts';
import { write } from '../../../lib/commands/write.ts';
import type { Share } from '../../../lib/share/share.ts';
import { LockFlags } from '../../../lib/wire/smb2/lock.ts';
import { open, type Served, served, statusOf } from '../served.ts';

const { SHARED_LOCK, EXCLUSIVE_LOCK, UNLOCK, FAIL_IMMEDIATELY } = LockFlags;
const NOW = EXCLUSIVE_LOCK | FAIL_IMMEDIATELY;
const SHARED_NOW = SHARED_LOCK | FAIL_IMMEDIATELY;
const NOT_GRANTED = 'STATUS_LOCK_NOT_GRANTED';
const CONFLICT = 'STATUS_FILE_LOCK_CONFLICT';
const DONE = 'STATUS_SUCCESS';

describe('LOCK on the server', () => {
  let world: Served;
  let share: Share;
  let one: Open;
  let two: Open;

  beforeEach(async () => {
    world = await served({ 'a.bin': '0123456789', folder: {} });
    share = await world.mount();
    const other = await world.mount();
    one = (await open(share.tree, 'a.bin')).handle;
    two = (await open(other.tree, 'a.bin')).handle;
  });

  afterEach(() => world[Symbol.asyncDispose]());

  type Element = readonly [offset: bigint | number, length: bigint | number, flags: number];

  function locking(handle: Open, ...elements: readonly Element[]): Promise<string> {
    const locks = elements.map(([offset, length, flags]) => ({ offset, length, flags }));
    return statusOf(firstValueFrom(lock(handle, { locks })));
  }

  const reading = (handle: Open, offset: number, length: number) =>
    statusOf(firstValueFrom(read(handle, { offset, length })));
  const writing = (handle: Open, offset: number, data: string) =>
    statusOf(firstValueFrom(write(handle, Buffer.from(data), { offset })));

  it('keeps others from reading and writing what one has for itself', async () => {
    expect(await locking(one, [2, 4, NOW])).to.equal(DONE);
    expect(await locking(two, [5, 1, SHARED_NOW])).to.equal(NOT_GRANTED);
    expect(await locking(two, [6, 1, NOW])).to.equal(DONE);
    expect(await reading(two, 0, 3)).to.equal(CONFLICT);
    expect(await reading(two, 0, 2)).to.equal(DONE);
    expect(await writing(two, 5, 'x')).to.equal(CONFLICT);
    expect(await reading(one, 0, 3)).to.equal(DONE);
    expect(await writing(one, 2, 'x')).to.equal(DONE);
    expect(await locking(one, [2, 4, UNLOCK])).to.equal(DONE);
    expect(await writing(two, 5, 'x')).to.equal(DONE);
  });

  it('lets many share, none of whom may write', async () => {
    expect(await locking(one, [0, 4, SHARED_NOW])).to.equal(DONE);
    expect(await locking(two, [0, 4, SHARED_NOW])).to.equal(DONE);
    expect(await locking(two, [3, 4, NOW])).to.equal(NOT_GRANTED);
    expect(await reading(two, 0, 10)).to.equal(DONE);
    expect(await writing(one, 0, 'x')).to.equal(CONFLICT);
  });

  it('takes all ranges of a request or none', async () => {
    expect(await locking(two, [8, 1, NOW])).to.equal(DONE);
    expect(await locking(one, [0, 1, NOW], [8, 2, NOW])).to.equal(NOT_GRANTED);
    expect(await locking(two, [0, 1, NOW])).to.equal(DONE);
    expect(await locking(one, [2, 1, NOW], [4, 1, NOW])).to.equal(DONE);
    expect(await locking(one, [2, 1, UNLOCK], [4, 1, UNLOCK])).to.equal(DONE);
  });

  it('knows ranges without bytes, and those at the end of all bytes', async () => {
    expect(await locking(one, [4, 0, NOW])).to.equal(DONE);
    expect(await locking(two, [4, 0, NOW])).to.equal(DONE);
    expect(await locking(two, [4, 2, NOW])).to.equal(DONE);
    expect(await locking(two, [3, 2, NOW])).to.equal(NOT_GRANTED);
    const last = 0xffff_ffff_ffff_ffffn;
    expect(await locking(one, [last, 1n, NOW])).to.equal(DONE);
    expect(await locking(one, [last, 2n, NOW])).to.equal('STATUS_INVALID_LOCK_RANGE');
    expect(await locking(two, [0n, last, NOW])).to.equal(NOT_GRANTED);
  });

  it('refuses what makes no sense', async () => {
    const invalid = 'STATUS_INVALID_PARAMETER';
    expect(await locking(one, [0, 1, 0])).to.equal(invalid);
    expect(await locking(one, [0, 1, SHARED_LOCK | EXCLUSIVE_LOCK])).to.equal(invalid);
    expect(await locking(one, [0, 1, NOW], [2, 1, UNLOCK])).to.equal(invalid);
    expect(await locking(one, [0, 1, EXCLUSIVE_LOCK], [2, 1, NOW])).to.equal(invalid);
    expect(await locking(one, [0, 1, UNLOCK])).to.equal('STATUS_RANGE_NOT_LOCKED');
    const { handle } = await open(share.tree, 'folder');
    expect(await locking(handle, [0, 1, NOW])).to.equal(invalid);
  });

  it('waits for its turn, which the first who asked gets', async () => {
    await locking(one, [0, 4, NOW]);
    let mine = false;
    const waiting = locking(two, [2, 4, EXCLUSIVE_LOCK]).then(status => {
      mine = true;
      return status;
    });
    expect(await reading(one, 0, 4)).to.equal(DONE); // a round trip, and more than enough to be wrong in
    expect(mine).to.equal(false);
    await locking(one, [0, 4, UNLOCK]);
    expect(await waiting).to.equal(DONE);
    expect(await locking(one, [0, 4, NOW])).to.equal(NOT_GRANTED);
  });

  it('gives up waiting when the client does, and leaves nothing behind', async () => {
    await locking(one, [0, 4, NOW]);
    const range = { offset: 0, length: 4, flags: EXCLUSIVE_LOCK };
    const waiting = lock(two, { locks: [range] }).subscribe();
    expect(await reading(two, 4, 4)).to.equal(DONE);
    waiting.unsubscribe();
    expect(await reading(two, 4, 4)).to.equal(DONE);
    await locking(one, [0, 4, UNLOCK]);
    expect(await locking(one, [0, 4, NOW])).to.equal(DONE);
  });

  it('ends with the open: what it held is free, what it waited for never came', async () => {
    await locking(one, [0, 4, NOW]);
    const waiting = locking(two, [0, 4, EXCLUSIVE_LOCK]);
    expect(await reading(two, 4, 4)).to.equal(DONE);
    await firstValueFrom(close(two));
    expect(await waiting).to.equal('STATUS_RANGE_NOT_LOCKED');
    const { handle } = await open(share.tree, 'a.bin');
    await firstValueFrom(close(one));
    expect(await locking(handle, [0, 4, NOW])).to.equal(DONE);
  });

  it('ends with the connection', async () => {
    const third = await world.mount();
    const { handle } = await open(third.tree, 'a.bin');
    await locking(handle, [0, 4, NOW]);
    await third.close();
    expect(await locking(one, [0, 4, NOW])).to.equal(DONE);
  });
});

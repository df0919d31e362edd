import { expect } from 'chai';
import { firstValueFrom, type Subscription } from 'rxjs';
import { changeNotify } from '../../../lib/commands/change-notify.ts';
import { close } from '../../../lib/commands/close.ts';
import { lock } from '../../../lib/commands/lock.ts';
import type { Open } from '../../../lib/commands/target.ts';
import type { Share } from '../../../lib/share/share.ts';
import { LockFlags } from '../../../lib/wire/smb2/lock.ts';
import { failure } from '../../live/failure.ts';
import { open, type Served, served } from '../../server/served.ts';

/** Requests that may wait on one open of the server. */
const MOST = 512;

describe('a hostile client of the server', () => {
  let world: Served;
  let share: Share;

  beforeEach(async () => {
    world = await served({ file: '0123456789', folder: {} });
    share = await world.mount();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  /** Begins to wait as often as it may, and once more. */
  async function waiting(wait: () => { begun: Promise<void>; subscription: Subscription }) {
    const subscriptions: Subscription[] = [];
    for (let count = 0; count < MOST; count++) {
      const { begun, subscription } = wait();
      subscriptions.push(subscription);
      await begun;
    }
    return subscriptions;
  }

  const started = (make: (onPending: () => void) => Subscription) => {
    let subscription: Subscription | undefined;
    const begun = new Promise<void>(resolve => (subscription = make(resolve)));
    return { begun, subscription: subscription! };
  };

  it('waits for 512 changes of one folder, and is refused the next', async function () {
    this.timeout(20_000);
    const { handle } = await open(share.tree, 'folder');
    const notify = (onPending?: () => void) => changeNotify(handle, { completionFilter: 1, onPending });
    const subscriptions = await waiting(() => started(told => notify(told).subscribe()));
    expect(await failure(firstValueFrom(notify()))).to.include({ status: 'STATUS_INSUFFICIENT_RESOURCES' });
    // the place of one that gives up is free, and another open has places of its own
    subscriptions[0]?.unsubscribe();
    await share.exists('file');
    await started(told => notify(told).subscribe()).begun;
    const other = (await open(share.tree, 'folder')).handle;
    await started(onPending => changeNotify(other, { completionFilter: 1, onPending }).subscribe()).begun;
    await firstValueFrom(close(handle));
  });

  it('waits for 512 locks of one open, and is refused the next', async function () {
    this.timeout(20_000);
    const holder = (await open((await world.mount()).tree, 'file')).handle;
    const { handle } = await open(share.tree, 'file');
    const locking = (which: Open) =>
      lock(which, { locks: [{ offset: 0, length: 4, flags: LockFlags.EXCLUSIVE_LOCK }] });
    await firstValueFrom(locking(holder));
    const refused: unknown[] = [];
    const all = Array.from({ length: MOST + 10 }, () =>
      locking(handle).subscribe({ error: (error: unknown) => refused.push(error) }),
    );
    while (refused.length < 10) await share.exists('file');
    await share.exists('file');
    expect(refused).to.have.lengthOf(10);
    for (const error of refused) expect(error).to.include({ status: 'STATUS_INSUFFICIENT_RESOURCES' });
    for (const subscription of all) subscription.unsubscribe();
    await firstValueFrom(close(holder));
  });
});

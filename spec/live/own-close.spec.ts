import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Observable } from 'rxjs';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { failure } from './failure.ts';

describe('live: what still waits when its own side closes', function () {
  this.timeout(60_000);
  let server: SambaServer;
  let share: Share;
  let other: Share;
  let count = 0;
  let name: string;

  before(async () => {
    server = await sharedSamba();
  });

  beforeEach(async () => {
    name = `own-close-${++count}`;
    [share, other] = await Promise.all([mount(server.url()), mount(server.url())]);
  });

  afterEach(async () => {
    await Promise.all([share.close(), other.close()]);
  });

  for (const verb of ['watch', 'live'] as const) {
    it(`${verb} ends with ERR_SMB_CLOSED`, async () => {
      mkdirSync(join(server.path, name));
      const ended = new Promise<unknown>((resolve, reject) => {
        const events: Observable<unknown> = share[verb](name);
        events.subscribe({
          next: () => void share.close(),
          error: resolve,
          complete: () => {
            reject(new Error('it completed'));
          },
        });
      });
      expect(await ended).to.include({ code: 'ERR_SMB_CLOSED', syscall: 'watch', path: name, fatal: true });
    });
  }

  /** A lock that waits for one of somebody else. */
  async function waiting() {
    writeFileSync(join(server.path, name), '0123456789');
    const [mine, theirs] = [await share.open(name, 'r+'), await other.open(name, 'r+')];
    await theirs.lock();
    const ended = failure(mine.lock());
    const { ledger } = share.connection.address().exchange;
    while (![...ledger.values()].some(({ state }) => state === 'pending')) await sleep(5);
    return { mine, ended };
  }

  it('a lock ends with ERR_SMB_CLOSED', async () => {
    const { ended } = await waiting();
    await share.close();
    expect(await ended).to.include({ code: 'ERR_SMB_CLOSED', syscall: 'lock', path: name });
  });

  it('a lock of a handle that is closed ends with EBADF', async () => {
    const { mine, ended } = await waiting();
    await mine.close();
    expect(await ended).to.include({ code: 'EBADF', syscall: 'lock', path: name });
  });
});

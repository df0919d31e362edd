import { expect } from 'chai';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from '../../lib/commands/lock.ts';
import type { FileHandle } from '../../lib/share/file-handle.ts';
import type { FileLock, LockVerbOptions } from '../../lib/share/file-lock.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { LockFlags } from '../../lib/wire/smb2/lock.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

describe('live: locks', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let one: Share;
  let two: Share;
  let count = 0;
  let name: string;

  before(async () => {
    server = await sharedSamba();
    process.env['RXSMB_PCAP'] = capture;
    [one, two] = await Promise.all([mount(server.url()), mount(server.url())]);
    delete process.env['RXSMB_PCAP'];
  });

  after(async () => {
    await one.close();
    await two.close();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  beforeEach(() => {
    name = `locked-${++count}`;
    writeFileSync(join(server.path, name), '0123456789');
  });

  /** The file in both mounts. */
  async function both(): Promise<[FileHandle, FileHandle]> {
    return [await one.open(name, 'r+'), await two.open(name, 'r+')];
  }

  /** Waits until the server has said that something takes longer. */
  async function pending(share: Share): Promise<void> {
    const { ledger } = share.connection.address().exchange;
    while (![...ledger.values()].some(({ state }) => state === 'pending')) await sleep(5);
  }

  /** The same lock, but refused at once. */
  function now(handle: FileHandle, options: LockVerbOptions = {}) {
    return handle.lock({ ...options, wait: false });
  }

  it('keep everybody else out of the whole file, and let them in again', async () => {
    const [mine, theirs] = await both();
    const held = await mine.lock();
    expect([held.offset, held.length, held.shared]).to.deep.equal([0n, 2n ** 64n - 1n, false]);

    const refused = await failure(now(theirs));
    expect(refused).to.include({ code: 'EAGAIN', syscall: 'lock', path: name, command: 'LOCK' });
    expect(refused).to.include({ status: 'STATUS_LOCK_NOT_GRANTED', retryable: true, fatal: false });
    expect(refused.errno).to.be.below(0);
    for (const kept of [theirs.read(), theirs.write('x'), now(theirs, { shared: true })]) {
      expect((await failure(kept)).code).to.be.oneOf(['EBUSY', 'EAGAIN']);
    }
    expect(await reason(server.smbclient(`get ${name} /dev/null`))).to.match(/FILE_LOCK_CONFLICT/);
    expect((await mine.write('abc', 0)).bytesWritten, 'its owner goes on').to.equal(3);

    await held.unlock();
    await held.unlock(); // again does nothing
    await (await now(theirs)).unlock();
    expect(await theirs.readFile('utf8')).to.equal('abc3456789');
    await server.smbclient(`get ${name} /dev/null`);
    await mine.close();
    await theirs.close();
    await nothingOpen(server, one, name);
  });

  it('are locks of the system for the programs of the server, too', async () => {
    const { ino } = statSync(join(server.path, name));
    // Samba takes them as locks of the open file (OFDLCK), others as those of the process (POSIX)
    const ofFile = () =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter(line => line.includes(`:${ino} `) && /OFDLCK|POSIX/.test(line));
    const handle = await one.open(name, 'r+');
    const before = ofFile().length;
    const held = await handle.lock({ offset: 2, length: 5 });
    expect(ofFile().filter(line => /WRITE .* 2 6$/.test(line))).to.have.lengthOf(1);
    await held.unlock();
    expect(ofFile()).to.have.lengthOf(before);
    await handle.close();
  });

  it('concern a range: numbers, bigints, behind the end of the file', async () => {
    const [mine, theirs] = await both();
    await mine.lock({ offset: 2, length: 3 });
    await mine.lock({ offset: 2n ** 40n, length: 10n });
    expect((await failure(now(theirs, { offset: 4, length: 1 }))).code).to.equal('EAGAIN');
    expect((await failure(now(theirs, { offset: 2 ** 40 + 9 }))).code).to.equal('EAGAIN');
    expect((await failure(now(theirs))).code).to.equal('EAGAIN');
    await now(theirs, { offset: 0, length: 2 });
    await now(theirs, { offset: 5n, length: 10 });
    expect((await theirs.read(Buffer.alloc(2), 0, 2, 0)).bytesRead).to.equal(2);
    expect((await failure(theirs.read(Buffer.alloc(2), 0, 2, 2))).code).to.equal('EBUSY');

    expect(await failure(mine.unlock({ offset: 2, length: 2 })), 'not the very range').to.include({
      code: 'EINVAL',
      status: 'STATUS_RANGE_NOT_LOCKED',
      syscall: 'unlock',
      path: name,
    });
    await mine.unlock({ offset: 2n, length: 3 });
    await now(theirs, { offset: 2, length: 3 });
    await mine.close();
    await now(theirs, { offset: 2 ** 40, length: 10 }); // given back with the handle
    await theirs.close();
  });

  it('are shared where both sides want that, and nobody writes then', async () => {
    const [mine, theirs] = await both();
    const held = [await mine.lock({ shared: true }), await now(theirs, { shared: true })];
    expect(held.map(({ shared }) => shared)).to.deep.equal([true, true]);
    expect((await theirs.read()).bytesRead).to.equal(10);
    expect((await failure(now(theirs))).code).to.equal('EAGAIN');
    for (const handle of [mine, theirs]) {
      expect((await failure(handle.write('x', 0))).code).to.equal('EBUSY');
    }
    for (const each of held) await each.unlock();
    await now(theirs);
    await mine.close();
    await theirs.close();
  });

  it('conflict between two handles of one share, too', async () => {
    const [first, second] = [await one.open(name), await one.open(name)];
    await first.lock();
    expect((await failure(now(second))).code).to.equal('EAGAIN');
    await first.close();
    await now(second);
    await second.close();
  });

  it('wait for their turn', async () => {
    const [mine, theirs] = await both();
    const held = await mine.lock();
    let got: FileLock | undefined;
    const waiting = theirs.lock().then(value => (got = value));
    expect(await mine.read(), 'meanwhile').to.include({ bytesRead: 10 });
    await pending(two);
    expect(got).to.equal(undefined);
    await held.unlock();
    await waiting;
    expect(got?.length).to.equal(2n ** 64n - 1n);
    expect((await failure(now(mine))).code).to.equal('EAGAIN');
    await theirs.close();
    await mine.close();
  });

  it('leave nothing behind when the waiting is given up', async () => {
    for (const how of ['signal', 'unsubscribe'] as const) {
      const [mine, theirs] = await both();
      const held = await mine.lock();
      const abort = new AbortController();
      if (how === 'signal') {
        const waiting = reason(theirs.lock({ signal: abort.signal }));
        await pending(two);
        abort.abort(new Error('enough'));
        expect(await waiting).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
      } else {
        const waiting = theirs.lock().subscribe(() => {
          throw new Error('it was not granted');
        });
        await pending(two);
        waiting.unsubscribe();
      }
      await held.unlock();
      // whoever had waited would have it now
      await (await now(mine)).unlock();
      await (await now(theirs)).unlock();
      await mine.close();
      await theirs.close();
    }
    const cancels = await fields(capture, 'smb2.cmd == 12', ['smb2.aid']);
    expect(cancels.length).to.be.at.least(2);
    for (const [asyncId] of cancels) expect(Number(asyncId), 'by AsyncId').to.be.above(0);
  });

  it('are given back at the end of a block', async () => {
    const theirs = await two.open(name, 'r+');
    {
      await using handle = await one.open(name, 'r+');
      await using _held = await handle.lock();
      expect((await failure(now(theirs))).code).to.equal('EAGAIN');
    }
    await (await now(theirs)).unlock();
    await theirs.close();
    await nothingOpen(server, one, name);
  });

  it('do not mind being given back after their handle', async () => {
    const handle = await one.open(name);
    const held = await handle.lock();
    await handle.close();
    await held.unlock();
    expect(await failure(handle.lock())).to.include({ code: 'EBADF', syscall: 'lock', path: name });
    expect((await failure(handle.unlock())).code).to.equal('EBADF');
  });

  it('are taken several at a time on the floor of the PDUs, all or none', async () => {
    const [mine, theirs] = await both();
    const flags = LockFlags.EXCLUSIVE_LOCK | LockFlags.FAIL_IMMEDIATELY;
    await mine.lock({ offset: 8, length: 1 });
    const locks = [0, 4, 8].map(offset => ({ offset, length: 1, flags }));
    const refused = await failure(Promise.resolve(lock(theirs, { locks }).forEach(() => undefined)));
    expect(refused.code).to.equal('EAGAIN');
    await (await now(mine, { offset: 0, length: 1 })).unlock(); // none of the three was kept
    await lock(theirs, { locks: locks.slice(0, 2) }).forEach(() => undefined);
    expect((await failure(now(mine, { offset: 4, length: 1 }))).code).to.equal('EAGAIN');
    await mine.close();
    await theirs.close();
  });

  it('refuse ranges that cannot be', async () => {
    const handle = await one.open(name);
    for (const [range, code] of [
      [{ offset: -1 }, 'ERR_OUT_OF_RANGE'],
      [{ offset: -1n }, 'ERR_OUT_OF_RANGE'],
      [{ offset: 0.5 }, 'ERR_OUT_OF_RANGE'],
      [{ offset: 2n ** 64n }, 'ERR_OUT_OF_RANGE'],
      [{ offset: 2n ** 63n, length: 2n ** 63n }, 'ERR_OUT_OF_RANGE'],
      [{ length: '5' as unknown as number }, 'ERR_INVALID_ARG_TYPE'],
    ] as const) {
      expect(await reason(handle.lock(range))).to.include({ code });
    }
    await handle.close();
  });
});

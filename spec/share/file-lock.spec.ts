import { expect } from 'chai';
import { defer, of, throwError } from 'rxjs';
import { SmbError } from '../../lib/errors.ts';
import { One } from '../../lib/operators/one.ts';
import { FileLock, lockedBytes } from '../../lib/share/file-lock.ts';
import { failure } from '../live/failure.ts';

const RANGE = { offset: 0n, length: 1n };

/** A lock whose unlocking ends like this, one after the other. */
function locked(...ends: (SmbError | undefined)[]) {
  let asked = 0;
  const unlock = () =>
    One.of(
      defer(() => {
        const error = ends[asked++];
        return error === undefined ? of(undefined) : throwError(() => error);
      }),
    );
  return { lock: new FileLock(RANGE, false, unlock), asked: () => asked };
}

describe('share: file lock', () => {
  it('is given back once', async () => {
    const { lock, asked } = locked();
    const unlocking = lock.unlock();
    expect(asked(), 'cold').to.equal(0);
    await unlocking;
    await lock.unlock();
    await lock[Symbol.asyncDispose]();
    expect(asked()).to.equal(1);
  });

  it('is gone with its handle, its share, and its connection', async () => {
    for (const error of [
      new SmbError({ code: 'EBADF', message: 'closed', outcome: 'not-sent' }),
      new SmbError({ code: 'ERR_SMB_CLOSED', message: 'closed', outcome: 'not-sent', fatal: true }),
      new SmbError({ code: 'ECONNRESET', message: 'lost', outcome: 'not-sent', fatal: true }),
    ]) {
      const { lock, asked } = locked(error);
      await lock.unlock();
      await lock.unlock();
      expect(asked()).to.equal(1);
    }
  });

  it('may be given back again when that has failed', async () => {
    const { lock, asked } = locked(new SmbError({ code: 'EIO', message: 'failed' }));
    expect((await failure(lock.unlock())).code).to.equal('EIO');
    await lock.unlock();
    expect(asked()).to.equal(2);
  });

  it('reaches as far as a lock can, from wherever it begins', () => {
    expect(lockedBytes({})).to.deep.equal({ offset: 0n, length: 2n ** 64n - 1n });
    expect(lockedBytes({ offset: 10 })).to.deep.equal({ offset: 10n, length: 2n ** 64n - 11n });
    expect(lockedBytes({ offset: 2n ** 64n - 1n })).to.deep.equal({ offset: 2n ** 64n - 1n, length: 0n });
    expect(lockedBytes({ offset: 5n, length: 3 })).to.deep.equal({ offset: 5n, length: 3n });
    for (const range of [{ offset: 1.5 }, { length: -1n }, { offset: 1n, length: 2n ** 64n - 1n }]) {
      expect(() => lockedBytes(range))
        .to.throw(RangeError)
        .with.property('code', 'ERR_OUT_OF_RANGE');
    }
  });
});

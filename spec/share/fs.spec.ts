import { expect } from 'chai';
import { promisify } from 'node:util';
import { of, throwError } from 'rxjs';
import { SmbError } from '../../lib/errors.ts';
import { One } from '../../lib/operators/one.ts';
import type { ShareFlows } from '../../lib/share/contract/share-flows.ts';
import type { ShareVerbs } from '../../lib/share/contract/share-verbs.ts';
import { fsOf } from '../../lib/share/fs/fs-of.ts';
import type { ShareFs } from '../../lib/share/fs/share-fs.ts';
import { promisesOf } from '../../lib/share/promises.ts';

/** A share that answers every verb with its arguments, or with an error where the path says so. */
function echoing(): { fs: ShareFs; calls: unknown[][] } {
  const calls: unknown[][] = [];
  const share = new Proxy({} as ShareVerbs<'one'> & ShareFlows, {
    get:
      (_, name) =>
      (...given: unknown[]) => {
        calls.push([name, ...given]);
        const failing = given[0] === 'bad';
        const error = new SmbError({ code: 'ENOENT', message: 'not there', outcome: 'refused' });
        return One.of<unknown>(failing ? throwError(() => error) : of(name === 'exists' ? true : given));
      },
  });
  return { fs: fsOf(share, promisesOf(share)), calls };
}

/** A function with a callback, whatever its declared form. */
type Loose = (...given: unknown[]) => void;

describe('share.fs', () => {
  it('hands callbacks the answer, or the error alone', async () => {
    const { fs } = echoing();
    const answered = await new Promise(resolve => {
      (fs.stat as Loose)('a', (...told: unknown[]) => resolve(told));
    });
    expect(answered).to.deep.equal([null, ['a']]);
    const failed = await new Promise<unknown[]>(resolve => {
      (fs.stat as Loose)('bad', (...told: unknown[]) => resolve(told));
    });
    expect(failed).to.have.lengthOf(1);
    expect(failed[0]).to.include({ code: 'ENOENT' });
  });

  it('throws at once where the callback is missing', () => {
    const { fs, calls } = echoing();
    expect(() => (fs.stat as Loose)('a'))
      .to.throw(TypeError)
      .with.property('code', 'ERR_INVALID_ARG_TYPE');
    expect(() => (fs.exists as Loose)('a')).to.throw(TypeError);
    expect(calls).to.deep.equal([]);
  });

  it('leaves what a callback throws to the program, as an exception of its own', async () => {
    const { fs } = echoing();
    const boom = new Error('boom');
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const caught = new Promise(resolve => process.once('uncaughtException', resolve));
    fs.stat('a', () => {
      throw boom;
    });
    expect(await caught).to.equal(boom);
    for (const listener of listeners) process.on('uncaughtException', listener);
  });

  it('takes paths as Buffers and URLs, both of those that take two', async () => {
    const { fs, calls } = echoing();
    await fs.promises.stat(Buffer.from('é/b') as unknown as string);
    await fs.promises.rename(
      new URL('file:///a%20b') as unknown as string,
      Buffer.from('c') as unknown as string,
    );
    const data = Buffer.from('data');
    await fs.promises.writeFile('x', data);
    expect(calls).to.deep.equal([
      ['stat', 'é/b'],
      ['rename', '/a b', 'c'],
      ['writeFile', 'x', data],
    ]);
    const code = async (path: unknown) => {
      try {
        await fs.promises.stat(path as string);
        return 'none';
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    };
    expect(await code(new URL('https://example.org/'))).to.equal('ERR_INVALID_URL_SCHEME');
    expect(await code(7)).to.equal('ERR_INVALID_ARG_TYPE');
  });

  it('refuses what it would answer in another form than asked for', async () => {
    const { fs } = echoing();
    const refused = async (work: Promise<unknown>) => {
      const error: unknown = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(TypeError).with.property('code', 'ERR_INVALID_ARG_VALUE');
    };
    await refused(fs.promises.stat('a', { bigint: true } as object));
    await refused(fs.promises.readdir('a', { encoding: 'buffer' } as object));
  });

  it('has no synchronous functions, and lets nobody take those of node:fs instead', () => {
    const { fs } = echoing();
    const all = fs as unknown as Record<string, () => unknown>;
    for (const name of ['statSync', 'readdirSync', 'existsSync', 'readSync', 'openSync', 'writeFileSync']) {
      expect(() => all[name]?.(), name)
        .to.throw(SmbError)
        .with.property('code', 'ENOSYS');
    }
  });

  it('says of exists only whether, never why not', async () => {
    const { fs } = echoing();
    const exists = (path: string) => new Promise(resolve => fs.exists(path, resolve));
    expect(await exists('a')).to.equal(true);
    expect(await exists('bad')).to.equal(false);
  });

  it('can be promisified', async () => {
    const { fs } = echoing();
    const stat = promisify(
      fs.stat as (path: string, callback: (error: unknown, stats: unknown) => void) => void,
    );
    expect(await stat('a')).to.deep.equal(['a']);
  });

  it('promisifies exists, whose callback has no error', async () => {
    const { fs } = echoing();
    const exists = promisify(fs.exists) as unknown as (path: string) => Promise<boolean>;
    expect([await exists('a'), await exists('bad')]).to.deep.equal([true, false]);
  });

  it('has realpath.native, and refuses the synchronous one as well', async () => {
    const { fs } = echoing();
    const told = await new Promise(resolve => {
      fs.realpath.native('a', (_, path) => {
        resolve(path);
      });
    });
    expect(told).to.deep.equal(['a']);
    const { native } = (fs as unknown as { realpathSync: { native: () => void } }).realpathSync;
    expect(native).to.throw(SmbError).with.property('code', 'ENOSYS');
  });

  it('refuses a stream of a number that is no open file', () => {
    const { fs } = echoing();
    for (const make of [fs.createReadStream, fs.createWriteStream, fs.ReadStream, fs.WriteStream]) {
      expect(() => make(null, { fd: 3 }))
        .to.throw(SmbError)
        .with.property('code', 'EBADF');
    }
  });

  it('fails with EBADF for a number that is no open file of the share', async () => {
    const { fs } = echoing();
    const told = await new Promise<unknown>(resolve => {
      fs.read(3, resolve as never);
    });
    expect(told).to.include({ code: 'EBADF', syscall: 'read' });
  });

  it('types the callbacks with and without what may be left out', () => {
    const check = ({ rename, mkdir, stat, readdir, readFile }: ShareFs) => {
      stat('a', (error, stats) => [error?.code, stats.size]);
      stat('a', {}, (_error, stats) => stats.isFile());
      mkdir('a', { recursive: true }, (_error, made) => made?.length);
      rename('a', 'b', error => error);
      readdir('a', (_error, names) => names.join());
      readdir('a', { withFileTypes: true }, (_error, entries) => entries.map(({ stats }) => stats));
      readFile('a', 'utf8', (_error, text) => text.trim());
      readFile('a', (_error, bytes) => bytes.byteOffset);
    };
    expect(check).to.be.a('function');
  });
});

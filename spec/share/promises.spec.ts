import { expect } from 'chai';
import { of, throwError } from 'rxjs';
import { One } from '../../lib/operators/one.ts';
import type { Dirent } from '../../lib/share/dirent.ts';
import { promisesOf } from '../../lib/share/promises.ts';
import { Share } from '../../lib/share/share.ts';
import type { ShareVerbs } from '../../lib/share/contract/share-verbs.ts';
import type { Stats } from '../../lib/share/stats.ts';

describe('share.promises', () => {
  it('has every verb of a share with one answer, and calls it as a method', async () => {
    const calls: unknown[] = [];
    const share = new Proxy({} as ShareVerbs<'one'>, {
      get(target, name) {
        return function (this: unknown, ...given: unknown[]) {
          calls.push([name, this === share || this === target, given]);
          return One.of(of(name));
        };
      },
    });
    const promises = promisesOf(share);
    const names = Object.keys(promises) as (keyof typeof promises)[];
    for (const name of names) {
      expect(Share.prototype, name).to.have.property(name);
      const verb = promises[name] as (...given: unknown[]) => Promise<unknown>;
      const promise = verb('a', 'b');
      expect(promise).to.be.instanceOf(Promise);
      expect(await promise).to.equal(name);
    }
    expect(calls).to.deep.equal(names.map(name => [name, true, ['a', 'b']]));
    expect(names).to.include.members(['stat', 'readdir', 'rm', 'rename', 'statfs']);
  });

  it('begins at once, without being awaited, and rejects', async () => {
    let begun = 0;
    const boom = new Error('boom');
    const share = {
      stat: () =>
        One.of(
          throwError(() => {
            begun++;
            return boom;
          }),
        ),
    };
    const promises = promisesOf(share as unknown as ShareVerbs<'one'>);
    const rejected = promises.stat('x').catch((error: unknown) => error);
    expect(begun).to.equal(1);
    expect(await rejected).to.equal(boom);
  });

  it('keeps the overloads', () => {
    const check = (fs: ShareVerbs<'promise'>, share: ShareVerbs<'one'>) => {
      const names: Promise<string[]> = fs.readdir('x');
      const entries: Promise<Dirent[]> = fs.readdir('x', { withFileTypes: true });
      const stats: One<Stats> = share.stat('x');
      const listed: One<Dirent[]> = share.readdir('x', { withFileTypes: true, recursive: true });
      return [names, entries, stats, listed];
    };
    expect(check).to.be.a('function');
  });
});

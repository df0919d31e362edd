import { expect } from 'chai';
import { firstValueFrom, NEVER, type ObservableInput, of, throwError } from 'rxjs';

import { sameContents } from '../../lib/sync/same-contents.ts';

function pieces(...texts: string[]): Uint8Array[] {
  return texts.map(text => Buffer.from(text));
}
function same(a: ObservableInput<Uint8Array>, b: ObservableInput<Uint8Array>): Promise<boolean> {
  return firstValueFrom(sameContents(a, b));
}

describe('sameContents', () => {
  it('does not care how the bytes are cut', async () => {
    expect(await same(pieces('abc', 'd', '', 'ef'), pieces('', 'a', 'bcde', 'f'))).to.equal(true);
    expect(await same([], pieces(''))).to.equal(true);
  });

  it('finds a difference, and an end that comes early', async () => {
    expect(await same(pieces('abc', 'def'), pieces('abcdeX'))).to.equal(false);
    expect(await same(pieces('abc'), pieces('abcd'))).to.equal(false);
    expect(await same(pieces('abcd'), pieces('ab', 'c'))).to.equal(false);
    expect(await same(pieces(), pieces('a'))).to.equal(false);
  });

  it('reads no further than to the difference, and ends both sources', async () => {
    let [read, ended] = [0, 0];
    async function* endless(text: string) {
      try {
        for (;;) {
          read++;
          yield Buffer.from(text);
        }
      } finally {
        ended++;
      }
    }
    expect(await same(endless('a'), endless('b'))).to.equal(false);
    await new Promise(setImmediate);
    expect([read, ended]).to.deep.equal([2, 2]);
  });

  it('fails with what a source fails with', async () => {
    const failure = new Error('gone');
    const error = await same(
      throwError(() => failure),
      of(Buffer.from('a')),
    ).catch((caught: unknown) => caught);
    expect(error).to.equal(failure);
  });

  it('ends both sources when nobody wants to know', () => {
    const subscription = sameContents(NEVER, NEVER).subscribe();
    subscription.unsubscribe();
    expect(subscription.closed).to.equal(true);
  });
});

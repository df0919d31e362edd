import { expect } from 'chai';

import type { Outcome } from '../../lib/share/small-chain.ts';
import { Slabs } from '../../lib/streams/slabs.ts';
import { Carry } from '../../lib/sync/carry.ts';
import type { FileFacts, WholeFiles } from '../../lib/sync/side.ts';

/** An end that does what the spec says, when it says so. */
class End implements WholeFiles {
  readonly asked: string[] = [];
  fetching: Outcome<Uint8Array> | undefined;
  storing: Outcome<undefined> | undefined;
  /** Answers at once. */
  now: Uint8Array | undefined;

  fetch(path: string, _entry: unknown, _means: unknown, outcome: Outcome<Uint8Array>): () => void {
    this.asked.push(`fetch ${path}`);
    if (this.now === undefined) this.fetching = outcome;
    else outcome.done(this.now);
    return () => this.asked.push('stop fetching');
  }
  give(): void {
    this.asked.push('give');
  }
  store(
    path: string,
    { size }: FileFacts,
    _data: Uint8Array,
    _means: unknown,
    outcome: Outcome<undefined>,
  ): () => void {
    this.asked.push(`store ${path} ${size}`);
    if (this.now === undefined) this.storing = outcome;
    else outcome.done(undefined);
    return () => this.asked.push('stop storing');
  }
}

describe('carrying a small file', () => {
  const DATA = Buffer.from('hello');
  function carry() {
    const [src, dst] = [new End(), new End()];
    const told: unknown[] = [];
    const entry = { name: 'a', kind: 'file', size: 5, mtime: 1n, id: 0n } as const;
    const load = { path: 'a', to: 'b', entry, old: undefined };
    const one = new Carry({ ahead: 1, slabs: new Slabs(1) }, [src, dst], load, {
      done: () => told.push('done'),
      failed: error => told.push(error),
    });
    return { src, dst, told, one };
  }

  it('fetches it, stores it, and gives its memory back', () => {
    const { src, dst, told, one } = carry();
    one.start();
    src.fetching?.done(DATA);
    expect(told).to.deep.equal([]);
    expect(src.asked).to.deep.equal(['fetch a']);
    dst.storing?.done(undefined);
    one.stop();
    expect(src.asked).to.deep.equal(['fetch a', 'give']);
    expect(dst.asked).to.deep.equal(['store b 5']);
    expect(told).to.deep.equal(['done']);
  });

  it('takes answers that are there at once', () => {
    const { src, dst, told, one } = carry();
    src.now = dst.now = DATA;
    one.start();
    one.stop();
    expect(told).to.deep.equal(['done']);
    expect([...src.asked, ...dst.asked]).to.deep.equal(['fetch a', 'give', 'store b 5']);
  });

  it('stores nothing that has another size than was listed', () => {
    const { src, dst, told, one } = carry();
    one.start();
    src.fetching?.done(Buffer.from('hello!'));
    expect(told[0]).to.include({ code: 'ERR_SMB_TRUNCATED' });
    expect(dst.asked).to.deep.equal([]);
  });

  it('fails where either end does, once', () => {
    const failed = new Error('no');
    const first = carry();
    first.one.start();
    first.src.fetching?.failed(failed);
    first.one.stop();
    expect(first.told).to.deep.equal([failed]);
    expect(first.src.asked).to.deep.equal(['fetch a']);
    const second = carry();
    second.one.start();
    second.src.fetching?.done(DATA);
    second.dst.storing?.failed(failed);
    second.one.stop();
    expect(second.told).to.deep.equal([failed]);
    expect(second.dst.asked).to.deep.equal(['store b 5']);
  });

  it('stops the end that is at work, and tells nothing any more', () => {
    const fetching = carry();
    fetching.one.start();
    fetching.one.stop();
    fetching.src.fetching?.done(DATA);
    expect(fetching.src.asked).to.deep.equal(['fetch a', 'stop fetching']);
    expect(fetching.dst.asked).to.deep.equal([]);
    const storing = carry();
    storing.one.start();
    storing.src.fetching?.done(DATA);
    storing.one.stop();
    expect(storing.dst.asked).to.deep.equal(['store b 5', 'stop storing']);
    expect([...fetching.told, ...storing.told]).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Output, OutputClosed } from '../../lib/cli/output.ts';
import { Captured } from './capture.ts';

const MIB = 1024 * 1024;

/** A reader that takes nothing until it is told to. */
class Slow extends Writable {
  taken: Uint8Array[] = [];
  #done: ((error?: Error | null) => void) | undefined;

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }

  override _write(piece: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.taken.push(piece);
    this.#done = done;
  }

  release(error?: Error): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(error);
  }
}

async function settled(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  const note = () => (over = true);
  promise.then(note, note);
  for (let turns = 0; turns < 5; turns++) await turn();
  return over;
}

describe('Output', () => {
  it('hands on the very bytes it gets, without a copy', async () => {
    const slow = new Slow();
    const piece = Buffer.alloc(MIB);
    await new Output(slow).write(piece);
    expect(slow.taken[0]).to.equal(piece);
  });

  it('is never ahead of a slow reader by more than two pieces of 1 MiB', async () => {
    const slow = new Slow();
    const out = new Output(slow);
    expect(await settled(out.write(Buffer.alloc(MIB)))).to.equal(true);
    const second = out.write(Buffer.alloc(MIB));
    expect(await settled(second)).to.equal(false);
    slow.release();
    expect(await settled(second)).to.equal(true);
  });

  it('is flushed when the reader has everything', async () => {
    const slow = new Slow();
    const out = new Output(slow);
    await out.line('a');
    const flushed = out.flush();
    expect(await settled(flushed)).to.equal(false);
    slow.release();
    expect(await settled(flushed)).to.equal(true);
  });

  for (const code of ['EPIPE', 'EOF', 'ECONNRESET']) {
    it(`ends quietly when the reader has gone (${code})`, async () => {
      const slow = new Slow();
      const out = new Output(slow);
      const writing = out.write(Buffer.alloc(4 * MIB));
      slow.release(Object.assign(new Error('x'), { code }));
      expect(await writing.catch((error: unknown) => error)).to.be.instanceOf(OutputClosed);
      expect(await out.line('more').catch((error: unknown) => error)).to.be.instanceOf(OutputClosed);
    });
  }

  it('fails when the disk is full', async () => {
    const slow = new Slow();
    const out = new Output(slow);
    const writing = out.write(Buffer.alloc(4 * MIB));
    slow.release(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    expect(await writing.catch((error: unknown) => error)).to.have.property('code', 'ENOSPC');
  });

  it('quotes names on a terminal alone', () => {
    expect(new Output(new Captured(true)).name('a b\x1b[2J')).to.equal("'a b'$'\\033''[2J'");
    expect(new Output(new Captured(false)).name('a b\x1b[2J')).to.equal('a b\x1b[2J');
  });

  it('writes NDJSON, bigints as text and lone surrogates escaped', async () => {
    const sink = new Captured();
    const out = new Output(sink);
    await out.json({ id: 2n ** 63n, name: '\ud800\n' });
    await out.flush();
    expect(sink.text).to.equal('{"id":"9223372036854775808","name":"\\ud800\\n"}\n');
  });

  it('writes the lines of one turn at once, in order with pieces, and none before the turn is over', async () => {
    const sink = new Slow();
    const out = new Output(sink);
    for (const line of ['one', 'two', 'three']) await out.line(line);
    expect(sink.taken).to.deep.equal([]);
    await turn();
    expect(sink.taken.map(String)).to.deep.equal(['one\ntwo\nthree\n']);
    sink.release();

    await out.line('four');
    const piece = out.write(Buffer.from('piece'));
    sink.release();
    await piece;
    await turn();
    sink.release();
    expect(sink.taken.map(String).join('')).to.equal('one\ntwo\nthree\nfour\npiece');
  });

  it('does not gather more lines than a pipe takes', async () => {
    const sink = new Slow();
    const out = new Output(sink);
    await out.line('x'.repeat(20_000));
    expect(sink.taken).to.have.lengthOf(1);
  });
});

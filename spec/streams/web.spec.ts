import { expect } from 'chai';
import { Writable } from 'node:stream';
import { webReadable, webWritable } from '../../lib/streams/web.ts';
import { reason } from '../live/failure.ts';
import { pattern, turn } from './script-file.ts';

const boom = new Error('boom');

/** Pieces one by one, and what was asked of them. */
function pieces(...all: readonly Uint8Array[]) {
  const log = { asked: 0, returned: 0 };
  const source = {
    async *[Symbol.asyncIterator]() {
      try {
        for (const piece of all) {
          log.asked++;
          await turn();
          yield piece;
        }
      } finally {
        log.returned++;
      }
    },
  };
  return { log, source };
}

describe('streams: web readable', () => {
  it('is a byte stream that gives all bytes', async () => {
    const parts = [pattern(1000), pattern(2000), pattern(3)];
    const stream = webReadable(pieces(...parts.map(part => Buffer.from(part))).source);
    const got: Uint8Array[] = [];
    for await (const chunk of stream) got.push(chunk);
    expect(Buffer.concat(got).equals(Buffer.concat(parts))).to.equal(true);
    expect(got[0]).to.be.instanceOf(Uint8Array);
  });

  it('asks for nothing before it is read, and then for one piece at a time', async () => {
    const { log, source } = pieces(pattern(10), pattern(10), pattern(10));
    const reader = webReadable(source).getReader();
    await turn();
    expect(log.asked).to.equal(0);
    await reader.read();
    await turn();
    expect(log.asked).to.equal(1);
    await reader.cancel();
    expect(log.returned).to.equal(1);
  });

  it('fills the memory of a BYOB reader', async () => {
    const parts = [pattern(1000), pattern(10)];
    const reader = webReadable(pieces(...parts).source).getReader({ mode: 'byob' });
    const got: Uint8Array[] = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(new ArrayBuffer(600), 50, 400));
      if (done) break;
      expect(value.byteOffset).to.equal(50);
      got.push(value);
    }
    expect(got.map(({ length }) => length)).to.deep.equal([400, 400, 200, 10]);
    expect(Buffer.concat(got).equals(Buffer.concat(parts))).to.equal(true);
  });

  it('leaves memory alone that a piece shares with others, and hands over what is whole', async () => {
    const shared = Buffer.from(new ArrayBuffer(100));
    const whole = Buffer.from(new ArrayBuffer(100));
    const reader = webReadable(pieces(shared.subarray(10, 20), whole).source).getReader();
    await reader.read();
    expect(shared.buffer.byteLength).to.equal(100);
    await reader.read();
    expect(whole.buffer.byteLength).to.equal(0);
  });

  it('says when it was left, although nobody had begun to read', async () => {
    const { log, source } = pieces(pattern(10));
    let left = 0;
    const leave = () => Promise.resolve(left++);
    await webReadable(source, leave).cancel();
    expect([left, log.asked]).to.deep.equal([1, 0]);
    for await (const _ of webReadable(source, leave));
    expect(left).to.equal(1);
  });

  it('fails as its source does', async () => {
    const source = {
      async *[Symbol.asyncIterator]() {
        yield pattern(1);
        await turn();
        throw boom;
      },
    };
    const reader = webReadable(source).getReader();
    await reader.read();
    expect(await reason(reader.read())).to.equal(boom);
  });
});

describe('streams: web writable', () => {
  /** A Node stream that takes `room` chunks before it is full. */
  function sink() {
    const log: string[] = [];
    const held: (() => void)[] = [];
    const stream = new Writable({
      highWaterMark: 10,
      write(chunk: Buffer, _encoding, callback) {
        log.push(`write ${chunk.length}`);
        held.push(() => {
          callback();
        });
      },
      final(callback) {
        log.push('final');
        callback();
      },
      destroy(error, callback) {
        log.push('destroy');
        callback(error);
      },
    });
    return { log, held, stream };
  }

  it('takes while there is room, and waits where there is none', async () => {
    const { log, held, stream } = sink();
    const writer = webWritable(() => stream).getWriter();
    let taken = 0;
    void writer.write(Buffer.alloc(4)).then(() => taken++);
    void writer.write(Buffer.alloc(8)).then(() => taken++);
    await turn();
    expect(taken).to.equal(1);
    held.shift()?.();
    await turn();
    held.shift()?.();
    await turn();
    expect(taken).to.equal(2);
    await writer.close();
    expect(log.slice(0, 3)).to.deep.equal(['write 4', 'write 8', 'final']);
  });

  it('fails with the error of the stream, wherever it waits', async () => {
    const { stream } = sink();
    const writer = webWritable(() => stream).getWriter();
    const closed = reason(writer.closed);
    const writing = reason(writer.write(Buffer.alloc(20)));
    await turn();
    stream.destroy(boom);
    expect(await writing).to.equal(boom);
    expect(await closed).to.equal(boom);

    const ending = sink();
    const other = webWritable(() => ending.stream).getWriter();
    const gone = reason(other.closed);
    await other.write(Buffer.alloc(1));
    const closing = reason(other.close());
    await turn();
    ending.stream.destroy(boom);
    expect(await closing).to.equal(boom);
    expect(await gone).to.equal(boom);
  });

  it('destroys the stream when it is aborted, and waits for that', async () => {
    const { log, stream } = sink();
    const writer = webWritable(() => stream).getWriter();
    const closed = reason(writer.closed);
    await writer.write(Buffer.alloc(1));
    await writer.abort(boom);
    expect(stream.closed).to.equal(true);
    expect(log).to.deep.equal(['write 1', 'destroy']);
    expect(await closed).to.equal(boom);
  });
});

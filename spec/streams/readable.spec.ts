import { expect } from 'chai';
import { once } from 'node:events';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, defer, EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { valveOf } from '../../lib/operators/demand.ts';
import { type ReadableOptions, type ReadSource, SmbReadStream } from '../../lib/streams/readable.ts';
import { reason } from '../live/failure.ts';
import { liesIn, pattern, turn } from './script-file.ts';

const boom = new Error('boom');

/** A file whose pieces come only while they are wanted, and what happened to it. */
class Source implements ReadSource<string> {
  readonly path = 'a/file';
  readonly chunk = 1000;
  readonly log: string[] = [];
  /** Pieces given. */
  given = 0;
  open: Observable<string> = defer(() => {
    this.log.push('open');
    return of('the file');
  });
  closing: Observable<unknown> = EMPTY;
  readonly pieces: readonly Buffer[];
  /** What comes after the pieces. */
  end: Observable<Buffer> = EMPTY;

  constructor(...pieces: readonly Buffer[]) {
    this.pieces = pieces;
  }

  readonly bytes = (file: string): Observable<Buffer> => {
    this.log.push(`bytes of ${file}`);
    const pieces = new Observable<Buffer>(subscriber => {
      const valve = valveOf(subscriber);
      const pump = () => {
        for (const piece of this.pieces.slice(this.given)) {
          if (!valve.isOpen || subscriber.closed) break;
          this.given++;
          subscriber.next(piece);
        }
        if (this.given === this.pieces.length) subscriber.complete();
      };
      const forget = valve.onOpen(pump);
      pump();
      return () => {
        forget();
        this.log.push('bytes end');
      };
    });
    return concat(pieces, this.end);
  };

  readonly close = (file: string): Observable<unknown> =>
    defer(() => {
      this.log.push(`close ${file}`);
      return this.closing;
    });

  stream(options?: ReadableOptions): SmbReadStream<string> {
    return new SmbReadStream<string>(this, options);
  }
}

const thousand = pattern(1000);
const many = (count: number) => Array.from({ length: count }, (_, index) => pattern(1000 + index));

describe('streams: readable', () => {
  it('gives the bytes, counts them, and closes the file before it says close', async () => {
    const source = new Source(...many(5));
    const answered = new Subject<never>();
    source.closing = answered;
    const stream = source.stream();
    const closed = once(stream, 'close');
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(stream, 'end');
    await turn();
    expect(Buffer.concat(chunks).equals(Buffer.concat(source.pieces))).to.equal(true);
    expect(stream.bytesRead).to.equal(5010);
    expect(source.log).to.deep.equal(['open', 'bytes of the file', 'bytes end', 'close the file']);
    expect(stream.closed).to.equal(false);
    answered.complete();
    await closed;
  });

  it('says what it reads, and tells when it is open', async () => {
    const stream = new Source(thousand).stream();
    expect(stream.path).to.equal('a/file');
    expect(stream.pending).to.equal(true);
    expect(stream.readableHighWaterMark).to.equal(1000);
    const order: unknown[] = [];
    stream.on('open', file => order.push(file));
    stream.on('ready', () => order.push('ready'));
    await once(stream, 'ready');
    expect(order).to.deep.equal(['the file', 'ready']);
    expect(stream.pending).to.equal(false);
    stream.destroy();
  });

  it('reads nothing before somebody wants it', async () => {
    const source = new Source(thousand);
    const stream = source.stream();
    await once(stream, 'ready');
    await turn();
    expect(source.log).to.deep.equal(['open']);
    stream.destroy();
    await once(stream, 'close');
    expect(source.log).to.deep.equal(['open', 'close the file']);
  });

  it('stops taking when its buffer is full', async () => {
    const source = new Source(...many(20));
    const stream = source.stream();
    stream.read(0);
    await sleep(5);
    expect(source.given).to.equal(1);
    expect(stream.read(1000)).to.have.lengthOf(1000);
    await turn();
    expect(source.given).to.equal(2);
    stream.destroy();
  });

  it('is slowed down by a slow pipe', async () => {
    const source = new Source(...many(20));
    const slow = new Writable({ highWaterMark: 1, write: () => undefined });
    source.stream().pipe(slow);
    await sleep(5);
    expect(source.given).to.be.within(1, 3);
    slow.destroy();
  });

  it('can be piped through others', async () => {
    const source = new Source(...many(50));
    let bytes = 0;
    const sink = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        bytes += chunk.length;
        setImmediate(callback);
      },
    });
    await pipeline(source.stream(), new PassThrough(), sink);
    expect(bytes).to.equal(Buffer.concat(source.pieces).length);
    expect(source.log.filter(word => word.startsWith('close'))).to.deep.equal(['close the file']);
  });

  it('cuts what it gives to the highWaterMark that was asked for, as views', async () => {
    const source = new Source(...many(3));
    const lengths: number[] = [];
    for await (const piece of source.stream({ highWaterMark: 400 })) {
      expect(source.pieces.some(whole => liesIn(piece, whole))).to.equal(true);
      lengths.push(piece.length);
    }
    expect(lengths).to.deep.equal([400, 400, 200, 400, 400, 201, 400, 400, 202]);
  });

  it('gives text where an encoding is asked for', async () => {
    const source = new Source(Buffer.from('h\u00e9llo '), Buffer.from('w\u00f6rld'));
    const texts: unknown[] = [];
    for await (const text of source.stream({ encoding: 'utf8' })) texts.push(text);
    expect(texts.join('')).to.equal('h\u00e9llo w\u00f6rld');
    expect(texts[0]).to.be.a('string');
  });

  describe('as an async iterable', () => {
    it('yields each piece as it came, however many are buffered', async () => {
      const source = new Source(...many(30));
      const got: Buffer[] = [];
      for await (const piece of source.stream({ highWaterMark: 100_000 })) {
        got.push(piece);
        await turn();
      }
      expect(got.map(({ length }) => length)).to.deep.equal(source.pieces.map(({ length }) => length));
      for (const [index, piece] of got.entries()) expect(liesIn(piece, source.pieces[index]!)).to.equal(true);
    });

    it('goes on behind what was read before', async () => {
      const source = new Source(...many(4));
      const stream = source.stream({ highWaterMark: 10_000 });
      stream.read(0);
      await sleep(5);
      const first = stream.read(1500) as Buffer;
      const lengths: number[] = [];
      const rest: Buffer[] = [];
      for await (const piece of stream) {
        lengths.push(piece.length);
        rest.push(piece);
      }
      expect(lengths).to.deep.equal([501, 1002, 1003]);
      expect(Buffer.concat([first, ...rest]).equals(Buffer.concat(source.pieces))).to.equal(true);
    });

    it('destroys the stream when it is left', async () => {
      const source = new Source(...many(30));
      const stream = source.stream();
      for await (const piece of stream) {
        expect(piece).to.have.lengthOf(1000);
        break;
      }
      expect(stream.destroyed).to.equal(true);
      if (!stream.closed) await once(stream, 'close');
      expect(source.log.at(-1)).to.equal('close the file');
      expect(source.given).to.be.below(4);
    });

    it('throws what went wrong', async () => {
      const source = new Source(thousand);
      source.end = throwError(() => boom);
      let bytes = 0;
      const iterate = async () => {
        for await (const piece of source.stream()) bytes += piece.length;
      };
      expect(await reason(iterate())).to.equal(boom);
      expect(bytes).to.be.at.most(1000);
      expect(source.log.filter(word => word.startsWith('close'))).to.have.lengthOf(1);
    });

    it('throws when somebody else destroys the stream', async () => {
      const source = new Source();
      source.end = NEVER;
      const stream = source.stream();
      setTimeout(() => stream.destroy(), 5);
      const iterate = async () => {
        for await (const piece of stream) expect(piece).to.equal(undefined);
      };
      expect(await reason(iterate())).to.include({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    });

    it('gives nothing of nothing', async () => {
      for await (const piece of new Source().stream()) expect(piece).to.equal(undefined);
    });
  });

  describe('closes the file once', () => {
    it('after an error of the bytes', async () => {
      const source = new Source(thousand);
      source.end = throwError(() => boom);
      const stream = source.stream();
      stream.resume();
      expect(await reason(finished(stream))).to.equal(boom);
      stream.destroy();
      expect(source.log.filter(word => word.startsWith('close'))).to.have.lengthOf(1);
    });

    it('when it is destroyed amid the bytes', async () => {
      const source = new Source(...many(3));
      source.end = NEVER;
      const stream = source.stream();
      stream.resume();
      await turn();
      stream.destroy(boom);
      stream.destroy();
      expect(await reason(finished(stream))).to.equal(boom);
      expect(source.log).to.deep.equal(['open', 'bytes of the file', 'bytes end', 'close the file']);
    });

    it('and does not mind when that fails', async () => {
      const source = new Source(thousand);
      source.closing = throwError(() => boom);
      const stream = source.stream();
      stream.resume();
      await finished(stream);
      if (!stream.closed) await once(stream, 'close');
    });

    it('not at all when it is not its own', async () => {
      const source = new Source(thousand);
      const stream = source.stream({ autoClose: false });
      stream.resume();
      await once(stream, 'end');
      stream.destroy();
      await once(stream, 'close');
      expect(source.log).to.deep.equal(['open', 'bytes of the file', 'bytes end']);
    });
  });

  it('cancels the opening when it is destroyed meanwhile', async () => {
    let cancelled = 0;
    const source = new Source(thousand);
    source.open = new Observable(() => () => cancelled++);
    const stream = source.stream();
    await turn();
    stream.destroy();
    await once(stream, 'close');
    expect(cancelled).to.equal(1);
    expect(source.log).to.deep.equal([]);
  });

  it('opens nothing when it is destroyed at once', async () => {
    const source = new Source(thousand);
    const stream = source.stream();
    stream.destroy();
    await once(stream, 'close');
    await turn();
    expect(source.log).to.deep.equal([]);
  });

  it('tells that it could not be opened', async () => {
    const source = new Source(thousand);
    source.open = throwError(() => boom);
    expect(await reason(finished(source.stream().resume()))).to.equal(boom);
  });

  it('obeys a signal, also one that has said so before', async () => {
    const source = new Source(thousand);
    source.end = NEVER;
    const abort = new AbortController();
    const stream = source.stream({ signal: abort.signal });
    stream.resume();
    await turn();
    abort.abort();
    expect(await reason(finished(stream))).to.include({ name: 'AbortError', code: 'ABORT_ERR' });

    const never = new Source(thousand);
    const aborted = never.stream({ signal: AbortSignal.abort() });
    expect(await reason(finished(aborted))).to.include({ code: 'ABORT_ERR' });
    expect(never.log).to.deep.equal([]);
  });

  it('survives listeners that destroy it', async () => {
    for (const event of ['open', 'ready', 'data']) {
      const source = new Source(...many(5));
      const stream: Readable = source.stream();
      if (event !== 'data') stream.resume();
      stream.on(event, () => stream.destroy());
      await once(stream, 'close');
      expect(
        source.log.filter(word => word.startsWith('close')),
        event,
      ).to.have.lengthOf(1);
    }
  });
});

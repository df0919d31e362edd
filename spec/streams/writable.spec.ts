import { expect } from 'chai';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { defer, EMPTY, NEVER, Observable, of, tap, throwError } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import type { Open } from '../../lib/commands/target.ts';
import { SmbError } from '../../lib/errors.ts';
import { SmbWriteStream, type WritableOptions, type WriteTarget } from '../../lib/streams/writable.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { WriteRequest } from '../../lib/wire/smb2/write.ts';
import { reason } from '../live/failure.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import type { Received } from '../support/script-server.ts';
import { FileServer, KIB, liesIn, MIB, opening, pattern, turn } from './script-file.ts';

const boom = new Error('boom');

/** A file on a server by script, and what a stream did to it. */
class Target implements WriteTarget<Open> {
  readonly server = new FileServer();
  readonly path = 'a/file';
  readonly chunk = 64 * KIB;
  readonly log: string[] = [];
  open: Observable<Open> = EMPTY;
  at: Observable<number> = of(0);
  last: ((file: Open) => Observable<unknown>) | undefined = undefined;
  readonly waiting: Received[] = [];

  static async make(): Promise<Target> {
    const target = new Target();
    const { tree } = await rig(target.server);
    target.open = new Observable<Open>(subscriber => {
      const opened = opening(tree).subscribe({
        next: ({ handle }) => {
          subscriber.next(handle);
        },
        error: error => {
          subscriber.error(error);
        },
      });
      return () => {
        opened.unsubscribe();
      };
    });
    return target;
  }

  readonly start = () => this.at;
  readonly reached = (_file: Open, offset: number) => void this.log.push(`reached ${offset}`);
  readonly close = (file: Open) => close(file);
  readonly named = (error: unknown) => (error instanceof SmbError ? error.with({ path: this.path }) : error);

  stream(options?: WritableOptions): SmbWriteStream {
    return new SmbWriteStream(this, options);
  }

  hold(): void {
    this.server.on(Command.WRITE, request => void this.waiting.push(request));
  }

  answer(at: number): void {
    const request = this.waiting[at]!;
    this.server.answer(request, answers.written(request.read(WriteRequest).length));
  }

  get closes(): number {
    return this.server.got(Command.CLOSE).length;
  }
}

describe('streams: writable', () => {
  let target: Target;

  beforeEach(async () => {
    target = await Target.make();
  });
  afterEach(() => {
    expect(target.server.violation).to.equal(undefined);
    expect(target.server.handles.size, 'handles left open').to.equal(0);
  });

  it('writes what it is given, closes, and says finish after that', async () => {
    const stream = target.stream();
    const seen: string[] = [];
    for (const event of ['open', 'ready', 'finish', 'close']) {
      stream.on(event, () => seen.push(`${event} ${target.closes}`));
    }
    expect(stream.pending).to.equal(true);
    expect(stream.path).to.equal('a/file');
    stream.write('h\u00e9llo ');
    stream.write(Buffer.from('world'));
    stream.write('2121', 'hex');
    stream.end(new Uint8Array([33]));
    await finished(stream);
    await turn();
    expect(target.server.content.toString()).to.equal('h\u00e9llo world!!!');
    expect(stream.bytesWritten).to.equal(15);
    expect(stream.pending).to.equal(false);
    expect(seen).to.deep.equal(['open 0', 'ready 0', 'finish 1', 'close 1']);
    expect(target.closes).to.equal(1);
  });

  it('makes an empty file where nothing is written', async () => {
    await finished(target.stream().end());
    expect(target.server.commands).to.deep.equal(['CREATE', 'CLOSE']);
  });

  it('begins where it shall, and tells how far it is', async () => {
    target.at = of(100);
    const stream = target.stream();
    stream.end('abc');
    await finished(stream);
    expect(target.server.writes).to.deep.equal([{ offset: 100, length: 3 }]);
    expect(target.log).to.deep.equal(['reached 103']);
  });

  it('takes an encoding for all texts', async () => {
    await finished(target.stream({ encoding: 'hex' }).end('414243'));
    expect(String(target.server.content)).to.equal('ABC');
  });

  it('calls a write back when the server has the bytes, not before', async () => {
    target.hold();
    const stream = target.stream();
    const back: number[] = [];
    for (let index = 0; index < 4; index++) stream.write(pattern(10), () => back.push(index));
    await turn();
    await turn();
    expect(target.server.writes.map(({ length }) => length)).to.deep.equal([10]);
    expect(back).to.deep.equal([]);
    target.answer(0);
    await turn();
    expect(back).to.deep.equal([0]);
    expect(target.server.writes.map(({ length }) => length)).to.deep.equal([10, 30]);
    target.answer(1);
    await turn();
    expect(back).to.deep.equal([0, 1, 2, 3]);
    stream.end();
    await finished(stream);
  });

  it('calls back in the order of the writes, whichever answer comes first', async () => {
    target.hold();
    const stream = target.stream();
    const back: string[] = [];
    stream.write(pattern(MIB), () => back.push('a'));
    stream.write(pattern(MIB), 'utf8', () => back.push('b'));
    await turn();
    expect(target.waiting).to.have.lengthOf(2);
    target.answer(1);
    await turn();
    expect(back).to.deep.equal([]);
    target.answer(0);
    await turn();
    expect(back).to.deep.equal(['a', 'b']);
    stream.end();
    await finished(stream);
  });

  it('lets memory be used again after the callback', async () => {
    const stream = target.stream();
    const memory = Buffer.alloc(1000);
    const letters = ['a', 'b', 'c', 'd'];
    for (const letter of letters) {
      await new Promise(resolve => stream.write(memory.fill(letter), resolve));
    }
    stream.end();
    await finished(stream);
    expect(String(target.server.content)).to.equal(letters.map(letter => letter.repeat(1000)).join(''));
  });

  it('takes 8 MiB ahead, then its highWaterMark, and says drain when there is room', async () => {
    target.hold();
    const stream = target.stream();
    await once(stream, 'ready');
    const chunk = pattern(MIB);
    let taken = 0;
    while (stream.write(chunk)) {
      taken++;
      await turn();
    }
    expect(taken).to.equal(7); // the eighth fills the window and is held
    expect(target.waiting).to.have.lengthOf(8);
    for (const part of target.server.frames.slice(1).map(frame => frame.at(-1)!)) {
      expect(liesIn(part, chunk)).to.equal(true);
    }
    const drained = once(stream, 'drain');
    target.answer(0);
    await drained;
    expect(stream.writableNeedDrain).to.equal(false);
    stream.destroy();
    for (let index = 1; index < 8; index++) target.answer(index);
    await once(stream, 'close');
  });

  it('writes what is piped into it', async () => {
    const content = pattern(3 * MIB + 7);
    const pieces = Array.from({ length: 49 }, (_, index) =>
      content.subarray(index * 65_536, (index + 1) * 65_536),
    );
    await pipeline(Readable.from(pieces), target.stream());
    expect(target.server.content.equals(content)).to.equal(true);
  });

  it('joins what was written while it was corked', async () => {
    const stream = target.stream();
    await once(stream, 'ready');
    stream.cork();
    for (const word of ['a', 'b', 'c']) stream.write(word);
    expect(target.server.writes).to.deep.equal([]);
    stream.uncork();
    stream.end();
    await finished(stream);
    expect(String(target.server.content)).to.equal('abc');
  });

  it('does what is to be done last before the close', async () => {
    target.last = () =>
      defer(() => {
        target.log.push(`last, after ${target.server.writes.length}, closed ${target.closes}`);
        return EMPTY;
      });
    await finished(target.stream().end('x'));
    expect(target.log.at(-1)).to.equal('last, after 1, closed 0');
  });

  describe('when something fails', () => {
    it('is destroyed with the named error of a WRITE, and closes', async () => {
      target.server.on(Command.WRITE, answers.refused(NtStatus.STATUS_DISK_FULL));
      const stream = target.stream();
      const told: unknown[] = [];
      stream.write('x', error => told.push(error));
      stream.write('y', error => told.push(error));
      const error = await reason(finished(stream));
      expect(error).to.include({ code: 'ENOSPC', path: 'a/file' });
      if (!stream.closed) await once(stream, 'close');
      expect(told).to.deep.equal([error, error]);
      expect(target.closes).to.equal(1);
    });

    it('tells that it could not be opened, to every write', async () => {
      target.open = throwError(() => boom);
      const stream = target.stream();
      const told: unknown[] = [];
      stream.write('x', error => told.push(error));
      stream.write('y', error => told.push(error));
      expect(await reason(finished(stream))).to.equal(boom);
      await turn();
      expect(told).to.have.lengthOf(2);
      expect(told.every(error => error instanceof Error)).to.equal(true);
    });

    it('tells that nobody knows where to begin, and closes', async () => {
      target.at = throwError(() => boom);
      expect(await reason(finished(target.stream().end('x')))).to.equal(boom);
      expect(target.closes).to.equal(1);
    });

    it('tells that the close failed', async () => {
      target.server.on(Command.CLOSE, request => {
        target.server.handles.delete(request.fileId.volatile);
        return answers.refused(NtStatus.STATUS_DISK_FULL);
      });
      const stream = target.stream();
      let finishes = 0;
      stream.on('finish', () => finishes++);
      expect(await reason(finished(stream.end('x')))).to.include({ code: 'ENOSPC', command: 'CLOSE' });
      expect(finishes).to.equal(0);
      expect(target.closes).to.equal(1);
    });

    it('tells that what was to be done last failed, and closes', async () => {
      target.last = () => throwError(() => boom);
      expect(await reason(finished(target.stream().end('x')))).to.equal(boom);
      expect(target.closes).to.equal(1);
    });

    it('refuses a write after the end', async () => {
      const stream = target.stream();
      stream.end('x');
      const told = new Promise(resolve => stream.write('y', resolve));
      const ended = reason(finished(stream));
      expect(await told).to.include({ code: 'ERR_STREAM_WRITE_AFTER_END' });
      expect(await ended).to.include({ code: 'ERR_STREAM_WRITE_AFTER_END' });
      if (!stream.closed) await once(stream, 'close');
    });

    it('refuses what is no bytes', async () => {
      const stream = target.stream();
      expect(() => stream.write(1)).to.throw(TypeError);
      await finished(stream.end('x'));
      expect(String(target.server.content)).to.equal('x');
    });
  });

  describe('when it is destroyed', () => {
    it('cancels, closes once, and lets go of the memory after that', async () => {
      target.hold();
      const stream = target.stream();
      const told: unknown[] = [];
      stream.write(pattern(2 * MIB), error => told.push({ error, closes: target.closes }));
      await once(stream, 'ready');
      stream.destroy(boom);
      stream.destroy();
      expect(await reason(finished(stream))).to.equal(boom);
      if (!stream.closed) await once(stream, 'close');
      expect(target.server.got(Command.CANCEL)).to.have.lengthOf(2);
      expect(told).to.deep.equal([{ error: boom, closes: 1 }]);
    });

    it('without a reason tells its writers so', async () => {
      target.hold();
      const stream = target.stream();
      const told = new Promise(resolve => stream.write('x', resolve));
      await once(stream, 'ready');
      stream.destroy();
      expect(await told).to.include({ code: 'ERR_STREAM_DESTROYED' });
      if (!stream.closed) await once(stream, 'close');
    });

    it('amid the opening cancels that', async () => {
      let cancelled = 0;
      target.open = new Observable(() => () => cancelled++);
      const stream = target.stream();
      stream.write('x');
      await turn();
      stream.destroy();
      await once(stream, 'close');
      expect(cancelled).to.equal(1);
    });

    it('at once opens nothing', async () => {
      const stream = target.stream();
      stream.destroy();
      await once(stream, 'close');
      await turn();
      expect(target.server.requests).to.deep.equal([]);
    });

    it('amid what is to be done last closes', async () => {
      target.last = () => NEVER;
      const stream = target.stream();
      stream.end('x');
      await once(stream, 'ready');
      await turn();
      stream.destroy(boom);
      expect(await reason(finished(stream))).to.equal(boom);
      expect(target.closes).to.equal(1);
    });

    it('by a listener of open closes', async () => {
      const stream = target.stream();
      stream.write('x');
      stream.on('open', () => stream.destroy());
      await once(stream, 'close');
      expect(target.closes).to.equal(1);
      expect(target.server.writes).to.deep.equal([]);
    });

    it('by a signal says so', async () => {
      target.hold();
      const abort = new AbortController();
      const stream = target.stream({ signal: abort.signal });
      stream.write('x');
      await once(stream, 'ready');
      abort.abort();
      expect(await reason(finished(stream))).to.include({ code: 'ABORT_ERR' });
      if (!stream.closed) await once(stream, 'close');
    });
  });

  it('leaves the file open where it is not its own', async () => {
    let handle: Open | undefined;
    target.open = target.open.pipe(tap(file => (handle = file)));
    const stream = target.stream({ autoClose: false });
    await finished(stream.end('x'));
    expect(target.closes).to.equal(0);
    close(handle!).subscribe();
  });
});

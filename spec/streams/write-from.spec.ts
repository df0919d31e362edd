import { expect } from 'chai';
import { Readable } from 'node:stream';
import { lastValueFrom, type ObservableInput, of } from 'rxjs';
import type { Writing } from '../../lib/streams/bytes-of.ts';
import { Slabs } from '../../lib/streams/slabs.ts';
import { writeFrom } from '../../lib/streams/write-from.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { WriteRequest } from '../../lib/wire/smb2/write.ts';
import { reason } from '../live/failure.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import type { Received } from '../support/script-server.ts';
import { placeOf } from '../transport/recording-duplex.ts';
import { FileServer, MIB, turn } from './script-file.ts';

describe('streams: write from', () => {
  async function from(source: ObservableInput<Writing>, server = new FileServer(), start = 0) {
    const { open } = await rig(server);
    const count = await lastValueFrom(writeFrom(open, source, { start }));
    expect(server.violation).to.equal(undefined);
    return { count, text: server.content.toString('latin1', start) };
  }

  it('takes texts and views from every kind of source', async () => {
    const words = [
      'one',
      Buffer.from('two'),
      new Uint16Array([0x4142, 0x4344]),
      new DataView(new ArrayBuffer(1)),
    ];
    const text = 'onetwoBADC\0';
    const sources: ObservableInput<Writing>[] = [
      words,
      new Set(words),
      (function* () {
        yield* words;
      })(),
      (async function* () {
        await turn();
        yield* words;
      })(),
      of(...words),
      new ReadableStream<Writing>({
        start(controller) {
          for (const word of words) controller.enqueue(word);
          controller.close();
        },
      }),
    ];
    for (const source of sources) expect(await from(source)).to.deep.equal({ count: text.length, text });
    expect((await from(Readable.from([Buffer.from('a'), Buffer.from('b')]))).text).to.equal('ab');
    expect(await from([])).to.deep.equal({ count: 0, text: '' });
    expect((await from(['xyz'], new FileServer(), 100)).text).to.equal('xyz');
  });

  it('lets a generator fill the same memory again', async () => {
    const memory = Buffer.alloc(1000);
    const refill = async function* () {
      for (const letter of 'abcdef') {
        await turn();
        yield memory.fill(letter);
      }
    };
    const server = new FileServer();
    const { open } = await rig(server);
    const seen: string[] = [];
    server.on(Command.WRITE, async request => {
      await turn();
      await turn();
      // what the server would have, had it taken the bytes only now
      seen.push(String.fromCharCode(memory[0]!));
      return answers.written(request.read(WriteRequest).length);
    });
    expect(await lastValueFrom(writeFrom(open, refill(), { start: 0 }))).to.equal(6000);
    expect(seen.join('')).to.equal('abcdef');
  });

  it('takes ahead what a stream hands over, as far as the window goes', async () => {
    const server = new FileServer();
    const { open } = await rig(server, { credits: 512 });
    const waiting: Received[] = [];
    server.on(Command.WRITE, request => void waiting.push(request));
    let taken = 0;
    const source = new Readable({
      highWaterMark: 1,
      read() {
        taken++;
        this.push(Buffer.alloc(MIB));
      },
    });
    const writing = writeFrom(open, source, { start: 0 }).subscribe();
    for (let turns = 0; turns < 100; turns++) await turn();
    expect(waiting).to.have.lengthOf(8);
    expect(taken).to.be.within(8, 11);
    writing.unsubscribe();
    await turn();
    expect(source.destroyed).to.equal(true);
  });

  it('gives memory back when the server has it, piece by piece, and takes a generator ahead then', async () => {
    const server = new FileServer();
    const { open } = await rig(server, { credits: 512 });
    const waiting: Received[] = [];
    server.on(Command.WRITE, request => void waiting.push(request));
    const slabs = new Slabs(MIB);
    const given: Uint8Array[] = [];
    const give = slabs.give.bind(slabs);
    slabs.give = piece => {
      given.push(piece);
      give(piece);
    };
    const pieces = Array.from({ length: 4 }, () => slabs.take(MIB));
    const told: number[] = [];
    const source = (async function* () {
      yield* pieces;
    })();
    const acknowledged = (bytes: number) => void told.push(bytes);
    const writing = lastValueFrom(
      writeFrom(open, source, { start: 0, window: 8 * MIB, slabs, acknowledged }),
    );
    for (let turns = 0; turns < 100; turns++) await turn();
    expect(waiting).to.have.lengthOf(4);
    expect(given).to.deep.equal([]);
    server.answer(waiting[1]!, answers.written(MIB));
    await turn();
    expect(given, 'only what has no gap before it').to.deep.equal([]);
    server.answer(waiting[0]!, answers.written(MIB));
    await turn();
    expect(given.map(placeOf)).to.deep.equal(pieces.slice(0, 2).map(placeOf));
    for (const request of waiting.slice(2)) server.answer(request, answers.written(MIB));
    expect(await writing).to.equal(4 * MIB);
    expect(given).to.have.lengthOf(4);
    expect(told.at(-1)).to.equal(4 * MIB);
  });

  it('takes thousands of pieces of an array without a stack overflow', async () => {
    const pieces = Array<string>(20_000).fill('x');
    expect((await from(pieces)).count).to.equal(20_000);
  });

  it('passes the error of a source on, and ends the source with an error of its own', async () => {
    const boom = new Error('boom');
    const failing = (function* () {
      yield 'x';
      throw boom;
    })();
    expect(await reason(from(failing))).to.equal(boom);

    const server = new FileServer();
    server.on(Command.WRITE, answers.refused(NtStatus.STATUS_DISK_FULL));
    const source = Readable.from([Buffer.from('a'), Buffer.from('b')]);
    expect(await reason(from(source, server))).to.include({ code: 'ENOSPC' });
    await turn();
    expect(source.destroyed).to.equal(true);

    expect(await reason(from([1 as unknown as string]))).to.be.instanceOf(TypeError);
  });
});

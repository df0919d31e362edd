import { expect } from 'chai';
import { take } from 'rxjs';
import { demanding, Gate } from '../../lib/operators/demand.ts';
import { readRange, type ReadRangeOptions } from '../../lib/streams/read-range.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { ReadRequest } from '../../lib/wire/smb2/read.ts';
import { reason } from '../live/failure.ts';
import { answers } from '../support/script-answers.ts';
import { type Rig, rig, type RigOptions } from '../support/script-rig.ts';
import type { Received } from '../support/script-server.ts';
import { all, FileServer, KIB, MIB, pattern, turn } from './script-file.ts';

/** One credit a READ, unless a spec wants it otherwise. */
const SMALL: RigOptions = { credits: 4, limits: { maxReadSize: 64 * KIB } };

describe('streams: read range', () => {
  let server: FileServer;
  let open: Rig['open'];

  async function serve(content: Uint8Array, options = SMALL): Promise<void> {
    server = new FileServer(content);
    open = (await rig(server, options)).open;
  }
  async function readAll(options: ReadRangeOptions): Promise<Buffer> {
    return Buffer.concat(await all(readRange(open, options)));
  }

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
  });

  it('reads a file in order and asks in the last READ for one byte more than there should be', async () => {
    const content = pattern(200 * KIB);
    await serve(content);
    expect((await readAll({ size: content.length })).equals(content)).to.equal(true);
    expect(server.reads).to.deep.equal([
      { offset: 0, length: 64 * KIB },
      { offset: 64 * KIB, length: 64 * KIB },
      { offset: 128 * KIB, length: 64 * KIB },
      { offset: 192 * KIB, length: 8 * KIB + 1 },
    ]);
  });

  it('asks for the one byte alone where the size is a multiple of the chunk', async () => {
    await serve(pattern(64 * KIB));
    expect(await readAll({ size: 64 * KIB })).to.have.lengthOf(64 * KIB);
    expect(server.reads.at(-1)).to.deep.equal({ offset: 64 * KIB, length: 1 });
  });

  it('reads nothing of an empty file, and nothing behind the end', async () => {
    await serve(Buffer.alloc(0));
    expect(await readAll({ size: 0 })).to.have.lengthOf(0);
    await serve(pattern(10));
    expect(await readAll({ start: 10, size: 10 })).to.have.lengthOf(0);
    expect(await readAll({ start: 11, size: 10 })).to.have.lengthOf(0);
    expect(await readAll({ start: 1e15, size: 10 })).to.have.lengthOf(0);
    expect(server.reads.map(({ offset }) => offset)).to.deep.equal([10, 11, 1e15]);
  });

  it('reads a stretch, and no byte beyond it', async () => {
    const content = pattern(150 * KIB);
    await serve(content);
    const stretch = await readAll({ start: 10, stop: 100_000, size: content.length });
    expect(stretch.equals(content.subarray(10, 100_000))).to.equal(true);
    expect(server.reads).to.deep.equal([
      { offset: 10, length: 64 * KIB },
      { offset: 10 + 64 * KIB, length: 100_000 - 10 - 64 * KIB },
    ]);
  });

  it('ends at the end of the file where the stretch goes further', async () => {
    const content = pattern(100);
    await serve(content);
    expect(await readAll({ start: 90, stop: 1e12, size: 100 })).to.have.lengthOf(10);
    expect(server.reads).to.deep.equal([{ offset: 90, length: 11 }]);
  });

  it('reads beyond 4 GiB', async () => {
    await serve(Buffer.alloc(0));
    const start = 5 * 1024 * MIB;
    server.on(Command.READ, answers.data(Buffer.from('far')), answers.endOfFile());
    expect(String(await readAll({ start, stop: start + 3, size: start + 10 }))).to.equal('far');
    expect(server.reads).to.deep.equal([{ offset: start, length: 3 }]);
  });

  it('asks again for the rest of a short READ in the middle', async () => {
    const content = pattern(130 * KIB);
    await serve(content);
    server.most = 50_000;
    expect((await readAll({ size: content.length })).equals(content)).to.equal(true);
    expect(server.reads).to.deep.include({ offset: 50_000, length: 64 * KIB - 50_000 });
  });

  it('takes success without a byte for the end', async () => {
    await serve(pattern(10));
    server.on(Command.READ, answers.data(pattern(10)), answers.data(Buffer.alloc(0)));
    expect(await readAll({ size: 10, stop: 20 })).to.have.lengthOf(10);
  });

  it('reads on where the file has grown', async () => {
    const content = pattern(300 * KIB);
    await serve(content);
    expect((await readAll({ size: 70 * KIB })).equals(content)).to.equal(true);
    await serve(content);
    expect((await readAll({ size: 0, stop: 200 * KIB })).equals(content.subarray(0, 200 * KIB))).to.equal(
      true,
    );
  });

  it('fails where the file has become shorter', async () => {
    for (const length of [0, 1, 64 * KIB, 100 * KIB - 1]) {
      await serve(pattern(length));
      const error = await reason(readAll({ size: 100 * KIB }));
      expect(error).to.include({ code: 'ERR_SMB_TRUNCATED', command: 'READ', retryable: true });
      expect(String(error)).to.include(`byte ${length} of ${100 * KIB}`);
    }
    await serve(pattern(5));
    expect(await reason(readAll({ size: 10, stop: 8 }))).to.include({ code: 'ERR_SMB_TRUNCATED' });
  });

  it('has several READs in flight and puts their answers in order', async () => {
    const content = pattern(4 * MIB);
    await serve(content, { credits: 128 });
    const waiting: Received[] = [];
    server.on(Command.READ, request => void waiting.push(request));
    const result = readAll({ size: content.length });
    await turn();
    expect(waiting).to.have.lengthOf(5);
    for (const request of waiting.reverse()) {
      const { offset, length } = request.read(ReadRequest);
      const data = content.subarray(Number(offset), Number(offset) + length);
      server.answer(request, data.length === 0 ? answers.endOfFile() : answers.data(data));
    }
    expect((await result).equals(content)).to.equal(true);
  });

  it('asks for no more than the window ahead of a slow consumer', async () => {
    await serve(pattern(8 * MIB), { credits: 512 });
    const gate = new Gate(true);
    const got: Buffer[] = [];
    const reading = readRange(open, { size: 8 * MIB, window: 3 * MIB }).subscribe(
      demanding<Buffer>(gate, {
        next: data => {
          got.push(data);
          gate.shut();
        },
      }),
    );
    await turn();
    expect(got).to.have.lengthOf(1);
    expect(server.reads.map(({ offset }) => offset / MIB)).to.deep.equal([0, 1, 2, 3]);
    gate.open();
    await turn();
    expect(got).to.have.lengthOf(2);
    expect(server.reads).to.have.lengthOf(5);
    reading.unsubscribe();
  });

  it('sizes each READ by the credits of its moment', async () => {
    await serve(pattern(4 * MIB), { credits: 4 });
    server.maxCredits = 4;
    server.on(Command.READ, request => {
      server.maxCredits = 64;
      const { offset, length } = request.read(ReadRequest);
      return answers.data(pattern(Math.min(length, 4 * MIB - Number(offset))));
    });
    await readAll({ size: 4 * MIB, window: 2 * MIB, stop: 4 * MIB });
    expect(server.reads[0]?.length).to.equal(64 * KIB);
    expect(Math.max(...server.reads.map(({ length }) => length))).to.equal(MIB);
  });

  it('cancels what is in flight when nobody wants it any more', async () => {
    await serve(pattern(MIB), { credits: 64, limits: { maxReadSize: 64 * KIB } });
    const waiting: Received[] = [];
    server.on(Command.READ, request => void waiting.push(request));
    const reading = readRange(open, { size: MIB, window: 256 * KIB })
      .pipe(take(1))
      .subscribe();
    await turn();
    server.answer(waiting[0]!, answers.data(pattern(64 * KIB)));
    expect(reading.closed).to.equal(true);
    expect(server.got(Command.CANCEL)).to.have.lengthOf(3);
  });

  it('can be subscribed twice', async () => {
    await serve(pattern(100));
    const reading = readRange(open, { size: 100 });
    expect(Buffer.concat(await all(reading))).to.have.lengthOf(100);
    expect(Buffer.concat(await all(reading))).to.have.lengthOf(100);
  });

  it('does not care how often a server answers short', async () => {
    const content = pattern(5_000);
    await serve(content);
    server.most = 1;
    expect((await readAll({ size: content.length })).equals(content)).to.equal(true);
  });

  it('passes a refusal on', async () => {
    await serve(pattern(100));
    server.on(Command.READ, answers.refused(0xc000_0022));
    expect(await reason(readAll({ size: 100 }))).to.include({ code: 'EACCES', command: 'READ' });
  });
});

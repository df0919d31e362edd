import { expect } from 'chai';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { WriteBehind, type WriteBehindOptions } from '../../lib/streams/write-behind.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { WriteRequest } from '../../lib/wire/smb2/write.ts';
import { answers } from '../support/script-answers.ts';
import { type Rig, rig, type RigOptions } from '../support/script-rig.ts';
import type { Received } from '../support/script-server.ts';
import { FileServer, KIB, liesIn, MIB, pattern } from './script-file.ts';

describe('streams: write behind', () => {
  let server: FileServer;
  let connected: Rig;
  let acknowledged: number[];
  let failures: unknown[];

  async function start(options: RigOptions = {}): Promise<void> {
    server = new FileServer();
    connected = await rig(server, options);
    acknowledged = [];
    failures = [];
  }
  function writer(options: Partial<WriteBehindOptions> = {}): WriteBehind {
    return new WriteBehind(connected.open, {
      start: 0,
      acknowledged: bytes => acknowledged.push(bytes),
      failed: error => failures.push(error),
      ...options,
    });
  }
  /** WRITEs are not answered before the spec does. */
  function hold(): Received[] {
    const waiting: Received[] = [];
    server.on(Command.WRITE, request => void waiting.push(request));
    return waiting;
  }
  function answer(request: Received | undefined, count?: number): void {
    if (request === undefined) throw new Error('there is no such request');
    server.answer(request, answers.written(count ?? request.read(WriteRequest).length));
  }

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
  });

  it('writes what it gets, one behind the other, from its start', async () => {
    await start();
    let done = 0;
    const behind = writer({ start: 7 });
    for (const word of ['one', '', 'two', 'three']) behind.add(Buffer.from(word));
    behind.end(() => done++);
    expect(String(server.content.subarray(7))).to.equal('onetwothree');
    expect(acknowledged.at(-1)).to.equal(11);
    expect(done).to.equal(1);
  });

  it('is done at once where there is nothing to write', async () => {
    await start();
    let done = 0;
    writer().end(() => done++);
    expect(done).to.equal(1);
    expect(server.requests).to.deep.equal([]);
  });

  it('sends the first piece at once and gathers small ones meanwhile, as the views they are', async () => {
    await start();
    const waiting = hold();
    const behind = writer();
    const pieces = Array.from({ length: 10 }, (_, index) => pattern(100 + index));
    for (const piece of pieces) behind.add(piece);
    expect(server.writes).to.deep.equal([{ offset: 0, length: 100 }]);
    answer(waiting[0]);
    expect(server.writes).to.have.lengthOf(2);
    const sent = server.frames[1]!.slice(1);
    expect(sent).to.have.lengthOf(9);
    for (const [index, part] of sent.entries()) expect(liesIn(part, pieces[index + 1]!)).to.equal(true);
  });

  for (const signing of [undefined, SigningAlgorithm.AES_GMAC, SigningAlgorithm.AES_CMAC] as const) {
    it(`never copies a payload, ${signing === undefined ? 'unsigned' : `signed (${signing})`}`, async () => {
      await start(signing === undefined ? {} : { signing });
      const memory = pattern(3 * MIB + 5);
      const behind = writer();
      behind.add(memory);
      behind.end(() => undefined);
      expect(server.content.equals(memory)).to.equal(true);
      const payloads = server.frames.map(frame => frame.at(-1)!);
      expect(payloads.map(({ byteOffset }) => byteOffset - memory.byteOffset)).to.deep.equal([
        0,
        MIB,
        2 * MIB,
        3 * MIB,
      ]);
      for (const payload of payloads) expect(liesIn(payload, memory)).to.equal(true);
    });
  }

  it('cuts a piece where a WRITE is full, and fills the next one with its rest', async () => {
    await start({ limits: { maxWriteSize: 1000 } });
    const waiting = hold();
    const behind = writer();
    const content = pattern(2600);
    behind.add(content.subarray(0, 10));
    behind.add(content.subarray(10, 700));
    behind.add(content.subarray(700, 2600));
    expect(server.writes.map(({ length }) => length)).to.deep.equal([10, 1000, 1000]);
    behind.end(() => undefined);
    expect(server.writes.at(-1)).to.deep.equal({ offset: 2010, length: 590 });
    for (const [index, request] of waiting.entries()) {
      const { offset, length } = server.writes[index]!;
      const data = content.subarray(offset, offset + length);
      expect(data.equals(request.message.subarray(112)), String(index)).to.equal(true);
    }
  });

  it('does not gather too many pieces in one WRITE', async () => {
    await start();
    const waiting = hold();
    const behind = writer();
    for (let index = 0; index < 1500; index++) behind.add(Buffer.from('x'));
    expect(server.writes.map(({ length }) => length)).to.deep.equal([1, 512, 512]);
    behind.end(() => undefined);
    for (const request of waiting) answer(request);
    expect(acknowledged.at(-1)).to.equal(1500);
  });

  it('has no more in flight than the window, and says when there is room', async () => {
    await start();
    const waiting = hold();
    const room: boolean[] = [];
    const behind: WriteBehind = writer({
      window: 2 * MIB,
      acknowledged: () => room.push(behind.hasRoom),
    });
    expect(behind.hasRoom).to.equal(true);
    behind.add(pattern(MIB));
    expect(behind.hasRoom).to.equal(true);
    behind.add(pattern(2 * MIB));
    expect(behind.hasRoom).to.equal(false);
    expect(server.writes).to.have.lengthOf(2);
    answer(waiting[0]);
    answer(waiting[1]);
    expect(room).to.deep.equal([false, true]);
    expect(server.writes).to.have.lengthOf(3);
    answer(waiting[2]);
  });

  it('with a window of 1 has one piece under way at a time', async () => {
    await start();
    const waiting = hold();
    const behind = writer({ window: 1 });
    behind.add(pattern(100));
    expect(behind.hasRoom).to.equal(false);
    answer(waiting[0]);
    expect(behind.hasRoom).to.equal(true);
  });

  it('acknowledges without a gap, whatever comes first', async () => {
    await start();
    const waiting = hold();
    const behind = writer();
    let done = 0;
    behind.add(pattern(3 * MIB));
    behind.end(() => done++);
    answer(waiting[2]);
    expect(acknowledged).to.deep.equal([]);
    answer(waiting[0]);
    expect(acknowledged).to.deep.equal([MIB]);
    expect(done).to.equal(0);
    answer(waiting[1]);
    expect(acknowledged).to.deep.equal([MIB, 3 * MIB]);
    expect(done).to.equal(1);
  });

  it('sends again what a server did not take', async () => {
    await start();
    server.most = 999;
    const content = pattern(10_000);
    const behind = writer();
    behind.add(content.subarray(0, 5));
    behind.add(content.subarray(5, 2000));
    behind.add(content.subarray(2000));
    behind.end(() => undefined);
    expect(server.content.equals(content)).to.equal(true);
    expect(acknowledged.at(-1)).to.equal(10_000);
  });

  it('fails where a server takes nothing at all', async () => {
    await start();
    server.on(Command.WRITE, answers.written(0));
    writer().add(pattern(10));
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.include({ code: 'EIO', command: 'WRITE' });
  });

  it('tells the first error once, cancels the rest and sends nothing more', async () => {
    await start();
    const waiting = hold();
    const behind = writer();
    behind.add(pattern(3 * MIB));
    behind.end(() => failures.push('ended'));
    server.answer(waiting[1]!, answers.refused(NtStatus.STATUS_DISK_FULL));
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.include({ code: 'ENOSPC', command: 'WRITE' });
    expect(server.got(Command.CANCEL)).to.have.lengthOf(2);
    answer(waiting[0]);
    behind.add(pattern(10));
    expect(server.writes).to.have.lengthOf(3);
    expect(failures).to.have.lengthOf(1);
  });

  it('sends nothing after a cancel', async () => {
    await start();
    const waiting = hold();
    const behind = writer();
    behind.add(pattern(10));
    behind.add(pattern(10));
    behind.cancel();
    answer(waiting[0]);
    expect(server.writes).to.have.lengthOf(1);
    expect(acknowledged).to.deep.equal([]);
    expect(failures).to.deep.equal([]);
  });

  it('sizes its WRITEs by the credits of the moment', async () => {
    await start({ credits: 4 });
    server.maxCredits = 4;
    const behind = writer();
    behind.add(pattern(128 * KIB));
    expect(server.writes.map(({ length }) => length)).to.deep.equal([64 * KIB, 64 * KIB]);
    server.maxCredits = 64;
    behind.add(pattern(10));
    behind.add(pattern(MIB));
    expect(server.writes.at(-1)?.length).to.equal(MIB);
  });

  it('overflows no stack when everything is answered at once', async () => {
    await start({ limits: { maxWriteSize: 1 } });
    const behind = writer();
    let done = 0;
    server.on(Command.WRITE, answers.written(1));
    behind.add(Buffer.alloc(20_000));
    behind.end(() => done++);
    expect(done).to.equal(1);
    expect(server.writes).to.have.lengthOf(20_000);
  });
});

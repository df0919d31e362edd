import { expect } from 'chai';
import { LARGE_READ, read } from '../../lib/commands/read.ts';
import { write } from '../../lib/commands/write.ts';
import { pieces } from '../../lib/server/script/frames.ts';
import { everyFrame } from '../../lib/server/script/on.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { ReadRequest } from '../../lib/wire/smb2/read.ts';
import { WriteRequest } from '../../lib/wire/smb2/write.ts';
import { rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { placeOf } from '../transport/recording-duplex.ts';
import { pattern } from '../transport/recording-sink.ts';
import { told } from './answered.ts';

const { CANCEL, READ, WRITE } = Command;
const FILE = { persistent: 1n, volatile: 1n };
const SIZES = [1, 100, LARGE_READ - 1, LARGE_READ, LARGE_READ + 1, 65_536, 300_000];

describe('read', () => {
  it('asks for a range, beyond 4 GiB too, and is charged by its length', async () => {
    const server = new ScriptServer().on(READ, answers.data(pattern(5)));
    const { open } = await rig(server);
    told(read(open, { offset: 5 * 2 ** 30, length: 1 << 20, minimumCount: 3, flags: 1 }));
    told(read(open, { offset: (1n << 63n) + 1n, length: 65_537 }));
    told(read(open, { offset: 0, length: 65_536 }));
    const [first, second, third] = server.requests;
    expect(first!.read(ReadRequest)).to.deep.include({
      offset: BigInt(5 * 2 ** 30),
      length: 1 << 20,
      minimumCount: 3,
      flags: 1,
      fileId: FILE,
      padding: 0x50,
    });
    expect(second!.read(ReadRequest).offset).to.equal((1n << 63n) + 1n);
    expect([first, second, third].map(request => request!.header.creditCharge)).to.deep.equal([16, 2, 1]);
  });

  it('gives what the server has, of any size, cut in any way', async () => {
    for (const scripts of [[], [everyFrame(pieces(1000))]]) {
      for (const size of SIZES) {
        const server = new ScriptServer(...scripts).on(READ, answers.data(pattern(size)));
        const { open } = await rig(server);
        const { values } = told(read(open, { offset: 0, length: size }));
        expect(values[0]?.status).to.equal(0);
        expect(Buffer.compare(values[0]!.data, pattern(size)), `${size} bytes`).to.equal(0);
      }
    }
  });

  it('writes into the memory of the caller, of any size, and nowhere else', async () => {
    for (const size of SIZES) {
      const server = new ScriptServer().on(READ, answers.data(pattern(size)));
      const { open } = await rig(server);
      const memory = new Uint8Array(size + 100).fill(0xee);
      const { values } = told(
        read(open, { offset: 0, length: size, target: memory.subarray(50, 50 + size) }),
      );
      const { data } = values[0]!;
      expect([data.buffer, data.byteOffset, data.length]).to.deep.equal([memory.buffer, 50, size]);
      expect(Buffer.compare(data, pattern(size))).to.equal(0);
      expect([...memory.subarray(0, 50), ...memory.subarray(50 + size)]).to.deep.equal(Array(100).fill(0xee));
    }
  });

  it('fills only as much of it as came', async () => {
    for (const [asked, came] of [
      [1000, 10],
      [100_000, 70_000],
      [100_000, 0],
    ] as const) {
      const server = new ScriptServer().on(READ, answers.data(pattern(came)));
      const { open } = await rig(server);
      const memory = new Uint8Array(asked).fill(0xee);
      const { data } = told(read(open, { offset: 0, length: asked, target: memory })).values[0]!;
      expect([data.buffer, data.byteOffset, data.length]).to.deep.equal([memory.buffer, 0, came]);
      expect(memory.subarray(came).every(byte => byte === 0xee)).to.equal(true);
    }
  });

  it('fills it even where it is a part of what was read before', async () => {
    const server = new ScriptServer();
    const { open } = await rig(server);
    server.on(READ, answers.data(pattern(64, 1)), answers.data(pattern(64, 99)));
    const first = told(read(open, { offset: 0, length: 64 })).values[0]!.data;
    const second = told(read(open, { offset: 64, length: 64, target: first })).values[0]!.data;
    expect([second.buffer, second.byteOffset]).to.deep.equal([first.buffer, first.byteOffset]);
    expect(Buffer.compare(first, pattern(64, 99))).to.equal(0);
  });

  it('refuses memory that is too small for what may come', async () => {
    const { open } = await rig(new ScriptServer());
    expect(() => read(open, { offset: 0, length: 11, target: new Uint8Array(10) })).to.throw(
      RangeError,
      '11',
    );
  });

  it('takes the end of the file for an answer', async () => {
    for (const size of [100, 100_000]) {
      const server = new ScriptServer().on(READ, answers.endOfFile());
      const { open } = await rig(server);
      const { values, ends } = told(read(open, { offset: 0, length: size }));
      expect(values[0]?.status).to.equal(0xc000_0011);
      expect(values[0]?.data).to.have.lengthOf(0);
      expect(ends).to.deep.equal(['complete']);
    }
  });

  it('takes no bytes, and fewer than were asked for, for an answer', async () => {
    const server = new ScriptServer().on(READ, answers.data(pattern(0)), answers.data(pattern(40_000)));
    const { open } = await rig(server);
    expect(told(read(open, { offset: 0, length: 100_000 })).values[0]?.data).to.have.lengthOf(0);
    expect(told(read(open, { offset: 0, length: 100_000 })).values[0]?.data).to.have.lengthOf(40_000);
  });

  it('takes a message of a pipe that did not fit for an answer, large or small', async () => {
    for (const size of [100, 100_000]) {
      const server = new ScriptServer().on(READ, { ...answers.data(pattern(size)), status: 0x8000_0005 });
      const { open } = await rig(server);
      const { status, data } = told(read(open, { offset: 0, length: size })).values[0]!;
      expect([status, data.length]).to.deep.equal([0x8000_0005, size]);
    }
  });

  it('finds the payload wherever the server says it is', async () => {
    for (const dataOffset of [0x50, 0x51, 0x58, 0xff]) {
      for (const size of [100, 100_000]) {
        const server = new ScriptServer().on(READ, answers.data(pattern(size), dataOffset));
        const { open } = await rig(server);
        const memory = Buffer.alloc(size);
        const { data } = told(read(open, { offset: 0, length: size, target: memory })).values[0]!;
        expect(data.buffer).to.equal(memory.buffer);
        expect(Buffer.compare(memory, pattern(size)), `at ${dataOffset}`).to.equal(0);
        expect(
          Buffer.compare(told(read(open, { offset: 0, length: size })).values[0]!.data, memory),
        ).to.equal(0);
      }
    }
  });

  it('refuses a server that sends more than was asked for, and touches nothing behind it', async () => {
    for (const asked of [10, 20_000, 100_000]) {
      const server = new ScriptServer().on(READ, answers.data(pattern(asked + 1)));
      const { open, ends } = await rig(server);
      const memory = new Uint8Array(asked + 50).fill(0xee);
      const { error } = told(read(open, { offset: 0, length: asked, target: memory.subarray(0, asked) }));
      expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'READ', path: 'folder\\file' });
      expect(memory.subarray(asked).every(byte => byte === 0xee)).to.equal(true);
      expect(ends).to.have.lengthOf(1);
    }
  });

  it('refuses a payload that would lie outside its message, or in the head', async () => {
    for (const size of [100, 100_000]) {
      for (const lie of [
        { at: 2, value: 0x20 },
        { at: 2, value: 0x4f },
        { at: 4, value: 0xff },
      ]) {
        const answer = answers.data(pattern(size));
        answer.body![lie.at] = lie.value;
        if (lie.at === 4) answer.body!.fill(0xff, 4, 8);
        const server = new ScriptServer().on(READ, answer);
        const { open, ends } = await rig(server);
        const { error } = told(read(open, { offset: 0, length: size }));
        expect(error, JSON.stringify(lie)).to.have.property('code', 'ERR_SMB_PROTOCOL');
        expect(ends).to.have.lengthOf(1);
      }
    }
  });

  it('writes no more into the memory of a caller who has left', async () => {
    const server = new ScriptServer().on(READ, () => undefined);
    const { open, ends } = await rig(server);
    const memory = new Uint8Array(100_000);
    const taken = told(read(open, { offset: 0, length: memory.length, target: memory }));
    taken.unsubscribe();
    expect(server.got(CANCEL)).to.have.lengthOf(1);
    server.answer(server.requests[0]!, answers.data(pattern(memory.length)));
    expect(memory.every(byte => byte === 0)).to.equal(true);
    expect(ends).to.deep.equal([]);
    server.on(READ, answers.data(pattern(7)));
    expect(told(read(open, { offset: 0, length: 7 })).values[0]?.data).to.have.lengthOf(7);
  });
});

describe('write', () => {
  it('sends the pieces from where they lie, at an offset', async () => {
    const server = new ScriptServer();
    const { open } = await rig(server);
    const memory = pattern(200_000);
    const pieces = [memory.subarray(5, 100_000), memory.subarray(0, 0), memory.subarray(150_000, 150_001)];
    const { values, ends } = told(write(open, pieces, { offset: 5 * 2 ** 30, flags: 1 }));
    expect(values).to.deep.equal([{ status: 0, count: 99_996 }]);
    expect(ends).to.deep.equal(['complete']);
    const request = server.requests[0]!;
    expect(request.header.creditCharge).to.equal(2);
    expect(request.read(WriteRequest)).to.deep.include({
      offset: BigInt(5 * 2 ** 30),
      length: 99_996,
      dataOffset: 0x70,
      flags: 1,
      fileId: FILE,
    });
    expect(server.frames[0]!.slice(1).map(placeOf)).to.deep.equal(pieces.map(placeOf));
    for (const part of server.frames[0]!.slice(1)) expect(part.buffer).to.equal(memory.buffer);
    expect(Buffer.compare(request.message.subarray(0x70), Buffer.concat(pieces))).to.equal(0);
  });

  it('takes one piece, and none', async () => {
    const server = new ScriptServer();
    const { open } = await rig(server);
    expect(told(write(open, Buffer.from('abc'), { offset: 0n })).values[0]?.count).to.equal(3);
    expect(told(write(open, [], { offset: 0 })).values[0]?.count).to.equal(0);
  });

  it('tells how much was taken, which may be less', async () => {
    const server = new ScriptServer().on(WRITE, answers.written(2));
    const { open } = await rig(server);
    expect(told(write(open, Buffer.from('abc'), { offset: 0 })).values[0]?.count).to.equal(2);
  });

  it('refuses a server that says it took more than it got', async () => {
    const server = new ScriptServer().on(WRITE, answers.written(4));
    const { open, ends } = await rig(server);
    expect(told(write(open, Buffer.from('abc'), { offset: 0 })).error).to.include({
      code: 'ERR_SMB_PROTOCOL',
      command: 'WRITE',
    });
    expect(ends).to.have.lengthOf(1);
  });

  it('refuses what no frame can hold, and leaves the link as it was', async () => {
    const server = new ScriptServer();
    const { open, ends } = await rig(server, { credits: 500 });
    expect(told(write(open, Buffer.alloc(0x100_0000), { offset: 0 })).error).to.be.instanceOf(RangeError);
    expect(told(write(open, Buffer.alloc(10), { offset: 0 })).ends).to.deep.equal(['complete']);
    expect(ends).to.deep.equal([]);
  });
});

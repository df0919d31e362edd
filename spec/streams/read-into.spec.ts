import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { readInto } from '../../lib/streams/read-into.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { rig } from '../support/script-rig.ts';
import { FileServer, KIB, MIB, pattern } from './script-file.ts';

describe('streams: read into', () => {
  const content = pattern(3 * MIB);

  async function into(memory: readonly Uint8Array[], offset = 0, server = new FileServer(content)) {
    const { open } = await rig(server);
    const count = await lastValueFrom(readInto(open, memory, { offset, size: server.content.length }));
    expect(server.violation).to.equal(undefined);
    return { count, server };
  }

  it('fills one buffer, in one READ where that is enough', async () => {
    const memory = Buffer.alloc(100 * KIB);
    const { count, server } = await into([memory], 77);
    expect(count).to.equal(100 * KIB);
    expect(memory.equals(content.subarray(77, 77 + memory.length))).to.equal(true);
    expect(server.reads).to.deep.equal([{ offset: 77, length: 100 * KIB }]);
  });

  it('fills several, one after the other, and splits what is large', async () => {
    const memory = [Buffer.alloc(10), Buffer.alloc(0), Buffer.alloc(2 * MIB), Buffer.alloc(20 * KIB)];
    const { count, server } = await into(memory, 5);
    const filled = Buffer.concat(memory);
    expect(count).to.equal(filled.length);
    expect(filled.equals(content.subarray(5, 5 + filled.length))).to.equal(true);
    expect(server.reads.map(({ length }) => length)).to.deep.equal([10, MIB, MIB, 20 * KIB]);
  });

  it('counts what there was before the end of the file', async () => {
    const memory = Buffer.alloc(3 * MIB, 0xee);
    const { count } = await into([memory], content.length - 100);
    expect(count).to.equal(100);
    expect(memory.subarray(0, 100).equals(content.subarray(-100))).to.equal(true);
    expect(memory.subarray(100).every(byte => byte === 0xee)).to.equal(true);
    expect((await into([memory], content.length)).count).to.equal(0);
  });

  it('asks nothing for no memory', async () => {
    expect((await into([])).count).to.equal(0);
    const { count, server } = await into([Buffer.alloc(0)]);
    expect(count).to.equal(0);
    expect(server.got(Command.READ)).to.deep.equal([]);
  });

  it('asks again for what a server left out in the middle', async () => {
    const server = new FileServer(content);
    server.most = 30_000;
    const memory = Buffer.alloc(100_000);
    expect((await into([memory], 0, server)).count).to.equal(100_000);
    expect(memory.equals(content.subarray(0, 100_000))).to.equal(true);
  });
});

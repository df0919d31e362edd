import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { writeAll } from '../../lib/streams/write-all.ts';
import { writeWhole } from '../../lib/streams/write-whole.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { reason } from '../live/failure.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import { FileServer, MIB, opening, pattern, turn } from './script-file.ts';

describe('streams: write all', () => {
  it('writes several buffers at an offset and tells how much that was', async () => {
    const server = new FileServer(pattern(10));
    const { open } = await rig(server);
    const data = [pattern(5), pattern(2 * MIB), pattern(3)];
    expect(await lastValueFrom(writeAll(open, data, 4))).to.equal(2 * MIB + 8);
    expect(server.content.subarray(4).equals(Buffer.concat(data))).to.equal(true);
    expect(server.content.subarray(0, 4).equals(pattern(4))).to.equal(true);
    expect(await lastValueFrom(writeAll(open, [], 0))).to.equal(0);
  });

  it('cancels when it is unsubscribed', async () => {
    const server = new FileServer();
    const { open } = await rig(server);
    server.on(Command.WRITE, () => undefined);
    writeAll(open, [pattern(3 * MIB)], 0)
      .subscribe()
      .unsubscribe();
    expect(server.got(Command.CANCEL)).to.have.lengthOf(3);
  });
});

describe('streams: write whole', () => {
  async function whole(data: Uint8Array, server = new FileServer()) {
    const { tree } = await rig(server);
    const count = await lastValueFrom(writeWhole(opening(tree), data, opening(tree)));
    expect(server.violation).to.equal(undefined);
    expect(server.handles.size).to.equal(0);
    expect(count).to.equal(data.length);
    return server;
  }

  it('takes one round trip', async () => {
    const server = await whole(pattern(5000));
    expect(server.frames).to.have.lengthOf(1);
    expect(server.commands).to.deep.equal(['CREATE', 'WRITE', 'CLOSE']);
    expect(server.content.equals(pattern(5000))).to.equal(true);
  });

  it('sends no WRITE for an empty file', async () => {
    expect((await whole(Buffer.alloc(0))).commands).to.deep.equal(['CREATE', 'CLOSE']);
  });

  it('opens the file again for what the server did not take', async () => {
    const server = new FileServer();
    server.most = 2000;
    await whole(pattern(5000), server);
    expect(server.content.equals(pattern(5000))).to.equal(true);
    expect(server.commands.filter(name => name === 'CREATE')).to.have.lengthOf(2);
  });

  it('closes the file when the WRITE is refused', async () => {
    const server = new FileServer();
    const { tree } = await rig(server);
    server.on(Command.WRITE, answers.refused(NtStatus.STATUS_DISK_FULL));
    const error = await reason(lastValueFrom(writeWhole(opening(tree), pattern(10), opening(tree))));
    expect(error).to.include({ code: 'ENOSPC', command: 'WRITE' });
    await turn();
    expect(server.handles.size).to.equal(0);
  });
});

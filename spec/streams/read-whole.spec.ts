import { expect } from 'chai';
import { take } from 'rxjs';
import { readStretch, readToEnd, readWhole } from '../../lib/streams/read-whole.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { reason } from '../live/failure.ts';
import { answers } from '../support/script-answers.ts';
import { type Rig, rig, type RigOptions } from '../support/script-rig.ts';
import { all, FileServer, KIB, MIB, opening, pattern, turn } from './script-file.ts';

describe('streams: read whole', () => {
  let server: FileServer;
  let connected: Rig;

  async function serve(content: Uint8Array, options: RigOptions = {}): Promise<void> {
    server = new FileServer(content);
    connected = await rig(server, options);
  }
  async function whole(expected?: number): Promise<Buffer> {
    const [data, ...more] = await all(readWhole(opening(connected.tree), { expected }));
    expect(more).to.deep.equal([]);
    return data!;
  }

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
    expect(server.handles.size, 'handles left open').to.equal(0);
  });

  for (const size of [0, 1, 64 * KIB - 1, 64 * KIB]) {
    it(`reads ${size} bytes with the CREATE, and closes`, async () => {
      const content = pattern(size);
      await serve(content);
      expect((await whole()).equals(content)).to.equal(true);
      expect(server.commands).to.deep.equal(['CREATE', 'READ', 'CLOSE']);
      expect(server.frames).to.have.lengthOf(2);
    });
  }

  for (const size of [64 * KIB + 1, MIB, 3 * MIB + 5]) {
    it(`reads ${size} bytes into one Buffer`, async () => {
      const content = pattern(size);
      await serve(content);
      expect((await whole()).equals(content)).to.equal(true);
      expect(server.commands.filter(name => name !== 'READ')).to.deep.equal(['CREATE', 'CLOSE']);
    });
  }

  it('takes one round trip for a small file whose size is known', async () => {
    const content = pattern(1000);
    await serve(content);
    expect((await whole(1000)).equals(content)).to.equal(true);
    expect(server.frames).to.have.lengthOf(1);
  });

  it('starts over where the size that was known is wrong', async () => {
    const content = pattern(1000);
    for (const expected of [0, 999, 500]) {
      await serve(content);
      expect((await whole(expected)).equals(content), String(expected)).to.equal(true);
    }
    await serve(content);
    expect((await whole(5000)).equals(content)).to.equal(true);
    expect(server.frames).to.have.lengthOf(1);
  });

  it('reads an empty file whose READ and CLOSE both answer END_OF_FILE', async () => {
    await serve(Buffer.alloc(0));
    expect(await whole(0)).to.have.lengthOf(0);
  });

  it('goes on where the READ beside the CREATE came short', async () => {
    const content = pattern(5000);
    await serve(content);
    server.most = 1000;
    expect((await whole()).equals(content)).to.equal(true);
  });

  it('has what was there at the end where the file grows meanwhile', async () => {
    const content = pattern(300 * KIB);
    for (const size of [0, 10, 64 * KIB - 1, 100 * KIB]) {
      await serve(content);
      server.size = size;
      expect((await whole()).equals(content), String(size)).to.equal(true);
    }
  });

  it('fails where the file becomes shorter meanwhile, and closes', async () => {
    for (const length of [0, 10, 100 * KIB]) {
      await serve(pattern(length));
      server.size = 200 * KIB;
      expect(await reason(whole())).to.include({ code: 'ERR_SMB_TRUNCATED' });
      await turn();
    }
  });

  it('closes what it has opened when it is unsubscribed', async () => {
    await serve(pattern(MIB));
    server.on(Command.READ, answers.data(pattern(64 * KIB)), () => undefined);
    const reading = readWhole(opening(connected.tree)).subscribe();
    await turn();
    expect(server.handles.size).to.equal(1);
    reading.unsubscribe();
    await turn();
    expect(server.got(Command.CANCEL)).to.have.lengthOf(1);
  });

  it('works without the credits for a compound', async () => {
    const content = pattern(200 * KIB);
    await serve(content, { credits: 1 });
    server.maxCredits = 1;
    expect((await whole()).equals(content)).to.equal(true);
  });

  it('never asks for more than the server takes', async () => {
    const content = pattern(10_000);
    await serve(content, { limits: { maxReadSize: 4096, multiCredit: false } });
    expect((await whole()).equals(content)).to.equal(true);
    expect(Math.max(...server.reads.map(({ length }) => length))).to.equal(4096);
  });

  it('refuses what fits into no Buffer', async () => {
    await serve(pattern(10));
    server.size = 2 ** 40;
    expect(await reason(whole()))
      .to.be.instanceOf(RangeError)
      .with.property('code', 'ERR_FS_FILE_TOO_LARGE');
    await turn();
  });

  it('tells a refusal of the CREATE', async () => {
    await serve(pattern(10));
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_FILE_IS_A_DIRECTORY));
    expect(await reason(whole())).to.include({ code: 'EISDIR', command: 'CREATE' });
  });

  it('reads an open file from an offset to its end into memory of its own', async () => {
    const content = pattern(200 * KIB);
    await serve(content);
    const [data] = await all(readToEnd(connected.open, { start: 100, size: content.length }));
    expect(data?.equals(content.subarray(100))).to.equal(true);
    const [none] = await all(readToEnd(connected.open, { start: 1e9, size: content.length }));
    expect(none).to.have.lengthOf(0);
  });

  describe('a stretch', () => {
    const stretch = async (start?: number, stop?: number) =>
      Buffer.concat(await all(readStretch(opening(connected.tree), { start, stop })));

    it('is read with the CREATE as far as 64 KiB go', async () => {
      const content = pattern(200 * KIB);
      await serve(content);
      expect((await stretch(1000, 2000)).equals(content.subarray(1000, 2000))).to.equal(true);
      expect(server.reads).to.deep.equal([{ offset: 1000, length: 1000 }]);
      expect((await stretch(1000)).equals(content.subarray(1000))).to.equal(true);
      expect((await stretch()).equals(content)).to.equal(true);
      expect((await stretch(150_000, 1e9)).equals(content.subarray(150_000))).to.equal(true);
    });

    it('is empty behind the end', async () => {
      await serve(pattern(10));
      expect(await stretch(10)).to.have.lengthOf(0);
      expect(await stretch(1e12)).to.have.lengthOf(0);
      expect(server.reads).to.have.lengthOf(2);
    });

    it('closes the file when it is left early', async () => {
      await serve(pattern(3 * MIB));
      await all(readStretch(opening(connected.tree)).pipe(take(2)));
      await turn();
      expect(server.commands.filter(name => name === 'CLOSE')).to.have.lengthOf(1);
    });
  });
});

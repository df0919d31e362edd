import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { SmbError } from '../../lib/errors.ts';
import { cloneOnServer } from '../../lib/operators/clone-on-server.ts';
import { copyOnServer } from '../../lib/operators/copy-on-server.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileFsFullSizeInformation } from '../../lib/wire/fscc/file-fs-full-size-information.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { SrvCopychunkCopy, SrvCopychunkResponse } from '../../lib/wire/smb2/fsctl-srv-copychunk.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { openOf, type Rig, rig } from '../support/script-rig.ts';
import { type Answer, answers, type Received, ScriptServer } from '../support/script-server.ts';

const MIB = 1024 * 1024;
const KEY = new Uint8Array(24).fill(0x5a);

describe('copyOnServer', () => {
  let link: Rig;
  let server: ScriptServer;
  /** The chunks of each request, as [offset, length]. */
  let asked: [number, number][][];

  /** A server that hands out a key, and says `answer` to each copy of so many bytes. */
  function copies(answer: (bytes: number, chunks: [number, number][]) => Answer): void {
    server.on(Command.IOCTL, request => {
      const { ctlCode, input } = request.read(IoctlRequest);
      if (ctlCode === FsctlCode.FSCTL_SRV_REQUEST_RESUME_KEY) {
        return answers.output(ctlCode, Buffer.concat([KEY, Buffer.alloc(8)]));
      }
      expect(ctlCode).to.equal(FsctlCode.FSCTL_SRV_COPYCHUNK_WRITE);
      const { sourceKey, chunks } = SrvCopychunkCopy.decode(input);
      expect(Buffer.compare(sourceKey, KEY)).to.equal(0);
      const list = chunks.map(({ sourceOffset, targetOffset, length }): [number, number] => {
        expect(targetOffset).to.equal(sourceOffset);
        return [Number(sourceOffset), length];
      });
      asked.push(list);
      return answer(
        list.reduce((sum, [, length]) => sum + length, 0),
        list,
      );
    });
  }

  const counts = (totalBytesWritten: number, chunksWritten = 0, chunkBytesWritten = 0): Answer =>
    answers.output(
      FsctlCode.FSCTL_SRV_COPYCHUNK_WRITE,
      SrvCopychunkResponse.encode({ chunksWritten, chunkBytesWritten, totalBytesWritten }),
    );

  /** A refusal whose body tells what is taken. */
  const limits = (chunks: number, chunk: number, total: number): Answer => ({
    ...counts(total, chunks, chunk),
    status: NtStatus.STATUS_INVALID_PARAMETER,
  });

  const copy = (length: number) =>
    firstValueFrom(copyOnServer(link.open, openOf(link.tree, { persistent: 2n, volatile: 2n }), length));

  async function fails(length: number): Promise<SmbError> {
    const error = await copy(length).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error instanceof SmbError) return error;
    throw new Error(`it ended with ${String(error)}`);
  }

  beforeEach(async () => {
    asked = [];
    server = new ScriptServer();
    link = await rig(server);
  });

  it('asks for 16 chunks of 1 MiB a request, and goes on behind them', async () => {
    copies(bytes => counts(bytes));
    expect(await copy(40 * MIB + 5)).to.equal(40 * MIB + 5);
    expect(asked.map(list => list.length)).to.deep.equal([16, 16, 9]);
    expect(asked.flat().map(([offset]) => offset)).to.deep.equal(
      Array.from({ length: 41 }, (_, index) => index * MIB),
    );
    expect(asked[2]?.at(-1)).to.deep.equal([40 * MIB, 5]);
  });

  it('sends nothing for nothing', async () => {
    expect(await copy(0)).to.equal(0);
    expect(server.requests).to.deep.equal([]);
  });

  it('takes less where the server says so, and begins again where it was', async () => {
    copies((bytes, list) =>
      list.length > 3 || bytes > 100_000 || list[0]![1] > 40_000 ? limits(3, 40_000, 100_000) : counts(bytes),
    );
    expect(await copy(250_000)).to.equal(250_000);
    expect(asked.slice(1)).to.deep.equal([
      [
        [0, 40_000],
        [40_000, 40_000],
        [80_000, 20_000],
      ],
      [
        [100_000, 40_000],
        [140_000, 40_000],
        [180_000, 20_000],
      ],
      [
        [200_000, 40_000],
        [240_000, 10_000],
      ],
    ]);
  });

  it('goes on where the server stopped short', async () => {
    copies(bytes => counts(Math.min(bytes, 300_001)));
    expect(await copy(MIB)).to.equal(MIB);
    expect(asked.map(([first]) => first)).to.deep.equal([
      [0, MIB],
      [300_001, MIB - 300_001],
      [600_002, MIB - 600_002],
      [900_003, MIB - 900_003],
    ]);
  });

  it('does not believe in a success of nothing, nor in one of more than was asked', async () => {
    for (const lie of [0, 1001, 0xffff_ffff]) {
      copies(() => counts(lie));
      expect(await fails(1000)).to.include({ code: 'EIO', command: 'IOCTL', outcome: 'unknown' });
    }
  });

  it('is ENOTSUP where the limits are no limits, or leave next to nothing', async () => {
    for (const told of [
      limits(0, 0, 0),
      limits(16, MIB, 16 * MIB),
      limits(1, 1, 1),
      limits(99, 2 * MIB, 99 * MIB),
    ]) {
      asked = [];
      copies(() => told);
      expect(await fails(1000)).to.include({ code: 'ENOTSUP' });
      expect(asked).to.have.lengthOf(1);
    }
  });

  it('is a refusal where STATUS_INVALID_PARAMETER has no limits with it', async () => {
    copies(() => answers.refused(NtStatus.STATUS_INVALID_PARAMETER));
    expect(await fails(1000)).to.include({ code: 'EINVAL', status: 'STATUS_INVALID_PARAMETER' });
    expect(link.ends).to.deep.equal([]);
  });

  it('is a broken protocol where the answer is too short to be one', async () => {
    copies(() => answers.output(FsctlCode.FSCTL_SRV_COPYCHUNK_WRITE, new Uint8Array(11)));
    expect(await fails(1000)).to.include({ code: 'ERR_SMB_PROTOCOL' });
  });

  it('says what the server does not support', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST));
    expect(await fails(1000)).to.include({ code: 'ENOTSUP', command: 'IOCTL' });
  });

  it('copies ten thousand steps that are answered at once', async () => {
    copies(() => counts(4096));
    expect(await copy(4096 * 10_000)).to.equal(4096 * 10_000);
  });
});

describe('cloneOnServer', () => {
  it('makes the file as long, and shares whole clusters', async () => {
    const server = new ScriptServer();
    const { open, tree } = await rig(server);
    const room = FileFsFullSizeInformation.codec.encode({ sectorsPerAllocationUnit: 8, bytesPerSector: 512 });
    server.on(Command.QUERY_INFO, answers.information(room));
    server.on(Command.IOCTL, answers.output(FsctlCode.FSCTL_DUPLICATE_EXTENTS_TO_FILE, new Uint8Array(0)));
    const size = 2 ** 30 + 5000;
    const dest = openOf(tree, { persistent: 2n, volatile: 2n });
    expect(await firstValueFrom(cloneOnServer(open, dest, size))).to.equal(size);
    const inputs = server.got(Command.IOCTL).map((request: Received) => {
      const { input } = request.read(IoctlRequest);
      const view = Buffer.from(input);
      return [0, 16, 24, 32].map(at => Number(view.readBigInt64LE(at)));
    });
    expect(inputs).to.deep.equal([
      [1, 0, 0, 2 ** 30],
      [1, 2 ** 30, 2 ** 30, 8192],
    ]);
  });
});

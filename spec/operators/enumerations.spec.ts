import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { fsctl } from '../../lib/commands/fsctl.ts';
import { SmbError } from '../../lib/errors.ts';
import { allocatedRanges } from '../../lib/operators/allocated-ranges.ts';
import { enumerateSnapshots } from '../../lib/operators/enumerate-snapshots.ts';
import { networkInterfaces } from '../../lib/operators/network-interfaces.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import {
  CompressionFormat,
  FSCTL_GET_COMPRESSION,
  FSCTL_SET_COMPRESSION,
} from '../../lib/wire/fscc/fsctl-compression.ts';
import { FSCTL_QUERY_FILE_REGIONS } from '../../lib/wire/fscc/fsctl-query-file-regions.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import { NetworkInterfaceInfoList } from '../../lib/wire/smb2/fsctl-query-network-interface-info.ts';
import { SrvSnapshotArray } from '../../lib/wire/smb2/fsctl-srv-enumerate-snapshots.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { type Rig, rig } from '../support/script-rig.ts';
import { type Answer, answers, ScriptServer } from '../support/script-server.ts';

describe('what control codes enumerate', () => {
  let link: Rig;
  let server: ScriptServer;
  /** Room for the answer, of each request. */
  const rooms = () => server.got(Command.IOCTL).map(request => request.read(IoctlRequest).maxOutputResponse);
  const output = (bytes: Uint8Array, status = 0): Answer => ({ ...answers.output(0, bytes), status });
  const OVERFLOW = NtStatus.STATUS_BUFFER_OVERFLOW;

  async function fails(work: Promise<unknown>): Promise<SmbError> {
    const error: unknown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error instanceof SmbError) return error;
    throw new Error(`it ended with ${String(error)}`);
  }

  beforeEach(async () => {
    server = new ScriptServer();
    link = await rig(server);
  });

  describe('snapshots', () => {
    const tokens = Array.from({ length: 5 }, (_, index) => `@GMT-2026.01.0${index + 1}-10.00.00`);
    const told = (snapshots: string[], size = 252) =>
      SrvSnapshotArray.encode({ numberOfSnapshots: tokens.length, snapshotArraySize: size, snapshots });

    it('come in one answer', async () => {
      server.on(Command.IOCTL, output(told(tokens)));
      expect(await firstValueFrom(enumerateSnapshots(link.open))).to.deep.equal(tokens);
      expect(rooms()).to.deep.equal([65_536]);
    });

    it('are asked for again where the server says that they take more room', async () => {
      server.on(Command.IOCTL, output(told([]), OVERFLOW), output(told(tokens)));
      expect(await firstValueFrom(enumerateSnapshots(link.open, { room: 16 }))).to.deep.equal(tokens);
      expect(rooms()).to.deep.equal([16, 12 + 252]);
    });

    it('are counted first where the server refuses what does not fit', async () => {
      const refused = answers.refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
      server.on(Command.IOCTL, refused, output(told([])), output(told(tokens)));
      expect(await firstValueFrom(enumerateSnapshots(link.open, { room: 100 }))).to.deep.equal(tokens);
      expect(rooms()).to.deep.equal([100, 16, 264]);
    });

    it('are an error where the server never names them, and no memory is given to a lie', async () => {
      server.on(Command.IOCTL, output(told([], 0xffff_ffff)));
      const error = await fails(firstValueFrom(enumerateSnapshots(link.open)));
      expect(error).to.include({ code: 'ERR_SMB_TRUNCATED' });
      expect(rooms()).to.deep.equal([65_536, 8 << 20, 8 << 20, 8 << 20]);
    });
  });

  describe('allocated ranges', () => {
    const ranges = (...list: [number, number][]) => {
      const bytes = Buffer.alloc(list.length * 16);
      list.forEach(([offset, length], index) => {
        bytes.writeBigInt64LE(BigInt(offset), index * 16);
        bytes.writeBigInt64LE(BigInt(length), index * 16 + 8);
      });
      return bytes;
    };
    const from = () =>
      server
        .got(Command.IOCTL)
        .map(request => Number(Buffer.from(request.read(IoctlRequest).input).readBigInt64LE()));

    it('are asked for behind the last that fitted', async () => {
      server.on(Command.IOCTL, output(ranges([0, 10], [20, 10]), OVERFLOW), output(ranges([40, 5])));
      expect(await firstValueFrom(allocatedRanges(link.open, { room: 32 }))).to.deep.equal([
        { offset: 0, length: 10 },
        { offset: 20, length: 10 },
        { offset: 40, length: 5 },
      ]);
      expect(from()).to.deep.equal([0, 30]);
    });

    it('that lead backwards, or nowhere, are an error and no endless loop', async () => {
      for (const lie of [ranges([0, 0]), ranges([10, 10], [10, 10]), ranges([-5, 3]), ranges([50, -20])]) {
        server.on(Command.IOCTL, output(lie, OVERFLOW));
        expect(await fails(firstValueFrom(allocatedRanges(link.open)))).to.include({ code: 'EIO' });
      }
    });

    it('end where the server has no more to say', async () => {
      server.on(Command.IOCTL, output(ranges(), OVERFLOW));
      expect(await firstValueFrom(allocatedRanges(link.open))).to.deep.equal([]);
    });

    it('get more room, and not without end, where the server refuses', async () => {
      server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_BUFFER_TOO_SMALL));
      expect(await fails(firstValueFrom(allocatedRanges(link.open)))).to.include({
        status: 'STATUS_BUFFER_TOO_SMALL',
      });
      expect(rooms()).to.deep.equal([65_536, 524_288, 4_194_304, 8 << 20]);
    });
  });

  it('network interfaces are asked for in the name of no file', async () => {
    const common = { capability: 3, linkSpeed: 10_000_000_000n };
    const v6 = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
    server.on(
      Command.IOCTL,
      output(
        NetworkInterfaceInfoList.encode([
          { ...common, ifIndex: 1, family: 2, address: Uint8Array.of(192, 168, 0, 1) },
          { ...common, ifIndex: 2, family: 0x17, address: v6('fe800000000000000000000000000001') },
          { ...common, ifIndex: 2, family: 0x17, address: v6('00000000000000000000000000000001') },
          { ...common, ifIndex: 2, family: 0x17, address: v6('20010db8000000010001000100010000') },
          { ...common, ifIndex: 2, family: 0x17, address: v6('20010000000000010000000000000000') },
          { ...common, ifIndex: 2, family: 0x17, address: new Uint8Array(16) },
          { ...common, ifIndex: 2, capability: 0, family: 9, address: new Uint8Array(0) },
        ]),
      ),
    );
    const found = await networkInterfaces(link.tree);
    expect(found[0]).to.deep.equal({
      index: 1,
      address: '192.168.0.1',
      family: 'IPv4',
      speed: 10_000_000_000,
      rss: true,
      rdma: true,
    });
    expect(found.map(({ address }) => address)).to.deep.equal([
      '192.168.0.1',
      'fe80::1',
      '::1',
      '2001:db8:0:1:1:1:1:0',
      '2001:0:0:1::',
      '::',
    ]);
    expect(server.got(Command.IOCTL)[0]?.read(IoctlRequest)).to.deep.include({
      ctlCode: FsctlCode.FSCTL_QUERY_NETWORK_INTERFACE_INFO,
      fileId: RELATED_FILE_ID,
    });
  });

  it('file regions and compression, where a server has them', async () => {
    const regions = Buffer.alloc(40);
    regions.writeUInt32LE(1, 4);
    regions.writeUInt32LE(1, 8);
    regions.writeBigInt64LE(4096n, 24);
    regions.writeUInt32LE(1, 32);
    server.on(Command.IOCTL, output(regions), output(Uint8Array.of(2, 0)), output(new Uint8Array(0)));
    const asked = await firstValueFrom(fsctl(link.open, FSCTL_QUERY_FILE_REGIONS, {}));
    expect(asked.output.regions).to.deep.equal([{ fileOffset: 0n, length: 4096n, usage: 1 }]);
    const { output: told } = await firstValueFrom(fsctl(link.open, FSCTL_GET_COMPRESSION, undefined));
    expect(told.compressionState).to.equal(CompressionFormat.LZNT1);
    await firstValueFrom(
      fsctl(link.open, FSCTL_SET_COMPRESSION, { compressionState: CompressionFormat.NONE }),
    );
    const last = server.got(Command.IOCTL)[2]?.read(IoctlRequest);
    expect(last).to.include({ ctlCode: FsctlCode.FSCTL_SET_COMPRESSION, flags: 1 });
    expect(Buffer.from(last!.input).toString('hex')).to.equal('0000');
  });
});

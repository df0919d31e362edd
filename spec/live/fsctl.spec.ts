import { expect } from 'chai';
import {
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  closeSync,
  writeSync,
  ftruncateSync,
} from 'node:fs';
import { networkInterfaces as localInterfaces } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { fsctl } from '../../lib/commands/fsctl.ts';
import { allocatedRanges } from '../../lib/operators/allocated-ranges.ts';
import { networkInterfaces } from '../../lib/operators/network-interfaces.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { FileAttributes } from '../../lib/wire/smb2/create.ts';
import {
  CompressionFormat,
  FSCTL_GET_COMPRESSION,
  FSCTL_SET_COMPRESSION,
} from '../../lib/wire/fscc/fsctl-compression.ts';
import { FSCTL_DUPLICATE_EXTENTS_TO_FILE } from '../../lib/wire/fscc/fsctl-duplicate-extents-to-file.ts';
import { FSCTL_QUERY_FILE_REGIONS } from '../../lib/wire/fscc/fsctl-query-file-regions.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

const MIB = 1024 * 1024;

describe('live: control codes', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await sharedSamba();
    root = join(server.path, 'codes');
    mkdirSync(root);
    share = await mount(server.url(undefined, { path: 'codes' }));
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    rmSync(root, { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  afterEach(() => nothingOpen(server, share, 'codes'));

  const on = (path: string) => join(root, path);
  /** Bytes that a file takes on the server's disk. */
  const taken = (path: string) => statSync(on(path)).blocks * 512;

  describe('sparse files', () => {
    it('get holes, which the disk of the server shows', async () => {
      writeFileSync(on('disk.img'), Buffer.alloc(4 * MIB, 1));
      expect(taken('disk.img')).to.be.at.least(4 * MIB);
      await using handle = await share.open('disk.img', 'r+');
      await handle.setSparse();
      expect((await share.stat('disk.img')).fileAttributes & FileAttributes.SPARSE_FILE).to.not.equal(0);
      await handle.zero({ start: MIB, end: 3 * MIB - 1 });
      expect(taken('disk.img')).to.be.within(2 * MIB, 2.5 * MIB);
      const expected = Buffer.alloc(4 * MIB, 1).fill(0, MIB, 3 * MIB);
      expect(readFileSync(on('disk.img')).equals(expected)).to.equal(true);
      expect(await handle.allocatedRanges()).to.deep.equal([
        { start: 0, end: MIB - 1 },
        { start: 3 * MIB, end: 4 * MIB - 1 },
      ]);
      expect(await handle.allocatedRanges({ start: MIB, end: 2 * MIB })).to.deep.equal([]);
      expect(await handle.allocatedRanges({ start: 512 * 1024, end: 3 * MIB + 9 })).to.deep.equal([
        { start: 512 * 1024, end: MIB - 1 },
        { start: 3 * MIB, end: 3 * MIB + 9 },
      ]);
      await handle.zero({});
      expect(taken('disk.img')).to.be.below(MIB);
      expect(statSync(on('disk.img')).size).to.equal(4 * MIB);
      expect(await handle.allocatedRanges()).to.deep.equal([]);
      await handle.setSparse(false);
      expect((await share.stat('disk.img')).fileAttributes & FileAttributes.SPARSE_FILE).to.equal(0);
    });

    it('are zeroed at any byte, and never get longer by it', async () => {
      writeFileSync(on('text'), 'abcdefghij');
      await using handle = await share.open('text', 'r+');
      await handle.zero({ start: 3, end: 5 });
      expect(readFileSync(on('text'), 'latin1')).to.equal('abc\0\0\0ghij');
      await handle.zero({ offset: 8, length: 993 });
      expect(readFileSync(on('text'), 'latin1')).to.equal('abc\0\0\0gh\0\0');
      await handle.zero({ start: 10 });
      await handle.zero({ start: 5000 });
      expect(statSync(on('text')).size).to.equal(10);
    });

    it('tell of all their data, however little fits into one answer', async () => {
      const file = openSync(on('holes'), 'w');
      ftruncateSync(file, 40 * 64 * 1024);
      for (let index = 0; index < 40; index += 2)
        writeSync(file, Buffer.alloc(65_536, 2), 0, 65_536, index * 65_536);
      closeSync(file);
      await using handle = await share.open('holes', 'r+');
      expect(await handle.allocatedRanges()).to.deep.equal([{ start: 0, end: 40 * 65_536 - 1 }]);
      await handle.setSparse(); // only then Samba looks
      const all = await handle.allocatedRanges();
      expect(all.map(({ start, end }) => [start / 65_536, (end + 1) / 65_536])).to.deep.equal(
        Array.from({ length: 20 }, (_, index) => [2 * index, 2 * index + 1]),
      );
      const few = await firstValueFrom(allocatedRanges(handle, { room: 48 }));
      expect(few.map(({ offset }) => offset)).to.deep.equal(all.map(({ start }) => start));
    });

    it('need a handle that may write', async () => {
      writeFileSync(on('text'), 'abc');
      await using handle = await share.open('text');
      expect(await failure(handle.zero({}))).to.include({ code: 'EACCES', path: 'text' });
      expect(await failure(handle.setSparse())).to.include({ code: 'EACCES', path: 'text' });
    });
  });

  it('what Samba does not know is ENOTSUP', async () => {
    writeFileSync(on('text'), 'abc');
    await using handle = await share.open('text', 'r+');
    await using other = await share.open('other', 'w+');
    const extents = {
      sourceFileId: handle.fileId,
      sourceFileOffset: 0n,
      targetFileOffset: 0n,
      byteCount: 4096n,
    };
    const refused = [
      fsctl(handle, FSCTL_SET_COMPRESSION, { compressionState: CompressionFormat.DEFAULT }),
      fsctl(handle, FSCTL_QUERY_FILE_REGIONS, {}),
      fsctl(other, FSCTL_DUPLICATE_EXTENTS_TO_FILE, extents),
    ];
    for (const pdu of refused) {
      expect(await failure(firstValueFrom<unknown>(pdu))).to.include({ code: 'ENOTSUP', command: 'IOCTL' });
    }
    const { output } = await firstValueFrom(fsctl(handle, FSCTL_GET_COMPRESSION, undefined));
    expect(output.compressionState).to.equal(CompressionFormat.NONE);
  });

  describe('network interfaces', () => {
    it('are those of the server, with their speed', async () => {
      const many = await sharedSamba({
        global: { interfaces: '"lo;speed=1000000000"', 'server multi channel support': true },
      });
      await using other = await mount(many.url());
      const found = await networkInterfaces(other.tree);
      const lo = localInterfaces()['lo'] ?? [];
      expect(found.map(({ address }) => address)).to.include('127.0.0.1');
      for (const { address, family, speed, index } of found) {
        expect(lo.map(each => each.address)).to.include(address);
        expect(family).to.equal(address.includes(':') ? 'IPv6' : 'IPv4');
        expect(speed).to.equal(1_000_000_000);
        expect(index).to.be.above(0);
      }
    });

    it('are ENOTSUP where there is one connection only', async () => {
      const one = await sharedSamba({ global: { 'server multi channel support': false } });
      await using other = await mount(one.url());
      expect(await failure(networkInterfaces(other.tree))).to.include({ code: 'ENOTSUP' });
    });
  });
});

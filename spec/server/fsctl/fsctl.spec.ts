import { expect } from 'chai';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { fsctl } from '../../../lib/commands/fsctl.ts';
import { ioctl } from '../../../lib/commands/ioctl.ts';
import { StoppedOnSymlink } from '../../../lib/commands/stopped-on-symlink.ts';
import type { Open } from '../../../lib/commands/target.ts';
import { copyOnServer } from '../../../lib/operators/copy-on-server.ts';
import type { Share } from '../../../lib/share/share.ts';
import {
  CompressionFormat,
  FSCTL_GET_COMPRESSION,
  FSCTL_SET_COMPRESSION,
} from '../../../lib/wire/fscc/fsctl-compression.ts';
import { FSCTL_DUPLICATE_EXTENTS_TO_FILE } from '../../../lib/wire/fscc/fsctl-duplicate-extents-to-file.ts';
import { FSCTL_QUERY_ALLOCATED_RANGES } from '../../../lib/wire/fscc/fsctl-query-allocated-ranges.ts';
import { FSCTL_QUERY_FILE_REGIONS } from '../../../lib/wire/fscc/fsctl-query-file-regions.ts';
import {
  FSCTL_DELETE_REPARSE_POINT,
  FSCTL_GET_REPARSE_POINT,
  FSCTL_SET_REPARSE_POINT,
} from '../../../lib/wire/fscc/fsctl-reparse-point.ts';
import { FSCTL_SET_SPARSE } from '../../../lib/wire/fscc/fsctl-set-sparse.ts';
import { FSCTL_SET_ZERO_DATA } from '../../../lib/wire/fscc/fsctl-set-zero-data.ts';
import type { ReparsePoint } from '../../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { ReparseTag } from '../../../lib/wire/fscc/reparse/reparse-tag.ts';
import { FileAttributes } from '../../../lib/wire/smb2/file-attributes.ts';
import { AccessMask, CreateDisposition, CreateOptions } from '../../../lib/wire/smb2/create.ts';
import { SrvCopychunkCopy, SrvCopychunkResponse } from '../../../lib/wire/smb2/fsctl-srv-copychunk.ts';
import { FSCTL_SRV_REQUEST_RESUME_KEY } from '../../../lib/wire/smb2/fsctl-srv-request-resume-key.ts';
import { FSCTL_SRV_ENUMERATE_SNAPSHOTS } from '../../../lib/wire/smb2/fsctl-srv-enumerate-snapshots.ts';
import { FsctlCode } from '../../../lib/wire/smb2/ioctl.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { failure } from '../../live/failure.ts';
import { type Asked, open, type Served, served, statusOf } from '../served.ts';

const LINK: ReparsePoint = {
  kind: 'symlink',
  relative: true,
  substituteName: '..\\elsewhere',
  printName: '..\\elsewhere',
};
const ITSELF = { options: CreateOptions.OPEN_REPARSE_POINT } as const;

describe('a control code on the server', () => {
  let world: Served;
  let share: Share;

  beforeEach(async () => {
    world = await served({
      'a.bin': 'abcdefgh'.repeat(1000),
      'b.bin': '',
      folder: { inner: 'x' },
      empty: {},
    });
    share = await world.mount();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  async function handle(path: string, asked: Asked = {}): Promise<Open> {
    return (await open(share.tree, path, asked)).handle;
  }

  async function content(path: string): Promise<string> {
    const bytes = await world.fs.open(path, { write: false });
    const into = Buffer.alloc(await bytes.size());
    await bytes.read(0, into);
    return into.toString();
  }

  function raw(target: Open, ctlCode: number, input?: Uint8Array, more: object = {}) {
    return firstValueFrom(ioctl(target, { ctlCode, input, ...more }));
  }

  it('that is not known is refused, on a handle and without', async () => {
    const file = await handle('a.bin');
    expect(await statusOf(raw(file, FsctlCode.FSCTL_OFFLOAD_READ))).to.equal('STATUS_INVALID_DEVICE_REQUEST');
    expect(await statusOf(raw(file, FsctlCode.FSCTL_PIPE_TRANSCEIVE))).to.equal(
      'STATUS_INVALID_DEVICE_REQUEST',
    );
    expect(await statusOf(raw(file, FsctlCode.FSCTL_GET_COMPRESSION, undefined, { flags: 0 }))).to.equal(
      'STATUS_NOT_SUPPORTED',
    );
    const tree = firstValueFrom(ioctl(share.tree, { ctlCode: FsctlCode.FSCTL_DFS_GET_REFERRALS }));
    expect(await statusOf(tree)).to.equal('STATUS_FS_DRIVER_REQUIRED');
    const interfaces = ioctl(share.tree, { ctlCode: FsctlCode.FSCTL_QUERY_NETWORK_INTERFACE_INFO });
    expect(await statusOf(firstValueFrom(interfaces))).to.equal('STATUS_NOT_SUPPORTED');
    expect(await statusOf(raw(file, FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO))).to.equal(
      'STATUS_INVALID_PARAMETER',
    );
  });

  for (const code of [
    'FSCTL_SRV_COPYCHUNK',
    'FSCTL_DUPLICATE_EXTENTS_TO_FILE',
    'FSCTL_SET_ZERO_DATA',
    'FSCTL_QUERY_ALLOCATED_RANGES',
    'FSCTL_SET_COMPRESSION',
  ] as const) {
    it(`${code} wants its whole input`, async () => {
      const file = await handle('a.bin');
      expect(await statusOf(raw(file, FsctlCode[code], Buffer.alloc(1)))).to.equal(
        'STATUS_INVALID_PARAMETER',
      );
    });
  }

  describe('that copies', () => {
    async function pair() {
      return { source: await handle('a.bin'), target: await handle('b.bin') };
    }

    it('copies on the server what a client asks to copy', async () => {
      const { source, target } = await pair();
      expect(await lastValueFrom(copyOnServer(source, target, 8000))).to.equal(8000);
      expect(await content('b.bin')).to.equal('abcdefgh'.repeat(1000));
    });

    it('tells its limits to who asks for too much, and copies nothing', async () => {
      const { source, target } = await pair();
      const { output } = await firstValueFrom(fsctl(source, FSCTL_SRV_REQUEST_RESUME_KEY, undefined));
      const chunk = (length: number) => ({ sourceOffset: 0n, targetOffset: 0n, length });
      const sourceKey = output.resumeKey;
      for (const chunks of [[chunk(1_048_577)], Array.from({ length: 257 }, () => chunk(1)), [chunk(0)]]) {
        const input = SrvCopychunkCopy.encode({ sourceKey, chunks });
        const answer = await raw(target, FsctlCode.FSCTL_SRV_COPYCHUNK, input);
        expect(answer.status).to.equal(NtStatus.STATUS_INVALID_PARAMETER);
        expect(SrvCopychunkResponse.decode(answer.output)).to.deep.equal({
          chunksWritten: 256,
          chunkBytesWritten: 1_048_576,
          totalBytesWritten: 16_777_216,
        });
      }
      expect(await content('b.bin')).to.equal('');
    });

    it('knows only the keys that it gave, and no more bytes than there are', async () => {
      const { source, target } = await pair();
      const chunks = [{ sourceOffset: 7999n, targetOffset: 0n, length: 2 }];
      const unknown = SrvCopychunkCopy.encode({ sourceKey: Buffer.alloc(24, 7), chunks });
      expect(await statusOf(raw(target, FsctlCode.FSCTL_SRV_COPYCHUNK, unknown))).to.equal(
        'STATUS_OBJECT_NAME_NOT_FOUND',
      );
      const { output } = await firstValueFrom(fsctl(source, FSCTL_SRV_REQUEST_RESUME_KEY, undefined));
      const beyond = SrvCopychunkCopy.encode({ sourceKey: output.resumeKey, chunks });
      expect(await statusOf(raw(target, FsctlCode.FSCTL_SRV_COPYCHUNK, beyond))).to.equal(
        'STATUS_INVALID_VIEW_SIZE',
      );
    });

    it('asks for the rights that it needs', async () => {
      const source = await handle('a.bin');
      const blind = await handle('b.bin', { access: AccessMask.WRITE_DATA });
      const { output } = await firstValueFrom(fsctl(source, FSCTL_SRV_REQUEST_RESUME_KEY, undefined));
      const chunks = [{ sourceOffset: 0n, targetOffset: 0n, length: 2 }];
      const input = SrvCopychunkCopy.encode({ sourceKey: output.resumeKey, chunks });
      expect(await statusOf(raw(blind, FsctlCode.FSCTL_SRV_COPYCHUNK, input))).to.equal(
        'STATUS_ACCESS_DENIED',
      );
      expect(await statusOf(raw(blind, FsctlCode.FSCTL_SRV_COPYCHUNK_WRITE, input))).to.equal(
        'STATUS_SUCCESS',
      );
      expect(await content('b.bin')).to.equal('ab');
    });

    it('clones', async () => {
      const { source, target } = await pair();
      const span = { sourceFileOffset: 2n, targetFileOffset: 0n, byteCount: 4n };
      const value = { sourceFileId: source.fileId, ...span };
      await firstValueFrom(fsctl(target, FSCTL_DUPLICATE_EXTENTS_TO_FILE, value));
      expect(await content('b.bin')).to.equal('cdef');
    });
  });

  describe('about holes', () => {
    it('makes a range of zeros, and tells what is left', async () => {
      const big = await handle('big', { disposition: CreateDisposition.CREATE });
      const bytes = await world.fs.open('big', { write: true });
      await bytes.write(0, [Buffer.alloc(3 * 65_536, 1)]);
      await firstValueFrom(fsctl(big, FSCTL_SET_SPARSE, {}));
      expect((await world.fs.lookup('big')).attributes & FileAttributes.SPARSE_FILE).to.not.equal(0);
      await firstValueFrom(
        fsctl(big, FSCTL_SET_ZERO_DATA, { fileOffset: 65_536n, beyondFinalZero: 131_072n }),
      );
      const asked = { fileOffset: 10n, length: 0x7fff_0000_0000_0000n };
      const { output } = await firstValueFrom(fsctl(big, FSCTL_QUERY_ALLOCATED_RANGES, asked));
      expect(output.ranges).to.deep.equal([
        { fileOffset: 10n, length: 65_526n },
        { fileOffset: 131_072n, length: 65_536n },
      ]);
      const first = fsctl(big, FSCTL_QUERY_ALLOCATED_RANGES, asked, { maxOutputResponse: 16 });
      const short = await firstValueFrom(first);
      expect(short.status).to.equal(NtStatus.STATUS_BUFFER_OVERFLOW);
      expect(short.output.ranges).to.have.lengthOf(1);
      const regions = await firstValueFrom(fsctl(big, FSCTL_QUERY_FILE_REGIONS, {}));
      expect(regions.output.regions).to.deep.equal([{ fileOffset: 0n, length: 196_608n, usage: 1 }]);
      await firstValueFrom(fsctl(big, FSCTL_SET_SPARSE, { setSparse: false }));
      expect((await world.fs.lookup('big')).attributes & FileAttributes.SPARSE_FILE).to.equal(0);
    });

    it('refuses ranges that are none', async () => {
      const file = await handle('a.bin');
      for (const [fileOffset, beyondFinalZero] of [
        [-1n, 4n],
        [4n, 3n],
      ] as const) {
        const zeros = fsctl(file, FSCTL_SET_ZERO_DATA, { fileOffset, beyondFinalZero });
        expect(await statusOf(firstValueFrom(zeros))).to.equal('STATUS_INVALID_PARAMETER');
      }
      const wrapping = { fileOffset: 2n, length: 0x7fff_ffff_ffff_ffffn };
      expect(await statusOf(firstValueFrom(fsctl(file, FSCTL_QUERY_ALLOCATED_RANGES, wrapping)))).to.equal(
        'STATUS_INVALID_PARAMETER',
      );
    });
  });

  describe('about links', () => {
    async function link(path: string, options = 0) {
      const made = await handle(path, { disposition: CreateDisposition.CREATE, options });
      await firstValueFrom(fsctl(made, FSCTL_SET_REPARSE_POINT, LINK));
    }

    it('makes one, shows it, and unmakes it', async () => {
      await link('l');
      expect((await world.fs.lookup('l')).reparseTag).to.equal(ReparseTag.SYMLINK);
      const itself = await handle('l', ITSELF);
      const { output } = await firstValueFrom(fsctl(itself, FSCTL_GET_REPARSE_POINT, undefined));
      expect(output).to.deep.equal(LINK);
      const wrong = fsctl(itself, FSCTL_DELETE_REPARSE_POINT, { reparseTag: ReparseTag.MOUNT_POINT });
      expect(await statusOf(firstValueFrom(wrong))).to.equal('STATUS_IO_REPARSE_TAG_MISMATCH');
      const right = fsctl(itself, FSCTL_DELETE_REPARSE_POINT, { reparseTag: ReparseTag.SYMLINK });
      await firstValueFrom(right);
      expect(await statusOf(firstValueFrom(fsctl(itself, FSCTL_GET_REPARSE_POINT, undefined)))).to.equal(
        'STATUS_NOT_A_REPARSE_POINT',
      );
    });

    it('makes none of a folder that holds something, or of rubbish', async () => {
      const folder = await handle('folder');
      expect(await statusOf(firstValueFrom(fsctl(folder, FSCTL_SET_REPARSE_POINT, LINK)))).to.equal(
        'STATUS_DIRECTORY_NOT_EMPTY',
      );
      const file = await handle('b.bin');
      expect(await statusOf(raw(file, FsctlCode.FSCTL_SET_REPARSE_POINT, Buffer.alloc(9)))).to.equal(
        'STATUS_IO_REPARSE_DATA_INVALID',
      );
    });

    for (const dialect of ['2.1', '3.1.1'] as const) {
      for (const [what, options] of [
        ['file', 0],
        ['folder', CreateOptions.DIRECTORY_FILE],
      ] as const) {
        it(`lets nobody through a link that is a ${what} by itself, in ${dialect}`, async () => {
          share = await world.mount({ dialects: { min: dialect, max: dialect } });
          await link('l', options);
          for (const [path, behind] of [
            ['l', 0],
            ['l\\in\\side', 16],
          ] as const) {
            const error = await failure(open(share.tree, path));
            expect(error).to.include({ status: 'STATUS_STOPPED_ON_SYMLINK' });
            expect(error.detail).to.be.instanceOf(StoppedOnSymlink);
            const { kind: _, ...names } = LINK;
            expect((error.detail as StoppedOnSymlink).link).to.deep.equal({
              ...names,
              unparsedPathLength: behind,
            });
          }
        });
      }
    }

    it('lets nobody through other reparse points', async () => {
      const made = await handle('b.bin');
      const data = Buffer.from('data');
      await firstValueFrom(
        fsctl(made, FSCTL_SET_REPARSE_POINT, { kind: 'other', reparseTag: ReparseTag.DEDUP, data }),
      );
      expect(await statusOf(open(share.tree, 'b.bin'))).to.equal('STATUS_IO_REPARSE_TAG_NOT_HANDLED');
      await open(share.tree, 'b.bin', ITSELF);
    });
  });

  it('tells the snapshots there are, or their number', async () => {
    world.fs.takeSnapshot(new Date('2026-01-02T03:04:05Z'));
    const root = await handle('');
    const all = await firstValueFrom(fsctl(root, FSCTL_SRV_ENUMERATE_SNAPSHOTS, undefined));
    expect(all.output.snapshots).to.deep.equal(['@GMT-2026.01.02-03.04.05']);
    const few = fsctl(root, FSCTL_SRV_ENUMERATE_SNAPSHOTS, undefined, { maxOutputResponse: 16 });
    expect((await firstValueFrom(few)).output).to.deep.include({ numberOfSnapshots: 1, snapshots: [] });
  });

  it('about compression knows that there is none', async () => {
    const file = await handle('a.bin');
    const { output } = await firstValueFrom(fsctl(file, FSCTL_GET_COMPRESSION, undefined));
    expect(output.compressionState).to.equal(CompressionFormat.NONE);
    const set = (compressionState: CompressionFormat) =>
      statusOf(firstValueFrom(fsctl(file, FSCTL_SET_COMPRESSION, { compressionState })));
    expect(await set(CompressionFormat.NONE)).to.equal('STATUS_SUCCESS');
    expect(await set(CompressionFormat.LZNT1)).to.equal('STATUS_NOT_SUPPORTED');
  });

  it('about the object id tells the same for the same file', async () => {
    const ids = [];
    for (const path of ['a.bin', 'a.bin', 'b.bin']) {
      const { output } = await raw(await handle(path), FsctlCode.FSCTL_CREATE_OR_GET_OBJECT_ID);
      ids.push(Buffer.from(output).toString('hex'));
    }
    expect(ids[0]).to.have.lengthOf(128).and.equal(ids[1]).and.not.equal(ids[2]);
  });

  describe('about what was negotiated', () => {
    for (const max of ['3.0', '3.0.2'] as const) {
      it(`agrees with a client that knows ${max}`, async () => {
        const wary = await world.mount({ dialects: { min: '2.0.2', max } });
        expect(wary.info.dialect).to.equal(max);
        await open(wary.tree, 'a.bin');
      });
    }

    it('hangs up on who was lied to', async () => {
      const input = Buffer.alloc(26);
      input.writeUInt16LE(1, 22);
      input.writeUInt16LE(0x0202, 24);
      const lied = ioctl(share.tree, { ctlCode: FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO, input });
      expect(await failure(firstValueFrom(lied)))
        .to.have.property('code')
        .that.matches(/^E(CONN|PIPE)/);
    });
  });
});

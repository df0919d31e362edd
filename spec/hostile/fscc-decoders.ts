import { DfsReferralResponse } from '../../lib/wire/dfsc/dfs-referral-response.ts';
import type { ControlCode } from '../../lib/wire/fscc/control-code.ts';
import { nothing } from '../../lib/wire/fscc/control-code.ts';
import { eachEntry } from '../../lib/wire/fscc/chain.ts';
import { readEaName } from '../../lib/wire/fscc/ea-name.ts';
import { FileNotifyInformation } from '../../lib/wire/fscc/file-notify-information.ts';
import * as compression from '../../lib/wire/fscc/fsctl-compression.ts';
import * as extents from '../../lib/wire/fscc/fsctl-duplicate-extents-to-file.ts';
import * as ranges from '../../lib/wire/fscc/fsctl-query-allocated-ranges.ts';
import * as regions from '../../lib/wire/fscc/fsctl-query-file-regions.ts';
import * as reparseFsctl from '../../lib/wire/fscc/fsctl-reparse-point.ts';
import * as sparse from '../../lib/wire/fscc/fsctl-set-sparse.ts';
import * as zero from '../../lib/wire/fscc/fsctl-set-zero-data.ts';
import type { InformationClass } from '../../lib/wire/fscc/information-class.ts';
import { PipeWaitRequest } from '../../lib/wire/fscc/pipe-wait.ts';
import * as fscc from '../../lib/wire/fscc/public.ts';
import { lxSymlink } from '../../lib/wire/fscc/reparse/lx-symlink.ts';
import { mountPoint } from '../../lib/wire/fscc/reparse/mount-point.ts';
import { nfs } from '../../lib/wire/fscc/reparse/nfs.ts';
import { namesIn } from '../../lib/wire/fscc/reparse/path-buffer.ts';
import { ReparseDataBuffer, type ReparsePoint } from '../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { symbolicLink } from '../../lib/wire/fscc/reparse/symbolic-link.ts';
import { readShortName } from '../../lib/wire/fscc/short-name.ts';
import { viewOf } from '../../lib/wire/fields.ts';
import * as interfaces from '../../lib/wire/smb2/fsctl-query-network-interface-info.ts';
import * as copychunk from '../../lib/wire/smb2/fsctl-srv-copychunk.ts';
import * as snapshots from '../../lib/wire/smb2/fsctl-srv-enumerate-snapshots.ts';
import * as resumeKey from '../../lib/wire/smb2/fsctl-srv-request-resume-key.ts';
import { codec, type Decoder, list, reader } from './decoder.ts';

const times = { creationTime: 5n, lastAccessTime: 6n, lastWriteTime: 7n, changeTime: 8n };
const file = { ...times, endOfFile: 10n, allocationSize: 4096n, fileAttributes: 0x20 };
const fileId = { persistent: 1n, volatile: 2n };
const bytes8 = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

/** `FileFsVolumeInformation` lies in `file-fs-volume-information.ts`. */
function fileOf(name: string): string {
  return `wire/fscc/${name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}.ts`;
}

function info<T, I>({ name, codec: of }: InformationClass<T, I>, ...values: readonly NoInfer<I>[]): Decoder {
  return codec(`${fileOf(name)} ${name}.codec`, of, values);
}

/** Names that nobody may give are still told: an empty one, one with a NUL. */
function told<T, I>(of: InformationClass<T, I>, ...values: readonly NoInfer<I>[]): Decoder {
  return { ...info(of, ...values), encode: undefined };
}

const INFORMATION: readonly Decoder[] = [
  info(fscc.FileAccessInformation, {}),
  info(fscc.FileAlignmentInformation, {}),
  info(fscc.FileAllInformation, { basicInformation: times, nameInformation: { fileName: '\\folder\\file' } }),
  info(fscc.FileAllocationInformation, { allocationSize: 4096n }),
  info(fscc.FileAlternateNameInformation, { fileName: 'FILE~1' }),
  info(fscc.FileAttributeTagInformation, { fileAttributes: 0x400, reparseTag: 0xa000_000c }),
  info(fscc.FileBasicInformation, times),
  info(fscc.FileCompressionInformation, { compressedFileSize: 5n }),
  info(fscc.FileDispositionInformation, { deletePending: true }),
  info(fscc.FileDispositionInformationEx, { flags: 3 }),
  info(fscc.FileEaInformation, { eaSize: 12 }),
  info(fscc.FileEndOfFileInformation, { endOfFile: 100n }),
  info(fscc.FileFsAttributeInformation, { fileSystemName: 'NTFS', maximumComponentNameLength: 255 }),
  info(fscc.FileFsControlInformation, { defaultQuotaLimit: 8n }),
  info(fscc.FileFsDeviceInformation, { deviceType: 7 }),
  info(fscc.FileFsFullSizeInformation, { totalAllocationUnits: 100n }),
  info(fscc.FileFsObjectIdInformation, { extendedInfo: new Uint8Array(48) }),
  info(fscc.FileFsSectorSizeInformation, { logicalBytesPerSector: 512 }),
  info(fscc.FileFsSizeInformation, { totalAllocationUnits: 100n }),
  info(fscc.FileFsVolumeInformation, { volumeLabel: 'data', volumeSerialNumber: 5 }),
  told(
    fscc.FileFullEaInformation,
    [{ eaName: 'user.one', eaValue: bytes8 }],
    [{ eaName: 'A' }, { eaName: 'user.two', eaValue: bytes8 }],
  ),
  info(fscc.FileIdInformation, { volumeSerialNumber: 1n, fileId: 2n }),
  info(fscc.FileInternalInformation, { indexNumber: 5n }),
  info(fscc.FileLinkInformation, { replaceIfExists: true, fileName: 'other\\name' }),
  info(fscc.FileModeInformation, { mode: 0x20 }),
  info(fscc.FileNameInformation, { fileName: '\\folder\\file' }),
  info(fscc.FileNetworkOpenInformation, times),
  info(fscc.FileNormalizedNameInformation, { fileName: 'folder\\file' }),
  info(fscc.FilePositionInformation, { currentByteOffset: 5n }),
  info(fscc.FileRenameInformation, { fileName: 'other\\name' }),
  info(fscc.FileRenameInformationEx, { flags: 1, fileName: 'other\\name' }),
  info(fscc.FileStandardInformation, { allocationSize: 4096n, directory: true }),
  info(fscc.FileStreamInformation, [
    { streamName: '::$DATA', streamSize: 5n, streamAllocationSize: 4096n },
    { streamName: ':author:$DATA', streamSize: 3n, streamAllocationSize: 8n },
  ]),
  info(fscc.FileValidDataLengthInformation, { validDataLength: 5n }),
];

function listing<I, E>(
  directory: { name: string } & Parameters<typeof list<E, I>>[1],
  ...entries: readonly I[]
): Decoder {
  return list(`${fileOf(directory.name)} ${directory.name}`, directory, ...entries);
}

const LISTINGS: readonly Decoder[] = [
  listing(
    fscc.FileBothDirectoryInformation,
    { ...file, fileName: '.' },
    { fileName: 'LONGNAME.TXT', shortName: 'L~1' },
  ),
  listing(fscc.FileDirectoryInformation, { ...file, fileName: '.' }, { ...file, fileName: 'file' }),
  listing(
    fscc.FileFullDirectoryInformation,
    { ...file, fileName: '.' },
    { ...file, fileName: 'file', eaSize: 4 },
  ),
  listing(
    fscc.FileIdBothDirectoryInformation,
    { ...file, fileName: '..' },
    { ...file, fileName: 'file', shortName: 'F', fileId: 77n },
  ),
  listing(
    fscc.FileIdExtdDirectoryInformation,
    { ...file, fileName: '.' },
    { fileName: 'file', fileId: 1n << 100n },
  ),
  listing(fscc.FileIdFullDirectoryInformation, { ...file, fileName: '.' }, { fileName: 'file', fileId: 9n }),
  listing(fscc.FileNamesInformation, { fileName: '.' }, { fileName: 'file.txt' }),
  list(
    'wire/fscc/file-notify-information.ts FileNotifyInformation',
    FileNotifyInformation,
    { action: 1, fileName: 'new' },
    { action: 4, fileName: 'folder\\old' },
  ),
];

const CHAIN = LISTINGS.find(({ id }) => id.endsWith(' FileNamesInformation'))?.samples ?? [];
const LINK_NAMES = { substituteName: '\\??\\C:\\target', printName: 'C:\\target' };
const GUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const POINTS: readonly ReparsePoint[] = [
  { kind: 'symlink', relative: true, ...LINK_NAMES },
  { kind: 'junction', ...LINK_NAMES },
  { kind: 'nfs', inode: 'LNK', target: 'a/b' },
  { kind: 'nfs', inode: 'CHR', major: 1, minor: 2 },
  { kind: 'nfs', inode: 'FIFO' },
  { kind: 'wsl-symlink', target: '/etc' },
  { kind: 'other', reparseTag: 0x8000_0013, data: bytes8 },
  { kind: 'other', reparseTag: 5, reparseGuid: GUID, data: bytes8 },
];

const REPARSE: readonly Decoder[] = [
  codec(
    'wire/fscc/reparse/lx-symlink.ts lxSymlink',
    lxSymlink,
    [{ kind: 'wsl-symlink', target: '/etc/motd' }],
    {
      // a byte that is no UTF-8 becomes U+FFFD: a target is text for whoever shows it
      encode: undefined,
    },
  ),
  codec('wire/fscc/reparse/mount-point.ts mountPoint', mountPoint, [{ kind: 'junction', ...LINK_NAMES }]),
  codec('wire/fscc/reparse/nfs.ts nfs', nfs, [
    { kind: 'nfs', inode: 'LNK', target: 'a/b' },
    { kind: 'nfs', inode: 'BLK', major: 8, minor: 1 },
    { kind: 'nfs', inode: 'SOCK' },
  ]),
  codec('wire/fscc/reparse/symbolic-link.ts symbolicLink', symbolicLink, [
    { kind: 'symlink', relative: false, ...LINK_NAMES },
  ]),
  codec('wire/fscc/reparse/reparse-data-buffer.ts ReparseDataBuffer', ReparseDataBuffer, POINTS, {
    encode: undefined, // as lxSymlink
  }),
  reader(
    'wire/fscc/reparse/path-buffer.ts namesIn',
    bytes =>
      namesIn(
        bytes,
        { substituteNameOffset: 0, substituteNameLength: 4, printNameOffset: 4, printNameLength: 6 },
        'names',
      ),
    [new Uint8Array(10)],
  ),
];

const STRUCTS: readonly Decoder[] = [
  codec('wire/fscc/fsctl-compression.ts CompressionState', compression.CompressionState, [
    { compressionState: 1 },
  ]),
  codec('wire/fscc/fsctl-duplicate-extents-to-file.ts DuplicateExtentsData', extents.DuplicateExtentsData, [
    { sourceFileId: fileId, sourceFileOffset: 0n, targetFileOffset: 1n, byteCount: 2n },
  ]),
  codec('wire/fscc/fsctl-query-allocated-ranges.ts AllocatedRangeQuery', ranges.AllocatedRangeQuery, [
    { fileOffset: 0n, length: 10n },
  ]),
  codec('wire/fscc/fsctl-query-allocated-ranges.ts AllocatedRanges', ranges.AllocatedRanges, [
    {},
    { ranges: [{ fileOffset: 0n, length: 10n }] },
  ]),
  codec('wire/fscc/fsctl-query-file-regions.ts FileRegionInput', regions.FileRegionInput, [{}]),
  codec('wire/fscc/fsctl-query-file-regions.ts FileRegionOutput', regions.FileRegionOutput, [
    { totalRegionEntryCount: 1, regions: [{ fileOffset: 0n, length: 5n, usage: 1 }] },
  ]),
  codec('wire/fscc/fsctl-set-sparse.ts FileSetSparseBuffer', sparse.FileSetSparseBuffer, [{}]),
  codec('wire/fscc/fsctl-set-zero-data.ts FileZeroDataInformation', zero.FileZeroDataInformation, [
    { fileOffset: 5n, beyondFinalZero: 7n },
  ]),
  codec('wire/fscc/pipe-wait.ts PipeWaitRequest', PipeWaitRequest, [{ name: 'srvsvc', timeout: -5n }]),
  codec(
    'wire/fscc/file-get-ea-information.ts FileGetEaInformation',
    fscc.FileGetEaInformation,
    [['user.one'], ['A', 'user.two']],
    { encode: undefined },
  ),
  codec(
    'wire/smb2/fsctl-query-network-interface-info.ts NetworkInterfaceInfoList',
    interfaces.NetworkInterfaceInfoList,
    [
      [
        { ifIndex: 1, capability: 1, linkSpeed: 10n, family: 2, address: bytes8.subarray(0, 4) },
        { ifIndex: 2, capability: 0, linkSpeed: 10n, family: 0x17, address: new Uint8Array(16) },
      ],
    ],
  ),
  codec('wire/smb2/fsctl-srv-copychunk.ts SrvCopychunkCopy', copychunk.SrvCopychunkCopy, [
    { sourceKey: new Uint8Array(24), chunks: [{ sourceOffset: 0n, targetOffset: 1n, length: 5 }] },
  ]),
  codec('wire/smb2/fsctl-srv-copychunk.ts SrvCopychunkResponse', copychunk.SrvCopychunkResponse, [
    { chunksWritten: 1, totalBytesWritten: 5 },
  ]),
  codec('wire/smb2/fsctl-srv-enumerate-snapshots.ts SrvSnapshotArray', snapshots.SrvSnapshotArray, [
    { numberOfSnapshots: 1, snapshotArraySize: 52, snapshots: ['@GMT-2026.01.31-10.00.00'] },
  ]),
  codec('wire/smb2/fsctl-srv-request-resume-key.ts SrvRequestResumeKey', resumeKey.SrvRequestResumeKey, [
    { resumeKey: new Uint8Array(24) },
  ]),
];

/** The same decoders behind the names of their control codes, or of structures that classes are made of. */
function again(id: string, decode: (bytes: Uint8Array) => unknown, as: string): Decoder {
  const like = [...STRUCTS, ...REPARSE, ...INFORMATION].find(known => known.id.endsWith(` ${as}`));
  return reader(id, decode, like?.samples ?? []);
}

function output(path: string, code: ControlCode<never, unknown>, as?: string): Decoder {
  const id = `wire/${path}.ts ${code.name}.output`;
  const decode = (bytes: Uint8Array) => code.output.decode(bytes);
  return as === undefined ? reader(id, decode, [new Uint8Array(0)]) : again(id, decode, as);
}

const OUTPUTS: readonly Decoder[] = [
  output('fscc/fsctl-compression', compression.FSCTL_GET_COMPRESSION, 'CompressionState'),
  output('fscc/fsctl-compression', compression.FSCTL_SET_COMPRESSION),
  output('fscc/fsctl-duplicate-extents-to-file', extents.FSCTL_DUPLICATE_EXTENTS_TO_FILE),
  output('fscc/fsctl-query-allocated-ranges', ranges.FSCTL_QUERY_ALLOCATED_RANGES, 'AllocatedRanges'),
  output('fscc/fsctl-query-file-regions', regions.FSCTL_QUERY_FILE_REGIONS, 'FileRegionOutput'),
  output('fscc/fsctl-reparse-point', reparseFsctl.FSCTL_DELETE_REPARSE_POINT),
  output('fscc/fsctl-reparse-point', reparseFsctl.FSCTL_GET_REPARSE_POINT, 'ReparseDataBuffer'),
  output('fscc/fsctl-reparse-point', reparseFsctl.FSCTL_SET_REPARSE_POINT),
  output('fscc/fsctl-set-sparse', sparse.FSCTL_SET_SPARSE),
  output('fscc/fsctl-set-zero-data', zero.FSCTL_SET_ZERO_DATA),
  output(
    'smb2/fsctl-query-network-interface-info',
    interfaces.FSCTL_QUERY_NETWORK_INTERFACE_INFO,
    'NetworkInterfaceInfoList',
  ),
  output('smb2/fsctl-srv-copychunk', copychunk.FSCTL_SRV_COPYCHUNK, 'SrvCopychunkResponse'),
  output('smb2/fsctl-srv-copychunk', copychunk.FSCTL_SRV_COPYCHUNK_WRITE, 'SrvCopychunkResponse'),
  output('smb2/fsctl-srv-enumerate-snapshots', snapshots.FSCTL_SRV_ENUMERATE_SNAPSHOTS, 'SrvSnapshotArray'),
  output('smb2/fsctl-srv-request-resume-key', resumeKey.FSCTL_SRV_REQUEST_RESUME_KEY, 'SrvRequestResumeKey'),
  reader('wire/fscc/control-code.ts nothing', nothing.decode, [new Uint8Array(0)]),
];

/** A referral of version 3 that leads to one place. */
function referral(): Uint8Array {
  const [path, place] = ['\\dom\\dfs\\link\0', '\\nas\\docs\0'].map(name => Buffer.from(name, 'utf16le'));
  if (path === undefined || place === undefined) return new Uint8Array(0);
  const head = Buffer.alloc(8 + 18);
  head.writeUInt16LE(24, 0);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(3, 8);
  head.writeUInt16LE(18, 10);
  head.writeUInt32LE(300, 16);
  head.writeUInt16LE(18, 20);
  head.writeUInt16LE(18, 22);
  head.writeUInt16LE(18 + path.length, 24);
  return Buffer.concat([head, path, place]);
}

/** [MS-FSCC] and [MS-DFSC]: classes of information, listings, control codes, reparse points, referrals. */
export const FSCC_DECODERS: readonly Decoder[] = [
  ...INFORMATION,
  ...LISTINGS,
  ...REPARSE,
  ...STRUCTS,
  ...OUTPUTS,
  reader('wire/dfsc/dfs-referral-response.ts DfsReferralResponse', DfsReferralResponse.decode, [referral()], {
    // names may share their text, up to a sum of 64 Ki characters
    growth: 2048,
  }),
  reader(
    'wire/fscc/chain.ts eachEntry',
    bytes => {
      const entries: number[] = [];
      eachEntry(viewOf(bytes), 12, 'chain', (at, end) => entries.push(at, end));
      return entries;
    },
    CHAIN,
  ),
  reader('wire/fscc/ea-name.ts readEaName', bytes => readEaName(bytes, 0, 5, bytes.length, 'name'), [
    Buffer.from('user.\0'),
  ]),
  reader(
    'wire/fscc/short-name.ts readShortName',
    bytes => {
      const { buffer, byteOffset, length } = bytes;
      // its caller has made sure that the 24 bytes are there
      return length < 25
        ? ''
        : readShortName(Buffer.from(buffer, byteOffset, length), 1, bytes[0] ?? 0, 'name');
    },
    [Buffer.from(`\x08F\0~\x001\0X${'\0'.repeat(30)}`, 'latin1')],
  ),
];

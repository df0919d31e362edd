// [MS-SMB2] 3.3.5.20.1 Handling SMB2_0_INFO_FILE, [MS-FSA] 2.1.5.12 Server Requests Querying File Information
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileAccessInformation } from '../../wire/fscc/file-access-information.ts';
import { FileAlignmentInformation } from '../../wire/fscc/file-alignment-information.ts';
import { FileAllInformation } from '../../wire/fscc/file-all-information.ts';
import { FileAlternateNameInformation } from '../../wire/fscc/file-alternate-name-information.ts';
import { FileAttributeTagInformation } from '../../wire/fscc/file-attribute-tag-information.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileCompressionInformation } from '../../wire/fscc/file-compression-information.ts';
import { FileEaInformation } from '../../wire/fscc/file-ea-information.ts';
import { FileIdInformation } from '../../wire/fscc/file-id-information.ts';
import { FileInternalInformation } from '../../wire/fscc/file-internal-information.ts';
import { FileModeInformation } from '../../wire/fscc/file-mode-information.ts';
import { FileNameInformation } from '../../wire/fscc/file-name-information.ts';
import { FileNetworkOpenInformation } from '../../wire/fscc/file-network-open-information.ts';
import { FileNormalizedNameInformation } from '../../wire/fscc/file-normalized-name-information.ts';
import { FilePositionInformation } from '../../wire/fscc/file-position-information.ts';
import { FileStandardInformation } from '../../wire/fscc/file-standard-information.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { Dialect } from '../../wire/smb2/dialect.ts';
import { factsOf } from '../facts.ts';
import { baseName } from '../opening/find.ts';
import { Refused } from '../refused.ts';
import { eaSizeOf } from './ea-size.ts';
import { FULL_EAS, STREAMS } from './file-lists.ts';
import { type Query, query } from './query.ts';
import type { Subject } from './subject.ts';

const { READ_ATTRIBUTES } = AccessMask;

/** [MS-FSCC] 2.1.5.2.1 8.3 Filename */
const SHORT = /^[\w!#$%&'()@^`{}~-]{1,8}(\.[\w!#$%&'()@^`{}~-]{1,3})?$/;

const access = ({ open }: Subject) => ({ accessFlags: open.grantedAccess });
const alignment = () => ({ alignmentRequirement: 0 });
const position = ({ open }: Subject) => ({ currentByteOffset: open.position });
const mode = ({ open }: Subject) => ({ mode: open.mode });
const internal = ({ entry }: Subject) => ({ indexNumber: entry.fileId });
const name = (subject: Subject) => ({ fileName: `\\${pathOf(subject)}` });

async function ea({ open }: Subject) {
  return { eaSize: await eaSizeOf(open.share.fs, open.path) };
}

function standard({ open, entry }: Subject) {
  const { allocationSize, endOfFile } = factsOf(entry);
  return {
    allocationSize,
    endOfFile,
    numberOfLinks: entry.links,
    deletePending: open.file.deletePending,
    directory: entry.isDirectory && open.stream === undefined,
  };
}

async function all(subject: Subject) {
  return {
    basicInformation: factsOf(subject.entry),
    standardInformation: standard(subject),
    internalInformation: internal(subject),
    eaInformation: await ea(subject),
    accessInformation: access(subject),
    positionInformation: position(subject),
    modeInformation: mode(subject),
    alignmentInformation: alignment(),
    nameInformation: name(subject),
  };
}

/**
 * A name that is short enough is its own short name. Of others it is empty where there is none: smbclient's `allinfo`
 * goes no further for a refusal, which [MS-FSA] wants.
 */
function alternateName({ entry }: Subject) {
  const name = baseName(entry.path);
  return { fileName: entry.shortName ?? (SHORT.test(name) ? name : '') };
}

function normalizedName(subject: Subject) {
  // 3.3.5.20.1: not before 3.1.1
  if (subject.call.link.agreement?.dialect !== Dialect.SMB_3_1_1) {
    throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  }
  return { fileName: pathOf(subject) };
}

async function id({ open, entry }: Subject) {
  const { serialNumber } = await open.share.fs.volume();
  return { volumeSerialNumber: BigInt(serialNumber), fileId: entry.fileId };
}

/** Nothing is compressed here. */
function compression({ entry }: Subject) {
  return { compressedFileSize: factsOf(entry).endOfFile };
}

function attributeTag({ entry }: Subject) {
  return { fileAttributes: factsOf(entry).fileAttributes, reparseTag: entry.reparseTag ?? 0 };
}

function pathOf({ entry, open }: Subject): string {
  const path = entry.path.replaceAll('/', '\\');
  return open.stream === undefined ? path : `${path}:${open.stream}`;
}

/** What can be asked of a file. */
export const FILE_QUERIES: readonly Query[] = [
  query(FileBasicInformation, READ_ATTRIBUTES, 40, ({ entry }) => factsOf(entry)),
  query(FileStandardInformation, 0, 24, standard),
  query(FileInternalInformation, 0, 8, internal),
  query(FileEaInformation, 0, 4, ea),
  query(FileAccessInformation, 0, 4, access),
  query(FileNameInformation, 0, 8, name),
  query(FilePositionInformation, 0, 8, position),
  query(FileModeInformation, 0, 4, mode),
  query(FileAlignmentInformation, 0, 4, alignment),
  query(FileAllInformation, READ_ATTRIBUTES, 104, all),
  query(FileAlternateNameInformation, 0, 8, alternateName),
  query(FileCompressionInformation, 0, 16, compression),
  query(FileNetworkOpenInformation, READ_ATTRIBUTES, 56, ({ entry }) => factsOf(entry)),
  query(FileAttributeTagInformation, READ_ATTRIBUTES, 8, attributeTag),
  query(FileNormalizedNameInformation, 0, 4, normalizedName),
  query(FileIdInformation, 0, 24, id),
  STREAMS,
  FULL_EAS,
];

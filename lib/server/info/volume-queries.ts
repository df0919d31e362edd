// [MS-SMB2] 3.3.5.20.2 Handling SMB2_0_INFO_FILESYSTEM, [MS-FSCC] 2.5
import { viewOf } from '../../wire/fields.ts';
import { guid } from '../../wire/dtyp/guid.ts';
import {
  FileFsAttributeInformation,
  FileSystemAttributes,
} from '../../wire/fscc/file-fs-attribute-information.ts';
import { FileFsControlInformation } from '../../wire/fscc/file-fs-control-information.ts';
import { FileFsDeviceInformation } from '../../wire/fscc/file-fs-device-information.ts';
import { FileFsFullSizeInformation } from '../../wire/fscc/file-fs-full-size-information.ts';
import { FileFsObjectIdInformation } from '../../wire/fscc/file-fs-object-id-information.ts';
import {
  FileFsSectorSizeInformation,
  SectorSizeFlags,
} from '../../wire/fscc/file-fs-sector-size-information.ts';
import { FileFsSizeInformation } from '../../wire/fscc/file-fs-size-information.ts';
import { FileFsVolumeInformation } from '../../wire/fscc/file-fs-volume-information.ts';
import type { FileSystem, VolumeFacts } from '../file-systems/file-system.ts';
import { type Query, query } from './query.ts';
import { CLUSTER, type Subject } from './subject.ts';

const SECTOR = 512;
/** [MS-FSCC] 2.5.10 */
const DEVICE_DISK = 7;
const DEVICE_IS_MOUNTED = 0x20;
const READ_ONLY_DEVICE = 0x02;
/** UTF-16 units that a name may have. */
const NAME_MAX = 255;
const NO_LIMIT = 0xffff_ffff_ffff_ffffn;

const volumeOf = ({ open }: Subject) => open.share.fs.volume();

/** What clients may use, by what the file system has. */
function capabilities(fs: FileSystem): number {
  const flags = FileSystemAttributes;
  const has: readonly (readonly [number, boolean])[] = [
    // as NTFS says it: names that differ in case only can be told apart if need be
    [flags.CASE_SENSITIVE_SEARCH | flags.CASE_PRESERVED_NAMES | flags.UNICODE_ON_DISK, true],
    [flags.PERSISTENT_ACLS, fs.setSecurity !== undefined],
    [flags.SUPPORTS_REPARSE_POINTS, fs.getReparsePoint !== undefined],
    [flags.NAMED_STREAMS, fs.streams !== undefined],
    [flags.SUPPORTS_HARD_LINKS, fs.link !== undefined],
    [flags.SUPPORTS_EXTENDED_ATTRIBUTES, fs.getXattrs !== undefined],
    [flags.READ_ONLY_VOLUME, fs.readOnly === true],
  ];
  return has.reduce((all, [flag, there]) => (there ? all | flag : all), 0);
}

function units(bytes: number): bigint {
  return BigInt(Math.floor(bytes / CLUSTER));
}

/** A GUID that is the same as long as the volume is. */
function objectIdOf({ creationTime, serialNumber }: VolumeFacts): string {
  const view = viewOf(new Uint8Array(16));
  view.setUint32(0, serialNumber, true);
  view.setBigInt64(8, creationTime);
  return guid.read(view, 0);
}

function sizes({ total, free }: VolumeFacts) {
  return {
    totalAllocationUnits: units(total),
    availableAllocationUnits: units(free),
    callerAvailableAllocationUnits: units(free),
    actualAvailableAllocationUnits: units(free),
    sectorsPerAllocationUnit: CLUSTER / SECTOR,
    bytesPerSector: SECTOR,
  };
}

/** What can be asked of the volume. */
export const VOLUME_QUERIES: readonly Query[] = [
  query(FileFsVolumeInformation, 0, 24, async subject => {
    const { creationTime, serialNumber, label } = await volumeOf(subject);
    return { volumeCreationTime: creationTime, volumeSerialNumber: serialNumber, volumeLabel: label };
  }),
  query(FileFsSizeInformation, 0, 24, async subject => sizes(await volumeOf(subject))),
  query(FileFsFullSizeInformation, 0, 32, async subject => sizes(await volumeOf(subject))),
  query(FileFsDeviceInformation, 0, 8, ({ open }) => ({
    deviceType: DEVICE_DISK,
    characteristics: DEVICE_IS_MOUNTED | (open.share.fs.readOnly === true ? READ_ONLY_DEVICE : 0),
  })),
  query(FileFsAttributeInformation, 0, 16, ({ open }) => ({
    fileSystemAttributes: capabilities(open.share.fs),
    maximumComponentNameLength: NAME_MAX,
    // what it claims to be decides what Windows dares to do with it
    fileSystemName: 'NTFS',
  })),
  query(FileFsControlInformation, 0, 48, () => ({
    defaultQuotaThreshold: NO_LIMIT,
    defaultQuotaLimit: NO_LIMIT,
  })),
  query(FileFsObjectIdInformation, 0, 64, async subject => ({
    objectId: objectIdOf(await volumeOf(subject)),
  })),
  query(FileFsSectorSizeInformation, 0, 28, () => ({
    logicalBytesPerSector: SECTOR,
    physicalBytesPerSectorForAtomicity: CLUSTER,
    physicalBytesPerSectorForPerformance: CLUSTER,
    fileSystemEffectivePhysicalBytesPerSectorForAtomicity: CLUSTER,
    flags: SectorSizeFlags.ALIGNED_DEVICE | SectorSizeFlags.PARTITION_ALIGNED_ON_DEVICE,
  })),
];

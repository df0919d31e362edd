// [MS-FSCC] 2.5 FileFsControlInformation
import { i64, reserved, u32, u64 } from '../fields.ts';
import { struct } from '../struct.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** What is done about quotas. */
export const FileSystemControlFlags = {
  QUOTA_TRACK: 0x0000_0001,
  QUOTA_ENFORCE: 0x0000_0002,
  CONTENT_INDEX_DISABLED: 0x0000_0008,
  LOG_QUOTA_THRESHOLD: 0x0000_0010,
  LOG_QUOTA_LIMIT: 0x0000_0020,
  LOG_VOLUME_THRESHOLD: 0x0000_0040,
  LOG_VOLUME_LIMIT: 0x0000_0080,
  QUOTAS_INCOMPLETE: 0x0000_0100,
  QUOTAS_REBUILDING: 0x0000_0200,
} as const;
export type FileSystemControlFlags = (typeof FileSystemControlFlags)[keyof typeof FileSystemControlFlags];

/** The volume's quota for whoever has none of his own, to query and to set. */
export const FileFsControlInformation = filesystemInformation(
  'FileFsControlInformation',
  6,
  struct('FileFsControlInformation', undefined, {
    freeSpaceStartFiltering: i64,
    freeSpaceThreshold: i64,
    freeSpaceStopFiltering: i64,
    /** Bytes from which on a user is warned; all ones where there is no such limit. */
    defaultQuotaThreshold: u64,
    /** Bytes that a user may fill; all ones where there is no such limit. */
    defaultQuotaLimit: u64,
    /** Bits of {@link FileSystemControlFlags}. */
    fileSystemControlFlags: u32,
    padding: reserved(4),
  }),
);
export type FileFsControlInformation = InformationOf<typeof FileFsControlInformation>;

// [MS-FSCC] 2.5 FileFsAttributeInformation
import { i32, lengthOf, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** [MS-FSCC] 2.5.1 FileSystemAttributes. */
export const FileSystemAttributes = {
  CASE_SENSITIVE_SEARCH: 0x0000_0001,
  CASE_PRESERVED_NAMES: 0x0000_0002,
  UNICODE_ON_DISK: 0x0000_0004,
  PERSISTENT_ACLS: 0x0000_0008,
  FILE_COMPRESSION: 0x0000_0010,
  VOLUME_QUOTAS: 0x0000_0020,
  SUPPORTS_SPARSE_FILES: 0x0000_0040,
  SUPPORTS_REPARSE_POINTS: 0x0000_0080,
  SUPPORTS_REMOTE_STORAGE: 0x0000_0100,
  VOLUME_IS_COMPRESSED: 0x0000_8000,
  SUPPORTS_OBJECT_IDS: 0x0001_0000,
  SUPPORTS_ENCRYPTION: 0x0002_0000,
  NAMED_STREAMS: 0x0004_0000,
  READ_ONLY_VOLUME: 0x0008_0000,
  SEQUENTIAL_WRITE_ONCE: 0x0010_0000,
  SUPPORTS_TRANSACTIONS: 0x0020_0000,
  SUPPORTS_HARD_LINKS: 0x0040_0000,
  SUPPORTS_EXTENDED_ATTRIBUTES: 0x0080_0000,
  SUPPORTS_OPEN_BY_FILE_ID: 0x0100_0000,
  SUPPORTS_USN_JOURNAL: 0x0200_0000,
  SUPPORT_INTEGRITY_STREAMS: 0x0400_0000,
  SUPPORTS_BLOCK_REFCOUNTING: 0x0800_0000,
  SUPPORTS_SPARSE_VDL: 0x1000_0000,
} as const;
export type FileSystemAttributes = (typeof FileSystemAttributes)[keyof typeof FileSystemAttributes];

/** The name of the file system, what it can do, and how many characters a name may have. */
export const FileFsAttributeInformation = filesystemInformation(
  'FileFsAttributeInformation',
  5,
  struct('FileFsAttributeInformation', undefined, {
    fileSystemAttributes: u32,
    maximumComponentNameLength: i32,
    fileSystemNameLength: lengthOf('fileSystemName', u32),
    fileSystemName: utf16,
  }),
);
export type FileFsAttributeInformation = InformationOf<typeof FileFsAttributeInformation>;

// [MS-FSCC] 2.3 to 2.5: what a user can ask and set, the front door's part of this folder
export type { ControlCode, ControlInputOf, ControlOutputOf } from './control-code.ts';
export type { DirectoryClass } from './directory-class.ts';
export type { Codec, InformationClass, InformationOf } from './information-class.ts';
export { type DirectoryEntry, type DirectoryEntryInput } from './directory-entry.ts';
export { FileAccessInformation } from './file-access-information.ts';
export { FileAlignmentInformation } from './file-alignment-information.ts';
export { FileAllInformation } from './file-all-information.ts';
export { FileAllocationInformation } from './file-allocation-information.ts';
export { FileAlternateNameInformation } from './file-alternate-name-information.ts';
export { FileAttributeTagInformation } from './file-attribute-tag-information.ts';
export { FileBasicInformation } from './file-basic-information.ts';
export {
  type FileBothDirectoryEntry,
  FileBothDirectoryInformation,
  type FileBothDirectoryInput,
} from './file-both-directory-information.ts';
export { FileCompressionInformation } from './file-compression-information.ts';
export {
  type FileDirectoryEntry,
  FileDirectoryInformation,
  type FileDirectoryInput,
} from './file-directory-information.ts';
export { FileDispositionInformation } from './file-disposition-information.ts';
export { FileDispositionFlags, FileDispositionInformationEx } from './file-disposition-information-ex.ts';
export { FileEaInformation } from './file-ea-information.ts';
export { FileEndOfFileInformation } from './file-end-of-file-information.ts';
export { FileFsAttributeInformation, FileSystemAttributes } from './file-fs-attribute-information.ts';
export { FileFsControlInformation, FileSystemControlFlags } from './file-fs-control-information.ts';
export { FileFsDeviceInformation } from './file-fs-device-information.ts';
export { FileFsFullSizeInformation } from './file-fs-full-size-information.ts';
export { FileFsObjectIdInformation } from './file-fs-object-id-information.ts';
export { FileFsSectorSizeInformation, SectorSizeFlags } from './file-fs-sector-size-information.ts';
export { FileFsSizeInformation } from './file-fs-size-information.ts';
export { FileFsVolumeInformation } from './file-fs-volume-information.ts';
export {
  type FileFullDirectoryEntry,
  FileFullDirectoryInformation,
  type FileFullDirectoryInput,
} from './file-full-directory-information.ts';
export {
  EaFlags,
  FileFullEaInformation,
  type FullEaEntry,
  type FullEaInput,
} from './file-full-ea-information.ts';
export { FileGetEaInformation } from './file-get-ea-information.ts';
export {
  type FileIdBothDirectoryEntry,
  FileIdBothDirectoryInformation,
  type FileIdBothDirectoryInput,
} from './file-id-both-directory-information.ts';
export {
  type FileIdExtdDirectoryEntry,
  FileIdExtdDirectoryInformation,
  type FileIdExtdDirectoryInput,
} from './file-id-extd-directory-information.ts';
export {
  type FileIdFullDirectoryEntry,
  FileIdFullDirectoryInformation,
  type FileIdFullDirectoryInput,
} from './file-id-full-directory-information.ts';
export { FileIdInformation } from './file-id-information.ts';
export { FileInternalInformation } from './file-internal-information.ts';
export { FileLinkInformation } from './file-link-information.ts';
export { FileAction, type FileNotifyEntry } from './file-notify-information.ts';
export { FileModeInformation } from './file-mode-information.ts';
export { FileNameInformation } from './file-name-information.ts';
export { type FileNamesEntry, FileNamesInformation, type FileNamesInput } from './file-names-information.ts';
export { FileNetworkOpenInformation } from './file-network-open-information.ts';
export { FileNormalizedNameInformation } from './file-normalized-name-information.ts';
export { FilePositionInformation } from './file-position-information.ts';
export { FileRenameInformation } from './file-rename-information.ts';
export { FileRenameFlags, FileRenameInformationEx } from './file-rename-information-ex.ts';
export { FileStandardInformation } from './file-standard-information.ts';
export { FileStreamInformation, type StreamEntry } from './file-stream-information.ts';
export { FileValidDataLengthInformation } from './file-valid-data-length-information.ts';
export { CompressionFormat, FSCTL_GET_COMPRESSION, FSCTL_SET_COMPRESSION } from './fsctl-compression.ts';
export { FSCTL_DUPLICATE_EXTENTS_TO_FILE } from './fsctl-duplicate-extents-to-file.ts';
export { type FileAllocatedRange, FSCTL_QUERY_ALLOCATED_RANGES } from './fsctl-query-allocated-ranges.ts';
export {
  type FileRegionInfo,
  FileRegionUsage,
  FSCTL_QUERY_FILE_REGIONS,
} from './fsctl-query-file-regions.ts';
export { FSCTL_SET_SPARSE } from './fsctl-set-sparse.ts';
export { FSCTL_SET_ZERO_DATA } from './fsctl-set-zero-data.ts';

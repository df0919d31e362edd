/**
 * An SMB2/3 client: every command an Observable, every file a stream, every walk a pipeline.
 *
 * @module rxsmb
 */

// Getting a share
export { mount, type Mount } from './share/mount.ts';
export { type Mountable, Mounting } from './share/mounting.ts';
export type {
  AuthMethod,
  DialectName,
  DialectRange,
  MountOptions,
  Protection,
  SymlinkKind,
  Timeouts,
} from './target.ts';
export { CIPHER_NAMES, type CipherName } from './wire/smb2/cipher-name.ts';
export { SIGNING_ALGORITHM_NAMES, type SigningAlgorithmName } from './wire/smb2/signing-algorithm-name.ts';
export { DIALECT_NAMES } from './wire/smb2/dialect-name.ts';
export { parseUrl } from './target/url.ts';
export type { Negotiated } from './share/negotiated.ts';

// The share and its verbs
export { Share } from './share/share.ts';
export type { WindowsAttributes } from './share/attributes.ts';
export type { AttributeVerbs } from './share/contract/attribute-verbs.ts';
export type { StreamInfo } from './share/verbs/streams.ts';
export type { Carrier, Carriers } from './share/contract/carriers.ts';
export type { CopyVerbs } from './share/contract/copy-verbs.ts';
export type { FileVerbs } from './share/contract/file-verbs.ts';
export type { FolderVerbs } from './share/contract/folder-verbs.ts';
export type { NodeVerbs } from './share/contract/node-verbs.ts';
export type { LinkVerbs } from './share/contract/link-verbs.ts';
export type { PathVerbs } from './share/contract/path-verbs.ts';
export type { SecurityVerbs } from './share/contract/security-verbs.ts';
export type { SnapshotVerbs } from './share/contract/snapshot-verbs.ts';
export type { ShareFlows } from './share/contract/share-flows.ts';
export type { ShareVerbs } from './share/contract/share-verbs.ts';
export type { Callback, Shortened, WithCallback } from './share/fs/callback.ts';
export type { DescriptorFunctions } from './share/fs/descriptor-functions.ts';
export type { FsPromises } from './share/fs/fs-promises.ts';
export type { FsWatchEvent, FsWatchOptions } from './share/fs/fs-watch.ts';
export { FSWatcher, type FSWatcherEvents } from './share/fs/fs-watcher.ts';
export type { CallbackVerbs, NativeToo, ShareFs, SpecialCallbacks } from './share/fs/share-fs.ts';
export type {
  FsFileOption,
  FsReadStreamOptions,
  FsStreamClass,
  FsWriteStreamOptions,
  StreamFunctions,
} from './share/fs/stream-functions.ts';
export { Dir } from './share/dir.ts';
export { Dirent, WalkEntry } from './share/dirent.ts';
export type { Snapshot, SnapshotRef } from './share/snapshot.ts';
export { Stats } from './share/stats.ts';
export type { FileTime } from './share/file-time.ts';
export type { AspectOptions, SnapshotOptions } from './share/aspect.ts';
export type { VerbOptions } from './share/verb.ts';
export type { CopyFileOptions } from './share/verbs/copy-file.ts';
export type { CpOptions } from './share/verbs/cp.ts';
export type { ListVerbOptions } from './share/verbs/list.ts';
export type { LiveView } from './share/live-folder.ts';
export type { LiveVerbOptions } from './share/verbs/live.ts';
export type { MkdirOptions } from './share/verbs/mkdir.ts';
export type { OpendirOptions } from './share/verbs/opendir.ts';
export type { ReaddirOptions } from './share/verbs/readdir.ts';
export type { ReadlinkOptions } from './share/verbs/readlink.ts';
export type { RenameOptions } from './share/verbs/rename.ts';
export type { RmOptions } from './share/verbs/rm.ts';
export type { RmdirOptions } from './share/verbs/rmdir.ts';
export type { SetSecurityOptions } from './share/verbs/set-security.ts';
export type { StatFs } from './share/verbs/statfs.ts';
export type { SymlinkOptions, SymlinkType } from './share/verbs/symlink.ts';
export type { WalkVerbOptions } from './share/verbs/walk.ts';
export type { ChangeEvent, WatchFilter, WatchVerbOptions } from './share/verbs/watch.ts';

// Files and streams
export { FileBytes } from './share/file-bytes.ts';
export { FileHandle } from './share/file-handle.ts';
export type {
  HandleLinesOptions,
  HandlePiecesOptions,
  HandleReadOptions,
  HandleTextOptions,
  ReadResult,
  WriteResult,
} from './share/handle-options.ts';
export { FileLock, type LockRange, type LockVerbOptions, type UnlockVerbOptions } from './share/file-lock.ts';
export type { PiecesOptions } from './share/file-pieces.ts';
export type { FileRange } from './share/file-range.ts';
export type { ByteRange, DataRange } from './share/sparse.ts';
export type { FileContent } from './share/file-content.ts';
export type { Lease, LeaseBreak, LeaseWish } from './session/lease.ts';
export type { Writing } from './streams/bytes-of.ts';
export type { HandleReadStreamOptions, HandleWriteStreamOptions, Streamed } from './share/file-streams.ts';
export type { PortionOptions, Position, View } from './share/portion.ts';
export type { LeaseBreakWork, OpenOptions } from './share/verbs/open.ts';
export type { ReadFileOptions } from './share/verbs/read-file.ts';
export type { ReadVerbOptions } from './share/verbs/read.ts';
export type { WriteFileOptions } from './share/verbs/write-file.ts';
export type { ReadStream, ReadStreamOptions } from './share/verbs/create-read-stream.ts';
export type { WriteStream, WriteStreamOptions } from './share/verbs/create-write-stream.ts';
export { type LineEncoding, lines } from './streams/lines.ts';
export { type ReadableOptions, SmbReadStream } from './streams/readable.ts';
export { SmbWriteStream, type WritableOptions } from './streams/writable.ts';

// What a server tells: its shares, itself, its accounts
export { shares, type SharesOptions } from './share/services/shares.ts';
export { type ShareInfo, shareInfo, type ShareInfoType } from './share/services/share-info.ts';
export { type ServerInfo, serverInfo } from './share/services/server-info.ts';
export { type WorkstationInfo, workstationInfo } from './share/services/workstation-info.ts';
export { type Account, type AccountType, lookupNames, lookupSids } from './share/services/look-up.ts';
export { pipeTransceive, pipeWait, type PipeWaitOptions } from './rpc/pipe.ts';
export type { ShareLevel } from './rpc/srvsvc.ts';
export { ServerType } from './wire/rpce/srvsvc/netr-server-get-info.ts';

// Two trees made equal
export { sync } from './sync/sync.ts';
export type { CaseConflict } from './sync/cases.ts';
export type { FilterOptions } from './sync/filter.ts';
export type { ShareFolder, SyncLocation, SyncOptions } from './sync/sync-options.ts';
export type { SkipReason, SyncEvent, SyncSummary } from './sync/sync-event.ts';

// Errors
export {
  AbortError,
  type Outcome,
  ProtocolError,
  SmbError,
  type SmbErrorCode,
  type SmbErrorInit,
} from './errors.ts';
export { NtStatus } from './wire/erref/ntstatus.ts';

// One answer, many answers
export { One } from './operators/one.ts';
export { Flow } from './operators/flow.ts';

// Operators
export { allocatedRanges, type AllocatedRangesOptions } from './operators/allocated-ranges.ts';
export { cloneOnServer } from './operators/clone-on-server.ts';
export { compound, type Responses } from './operators/compound.ts';
export { copyOnServer } from './operators/copy-on-server.ts';
export { enumerateSnapshots, type EnumerateSnapshotsOptions } from './operators/enumerate-snapshots.ts';
export { inOrder, type Piece } from './operators/in-order.ts';
export { list, type ListOptions } from './operators/list.ts';
export { type NetworkInterface, networkInterfaces } from './operators/network-interfaces.ts';
export { parallel, type ParallelOptions } from './operators/parallel.ts';
export { pipelined, type PipelineOptions, type Range } from './operators/pipelined.ts';
export { retryTransient, type RetryTransientOptions } from './operators/retry-transient.ts';
export { usingHandle } from './operators/using-handle.ts';
export { watch, type WatchItem, type WatchOptions } from './operators/watch.ts';
export { type FolderPlace, walk, type WalkItem, type WalkOptions } from './operators/walk.ts';

// PDUs: one factory per SMB2 command
export { Link, Pdu } from './commands/pdu.ts';
export { RELATED } from './commands/plan.ts';
export type { Addressed, Answered } from './commands/addressed.ts';
export type { Connection, Open, Session, Target, Tree } from './commands/target.ts';
export {
  changeNotify,
  type ChangeNotifyOptions,
  type ChangeNotifyResponse,
} from './commands/change-notify.ts';
export { close } from './commands/close.ts';
export type { CloseOptions, CloseResponse } from './commands/close-plan.ts';
export { create, type CreateOptions as CreateFields, type CreateResponse } from './commands/create.ts';
export { echo } from './commands/echo.ts';
export { flush } from './commands/flush.ts';
export { type Fsctl, fsctl, type FsctlOptions, type FsctlResponse } from './commands/fsctl.ts';
export { ioctl, type IoctlOptions, type IoctlResponse } from './commands/ioctl.ts';
export { leaseBreak, type LeaseBreakOptions, type LeaseBreakResponse } from './commands/lease-break.ts';
export { lock, type LockElement, type LockOptions } from './commands/lock.ts';
export { logoff } from './commands/logoff.ts';
export { negotiate, type NegotiateOptions, type NegotiateResponse } from './commands/negotiate.ts';
export { oplockBreak, type OplockBreakOptions, type OplockBreakResponse } from './commands/oplock-break.ts';
export {
  queryDirectory,
  type QueryDirectoryOptions,
  type QueryDirectoryResponse,
} from './commands/query-directory.ts';
export { queryInfo, type QueryInfoOptions, type QueryInfoResponse } from './commands/query-info.ts';
export { read, type ReadOptions, type ReadResponse } from './commands/read.ts';
export {
  sessionSetup,
  type SessionSetupOptions,
  type SessionSetupResponse,
} from './commands/session-setup.ts';
export { setInfo } from './commands/set-info.ts';
export { StoppedOnSymlink } from './commands/stopped-on-symlink.ts';
export { treeConnect, type TreeConnectOptions, type TreeConnectResponse } from './commands/tree-connect.ts';
export { treeDisconnect } from './commands/tree-disconnect.ts';
export { write, type WriteOptions, type WriteResponse } from './commands/write.ts';

// [MS-SMB2]: flags and numbers
export { ChangeNotifyFlags, CompletionFilter } from './wire/smb2/change-notify.ts';
export { CloseFlags } from './wire/smb2/close.ts';
export {
  AccessMask,
  CreateAction,
  CreateDisposition,
  CreateOptions,
  FileAttributes,
  ImpersonationLevel,
  OplockLevel,
  ShareAccess,
} from './wire/smb2/create.ts';
export { AllocationSize } from './wire/smb2/contexts/allocation-size.ts';
export { AppInstanceId, AppInstanceVersion } from './wire/smb2/contexts/app-instance.ts';
export type { AnsweredContext, CreateContextKind } from './wire/smb2/contexts/context-kind.ts';
export { type CreateContext, CreateContextName } from './wire/smb2/contexts/create-context.ts';
export { DurableHandle, DurableHandleReconnect } from './wire/smb2/contexts/durable-handle.ts';
export {
  DurableHandleFlags,
  DurableHandleReconnectV2,
  DurableHandleV2,
} from './wire/smb2/contexts/durable-handle-v2.ts';
export { EaBuffer } from './wire/smb2/contexts/ea-buffer.ts';
export {
  type MaximalAccess,
  type MaximalAccessQuery,
  QueryMaximalAccess,
} from './wire/smb2/contexts/maximal-access.ts';
export { type OnDiskId, QueryOnDiskId } from './wire/smb2/contexts/on-disk-id.ts';
export {
  type LeaseContext,
  type LeaseContextV1,
  type LeaseContextV2,
  LeaseFlags,
  RequestLease,
} from './wire/smb2/contexts/request-lease.ts';
export { SdBuffer } from './wire/smb2/contexts/sd-buffer.ts';
export { TimewarpToken } from './wire/smb2/contexts/timewarp.ts';
export { Capabilities, Dialect, SecurityMode } from './wire/smb2/dialect.ts';
export type { FileId } from './wire/smb2/file-id.ts';
export {
  FSCTL_QUERY_NETWORK_INTERFACE_INFO,
  InterfaceCapability,
  InterfaceFamily,
  type NetworkInterfaceInfo,
} from './wire/smb2/fsctl-query-network-interface-info.ts';
export {
  FSCTL_SRV_COPYCHUNK,
  FSCTL_SRV_COPYCHUNK_WRITE,
  type SrvCopychunk,
} from './wire/smb2/fsctl-srv-copychunk.ts';
export {
  FSCTL_SRV_ENUMERATE_SNAPSHOTS,
  type SrvSnapshotArray,
} from './wire/smb2/fsctl-srv-enumerate-snapshots.ts';
export { FSCTL_SRV_REQUEST_RESUME_KEY } from './wire/smb2/fsctl-srv-request-resume-key.ts';
export { FsctlCode, IoctlFlags } from './wire/smb2/ioctl.ts';
export {
  type BreakNotification,
  LeaseBreakFlags,
  type LeaseBreakNotification,
  LeaseState,
} from './wire/smb2/lease-break.ts';
export { LockFlags } from './wire/smb2/lock.ts';
export type { NegotiateContext } from './wire/smb2/negotiate-contexts.ts';
export type { OplockBreakNotification } from './wire/smb2/oplock-break.ts';
export { QueryDirectoryFlags } from './wire/smb2/query-directory.ts';
export { InfoType, QueryInfoFlags, SecurityInformation } from './wire/smb2/query-info.ts';
export { ReadFlags } from './wire/smb2/read.ts';
export { SessionFlags, SessionSetupFlags } from './wire/smb2/session-setup.ts';
export { ShareCapabilities, ShareFlags, ShareType, TreeConnectFlags } from './wire/smb2/tree-connect.ts';
export { WriteFlags } from './wire/smb2/write.ts';

// [MS-FSCC]: what can be asked and set
export * from './wire/fscc/public.ts';

// Reparse points
export {
  FSCTL_DELETE_REPARSE_POINT,
  FSCTL_GET_REPARSE_POINT,
  FSCTL_SET_REPARSE_POINT,
  type ReparseHead,
} from './wire/fscc/fsctl-reparse-point.ts';
export type { LxSymlink } from './wire/fscc/reparse/lx-symlink.ts';
export type { MountPoint } from './wire/fscc/reparse/mount-point.ts';
export { NfsInodeType, type NfsSpecialFile } from './wire/fscc/reparse/nfs.ts';
export type { LinkNames } from './wire/fscc/reparse/path-buffer.ts';
export {
  type OtherReparsePoint,
  ReparseDataBuffer,
  type ReparsePoint,
} from './wire/fscc/reparse/reparse-data-buffer.ts';
export { ReparseTag } from './wire/fscc/reparse/reparse-tag.ts';
export { type SymbolicLink, SymbolicLinkFlags } from './wire/fscc/reparse/symbolic-link.ts';
export type { SymbolicLinkError } from './wire/smb2/symbolic-link-error.ts';

// [MS-DTYP]: security descriptors and times
export { type AccessAce, type Ace, AceFlags, AceType, type ObjectAce, type RawAce } from './wire/dtyp/ace.ts';
export type { Acl } from './wire/dtyp/acl.ts';
export { SecurityControl, SecurityDescriptor } from './wire/dtyp/security-descriptor.ts';
export type { Sid } from './wire/dtyp/sid.ts';
export type { DomainOptions } from './wire/dtyp/sid-alias.ts';
export { parseSddl } from './wire/dtyp/sddl-parse.ts';
export { toSddl } from './wire/dtyp/sddl.ts';
export {
  filetimeFromDate,
  filetimeFromMs,
  filetimeFromNs,
  filetimeToDate,
  filetimeToMs,
  filetimeToNs,
} from './wire/dtyp/filetime.ts';

// How structures are declared: the types of information classes are made from these
export type { Field, Hidden, Must } from './wire/fields.ts';
export type { Decoded, Encodable, Layout, Struct, ValueOf } from './wire/struct.ts';
export type { Tail } from './wire/tails.ts';

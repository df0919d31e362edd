// [MS-ERREF] 2.3 NTSTATUS: which failure each is to a user
import { NtStatus as S } from './common-ntstatus.ts';

/** What an NTSTATUS means to a user. */
export interface Kind {
  /** errno style, or `ERR_SMB_...`. */
  readonly code: string;
  /** What happened and what to do about it; of what servers seldom send it stands in rare-sentences.ts. */
  readonly says?: string | undefined;
  /** It may go away by itself. */
  readonly transient?: true;
  /** The session or the share behind the request is gone. */
  readonly fatal?: true;
}

type Row = readonly [number, Kind][];

function row(code: string, says: string | undefined, statuses: readonly number[], more?: Partial<Kind>): Row {
  return statuses.map(status => [status, { ...more, code, says }]);
}

/** What servers seldom send: programs branch on the code, so it is here; sentence and name come on demand. */
function seldom(code: string, statuses: readonly number[], more?: Partial<Kind>): Row {
  return row(code, undefined, statuses, more);
}

const AUTH = 'ERR_SMB_AUTH';
const CLOSED = 'ERR_SMB_CLOSED';
const transient = { transient: true } as const;
const fatal = { fatal: true } as const;

/** The statuses that are more than "the server refused". */
export const KINDS: ReadonlyMap<number, Kind> = new Map([
  ...row('ENOENT', 'There is no such file or folder.', [
    S.STATUS_OBJECT_NAME_NOT_FOUND,
    S.STATUS_NO_SUCH_FILE,
  ]),
  ...row('ENOENT', 'A folder on the way to this path does not exist.', [S.STATUS_OBJECT_PATH_NOT_FOUND]),
  // interop.md 23: it counts as gone; the name becomes free once the last handle is closed
  ...row(
    'ENOENT',
    'The file is being deleted: its name is free when its last user closes it.',
    [S.STATUS_DELETE_PENDING],
    transient,
  ),
  ...row('ENOENT', 'The server has no share of that name: list its shares to see which there are.', [
    S.STATUS_BAD_NETWORK_NAME,
  ]),
  ...row('EEXIST', 'Something of that name exists already.', [S.STATUS_OBJECT_NAME_COLLISION]),
  ...row('EACCES', 'The server denies access: this user lacks the right on the file or on the share.', [
    S.STATUS_ACCESS_DENIED,
    0xc000_00ca, // NETWORK_ACCESS_DENIED
  ]),
  ...row('EPERM', 'The file cannot be deleted: it is read-only or in use as a program.', [
    S.STATUS_CANNOT_DELETE,
  ]),
  ...row(
    'EBUSY',
    'Another program has the file open and does not share it: try again when it is closed.',
    [S.STATUS_SHARING_VIOLATION],
    transient,
  ),
  ...row(
    'EBUSY',
    'Another program has locked this part of the file.',
    [S.STATUS_FILE_LOCK_CONFLICT],
    transient,
  ),
  ...row(
    'EAGAIN',
    'The lock was not granted: another one is in its way.',
    [S.STATUS_LOCK_NOT_GRANTED],
    transient,
  ),
  ...row('EINVAL', 'This range of the file is not locked.', [S.STATUS_RANGE_NOT_LOCKED]),
  ...row('ENOTEMPTY', 'The folder is not empty.', [S.STATUS_DIRECTORY_NOT_EMPTY]),
  ...row('ENOTDIR', 'This is not a folder, or a part of the path is not.', [S.STATUS_NOT_A_DIRECTORY]),
  ...row('EISDIR', 'This is a folder, not a file.', [S.STATUS_FILE_IS_A_DIRECTORY]),
  ...row('EBADF', 'The handle is closed, or the server no longer knows it.', [
    S.STATUS_FILE_CLOSED,
    S.STATUS_INVALID_HANDLE,
    0xc000_00b6, // FILE_FORCED_CLOSED
  ]),
  ...row('ENOSPC', 'The disk of the server is full.', [S.STATUS_DISK_FULL]),
  ...row('ENOTSUP', 'The server does not support this.', [
    S.STATUS_NOT_SUPPORTED,
    S.STATUS_INVALID_DEVICE_REQUEST,
    S.STATUS_INVALID_INFO_CLASS,
    0xc000_0002, // NOT_IMPLEMENTED
    0xc000_0148, // INVALID_LEVEL
    0xc000_00af, // ILLEGAL_FUNCTION
    0xc000_019c, // FS_DRIVER_REQUIRED
  ]),
  ...row('ENODATA', 'There is no extended attribute of that name.', [
    S.STATUS_NO_EAS_ON_FILE,
    S.STATUS_NONEXISTENT_EA_ENTRY,
    0x8000_0012, // NO_MORE_EAS
  ]),
  ...row('ERANGE', 'The answer is larger than the room made for it: ask with a larger outputBufferLength.', [
    S.STATUS_BUFFER_OVERFLOW,
    S.STATUS_BUFFER_TOO_SMALL,
  ]),
  ...row('EINVAL', 'The server finds the request invalid.', [
    S.STATUS_INVALID_PARAMETER,
    S.STATUS_INFO_LENGTH_MISMATCH,
    0xc000_0206, // INVALID_BUFFER_SIZE
    0xc000_01a1, // INVALID_LOCK_RANGE
  ]),
  ...row(
    'EINVAL',
    'The server does not allow this name: it may hold a forbidden character, be reserved (CON, NUL), or be too long.',
    [
      S.STATUS_OBJECT_NAME_INVALID,
      0xc000_003b, // OBJECT_PATH_SYNTAX_BAD
      0xc000_0039, // OBJECT_PATH_INVALID
    ],
  ),
  ...row('EINVAL', 'This is not a link.', [S.STATUS_NOT_A_REPARSE_POINT]),
  ...row('ELOOP', 'The path runs through a symbolic link, which the server leaves to the client.', [
    S.STATUS_STOPPED_ON_SYMLINK,
  ]),
  ...row(
    'EAGAIN',
    'The server is short of resources: try again later, with less in flight.',
    [
      S.STATUS_INSUFF_SERVER_RESOURCES,
      S.STATUS_INSUFFICIENT_RESOURCES,
      0xc000_00d0, // REQUEST_NOT_ACCEPTED
      0xc000_00bf, // NETWORK_BUSY
    ],
    transient,
  ),
  ...row('ECANCELED', 'The request was cancelled.', [S.STATUS_CANCELLED]),
  ...row(
    'EBUSY',
    'All instances of the pipe are in use.',
    [S.STATUS_PIPE_NOT_AVAILABLE, S.STATUS_PIPE_BUSY, S.STATUS_INSTANCE_NOT_AVAILABLE],
    transient,
  ),
  ...row('EXDEV', 'The path leads to another server (DFS).', [S.STATUS_PATH_NOT_COVERED]),
  ...row(AUTH, 'The server does not accept this user name and password.', [
    S.STATUS_LOGON_FAILURE,
    0xc000_006a, // WRONG_PASSWORD
    0xc000_0064, // NO_SUCH_USER
    0xc000_0062, // INVALID_ACCOUNT_NAME
  ]),
  ...row(CLOSED, 'The session has expired: mount again.', [S.STATUS_NETWORK_SESSION_EXPIRED], fatal),
  ...row(CLOSED, 'The server has ended the session: mount again.', [S.STATUS_USER_SESSION_DELETED], fatal),
  ...row(CLOSED, 'The server has closed the share: mount again.', [S.STATUS_NETWORK_NAME_DELETED], fatal),

  ...seldom('ENOENT', [
    0xc000_0123, // FILE_DELETED
    0xc000_0225, // NOT_FOUND
    0xc000_00be, // BAD_NETWORK_PATH
  ]),
  ...seldom('EPERM', [
    0xc000_0061, // PRIVILEGE_NOT_HELD
    0xc000_005a, // INVALID_OWNER
  ]),
  ...seldom(
    'EBUSY',
    [
      0xc000_0243, // USER_MAPPED_FILE
      0xc000_0107, // FILES_OPEN
    ],
    transient,
  ),
  ...seldom('EDQUOT', [
    0xc000_0044, // QUOTA_EXCEEDED
    0xc000_0802, // DISK_QUOTA_EXCEEDED
  ]),
  ...seldom('EFBIG', [
    0xc000_0904, // FILE_TOO_LARGE
  ]),
  ...seldom('EROFS', [
    0xc000_00a2, // MEDIA_WRITE_PROTECTED
  ]),
  ...seldom('ERR_SMB_TRUNCATED', [
    0xc000_001f, // INVALID_VIEW_SIZE, of FSCTL_SRV_COPYCHUNK ([MS-SMB2] 3.3.5.15.6)
  ]),
  ...seldom('EXDEV', [
    0xc000_00d4, // NOT_SAME_DEVICE
  ]),
  ...seldom('ENOTSUP', [
    0xc000_004f, // EAS_NOT_SUPPORTED
  ]),
  ...seldom('E2BIG', [
    0xc000_0050, // EA_TOO_LARGE
  ]),
  ...seldom('EINVAL', [
    0x8000_0013, // INVALID_EA_NAME
    0x8000_0014, // EA_LIST_INCONSISTENT
  ]),
  ...seldom('EIO', [
    0xc000_0053, // EA_CORRUPT_ERROR
    0xc000_003e, // DATA_ERROR
    0xc000_003f, // CRC_ERROR
    0xc000_0185, // IO_DEVICE_ERROR
    0xc000_009c, // DEVICE_DATA_ERROR
    0xc000_00e9, // UNEXPECTED_IO_ERROR
    0xc000_0102, // FILE_CORRUPT_ERROR
    0xc000_0032, // DISK_CORRUPT_ERROR
  ]),
  ...seldom('EILSEQ', [
    0xc000_0161, // ILLEGAL_CHARACTER
    0xc000_0162, // UNMAPPABLE_CHARACTER
  ]),
  ...seldom('ENAMETOOLONG', [
    0xc000_0106, // NAME_TOO_LONG
  ]),
  ...seldom('EMLINK', [
    0xc000_0265, // TOO_MANY_LINKS
  ]),
  ...seldom(
    'EMFILE',
    [
      0xc000_011f, // TOO_MANY_OPENED_FILES
    ],
    transient,
  ),
  ...seldom(
    'ENOMEM',
    [
      0xc000_0017, // NO_MEMORY
    ],
    transient,
  ),
  ...seldom(
    'ETIMEDOUT',
    [
      0xc000_00b5, // IO_TIMEOUT
    ],
    transient,
  ),
  ...seldom('EPIPE', [
    0xc000_00b0, // PIPE_DISCONNECTED
    0xc000_00b1, // PIPE_CLOSING
    0xc000_014b, // PIPE_BROKEN
  ]),
  ...seldom(AUTH, [
    0xc000_006e, // ACCOUNT_RESTRICTION
    0xc000_0072, // ACCOUNT_DISABLED
    0xc000_0193, // ACCOUNT_EXPIRED
    0xc000_0234, // ACCOUNT_LOCKED_OUT
    0xc000_0071, // PASSWORD_EXPIRED
    0xc000_0224, // PASSWORD_MUST_CHANGE
    0xc000_006f, // INVALID_LOGON_HOURS
    0xc000_0070, // INVALID_WORKSTATION
    0xc000_0413, // AUTHENTICATION_FIREWALL_FAILED
    0xc000_015b, // LOGON_TYPE_NOT_GRANTED
    0xc000_0155, // LOGON_NOT_GRANTED
    0xc000_0418, // NTLM_BLOCKED
    0xc000_02fa, // SMARTCARD_LOGON_REQUIRED
    0xc000_0133, // TIME_DIFFERENCE_AT_DC
    0xc000_005e, // NO_LOGON_SERVERS
    0xc000_00df, // NO_SUCH_DOMAIN
    0xc000_0233, // DOMAIN_CONTROLLER_NOT_FOUND
    0xc000_0192, // NETLOGON_NOT_STARTED
    0xc000_018c, // TRUSTED_DOMAIN_FAILURE
    0xc000_018d, // TRUSTED_RELATIONSHIP_FAILURE
    0xc000_0190, // TRUST_FAILURE
    0xc000_018b, // NO_TRUST_SAM_ACCOUNT
    0xc000_018a, // NO_TRUST_LSA_SECRET
    0xc000_005f, // NO_SUCH_LOGON_SESSION
    0xc000_0388, // DOWNGRADE_DETECTED
    0xc000_0322, // NO_KERB_KEY
    0xc000_02fd, // KDC_UNKNOWN_ETYPE
    0xc000_0320, // PKINIT_FAILURE
  ]),
  ...seldom('ECONNRESET', [
    0xc000_020c, // CONNECTION_DISCONNECTED
    0xc000_020d, // CONNECTION_RESET
    0xc000_0241, // CONNECTION_ABORTED
    0xc000_013b, // LOCAL_DISCONNECT
    0xc000_013c, // REMOTE_DISCONNECT
  ]),
  ...seldom(
    'EAGAIN',
    [
      0xc000_0480, // SHARE_UNAVAILABLE
      0xc000_0466, // SERVER_UNAVAILABLE
      0xc000_0467, // FILE_NOT_AVAILABLE
      0xc000_026d, // DFS_UNAVAILABLE
      0xc000_00ce, // TOO_MANY_SESSIONS
    ],
    transient,
  ),
]);

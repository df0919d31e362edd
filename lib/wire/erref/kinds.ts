// [MS-ERREF] 2.3 NTSTATUS: which failure each is to a user
import { NtStatus as S } from './ntstatus.ts';

/** What an NTSTATUS means to a user. */
export interface Kind {
  /** errno style, or `ERR_SMB_...`. */
  readonly code: string;
  /** What happened and what to do about it. */
  readonly says: string;
  /** It may go away by itself. */
  readonly transient?: true;
  /** The session or the share behind the request is gone. */
  readonly fatal?: true;
}

type Row = readonly [number, Kind][];

function row(code: string, says: string, statuses: readonly number[], more?: Partial<Kind>): Row {
  return statuses.map(status => [status, { ...more, code, says }]);
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
  ...row('ENOENT', 'The file was deleted.', [S.STATUS_FILE_DELETED]),
  ...row('ENOENT', 'The server does not find what was asked for.', [S.STATUS_NOT_FOUND]),
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
  ...row('ENOENT', 'The server does not know this network path.', [S.STATUS_BAD_NETWORK_PATH]),
  ...row('EEXIST', 'Something of that name exists already.', [S.STATUS_OBJECT_NAME_COLLISION]),
  ...row('EACCES', 'The server denies access: this user lacks the right on the file or on the share.', [
    S.STATUS_ACCESS_DENIED,
    S.STATUS_NETWORK_ACCESS_DENIED,
  ]),
  ...row('EPERM', 'The user lacks the privilege that this needs.', [
    S.STATUS_PRIVILEGE_NOT_HELD,
    S.STATUS_INVALID_OWNER,
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
  ...row(
    'EBUSY',
    'The server has mapped the file into memory, so its size cannot change now.',
    [S.STATUS_USER_MAPPED_FILE],
    transient,
  ),
  ...row('EBUSY', 'Something below this folder is open.', [S.STATUS_FILES_OPEN], transient),
  ...row('ENOTEMPTY', 'The folder is not empty.', [S.STATUS_DIRECTORY_NOT_EMPTY]),
  ...row('ENOTDIR', 'This is not a folder, or a part of the path is not.', [S.STATUS_NOT_A_DIRECTORY]),
  ...row('EISDIR', 'This is a folder, not a file.', [S.STATUS_FILE_IS_A_DIRECTORY]),
  ...row('EBADF', 'The handle is closed, or the server no longer knows it.', [
    S.STATUS_FILE_CLOSED,
    S.STATUS_INVALID_HANDLE,
    S.STATUS_FILE_FORCED_CLOSED,
  ]),
  ...row('ENOSPC', 'The disk of the server is full.', [S.STATUS_DISK_FULL]),
  ...row('EDQUOT', 'The quota of this user is used up.', [
    S.STATUS_QUOTA_EXCEEDED,
    S.STATUS_DISK_QUOTA_EXCEEDED,
  ]),
  ...row('EFBIG', 'The file is larger than the file system of the server allows.', [S.STATUS_FILE_TOO_LARGE]),
  ...row('EROFS', 'The share or its medium is read-only.', [S.STATUS_MEDIA_WRITE_PROTECTED]),
  ...row('ERR_SMB_TRUNCATED', 'The source became shorter while it was copied: copy it again.', [
    S.STATUS_INVALID_VIEW_SIZE, // of FSCTL_SRV_COPYCHUNK ([MS-SMB2] 3.3.5.15.6)
  ]),
  ...row('EXDEV', 'Source and destination lie on different volumes: copy instead of renaming.', [
    S.STATUS_NOT_SAME_DEVICE,
  ]),
  ...row('ENOTSUP', 'The server does not support this.', [
    S.STATUS_NOT_SUPPORTED,
    S.STATUS_INVALID_DEVICE_REQUEST,
    S.STATUS_NOT_IMPLEMENTED,
    S.STATUS_INVALID_INFO_CLASS,
    S.STATUS_INVALID_LEVEL,
    S.STATUS_ILLEGAL_FUNCTION,
    S.STATUS_FS_DRIVER_REQUIRED,
  ]),
  ...row('ENOTSUP', 'The file system of the server has no extended attributes.', [
    S.STATUS_EAS_NOT_SUPPORTED,
  ]),
  ...row('ENODATA', 'There is no extended attribute of that name.', [
    S.STATUS_NO_EAS_ON_FILE,
    S.STATUS_NONEXISTENT_EA_ENTRY,
    S.STATUS_NO_MORE_EAS,
  ]),
  ...row('E2BIG', 'The extended attributes are larger than the server takes.', [S.STATUS_EA_TOO_LARGE]),
  ...row('EINVAL', 'The server does not allow this name for an extended attribute.', [
    S.STATUS_INVALID_EA_NAME,
    S.STATUS_EA_LIST_INCONSISTENT,
  ]),
  ...row('EIO', 'The extended attributes of the file are damaged.', [S.STATUS_EA_CORRUPT_ERROR]),
  ...row('ERANGE', 'The answer is larger than the room made for it: ask with a larger outputBufferLength.', [
    S.STATUS_BUFFER_OVERFLOW,
    S.STATUS_BUFFER_TOO_SMALL,
  ]),
  ...row('EINVAL', 'The server finds the request invalid.', [
    S.STATUS_INVALID_PARAMETER,
    S.STATUS_INFO_LENGTH_MISMATCH,
    S.STATUS_INVALID_BUFFER_SIZE,
    S.STATUS_INVALID_LOCK_RANGE,
  ]),
  ...row(
    'EINVAL',
    'The server does not allow this name: it may hold a forbidden character, be reserved (CON, NUL), or be too long.',
    [S.STATUS_OBJECT_NAME_INVALID, S.STATUS_OBJECT_PATH_SYNTAX_BAD, S.STATUS_OBJECT_PATH_INVALID],
  ),
  ...row(
    'EILSEQ',
    'The server cannot hold this name: it has a character that is none, as half a surrogate pair.',
    [S.STATUS_ILLEGAL_CHARACTER, S.STATUS_UNMAPPABLE_CHARACTER],
  ),
  ...row('EINVAL', 'This is not a link.', [S.STATUS_NOT_A_REPARSE_POINT]),
  ...row('ENAMETOOLONG', 'The name or the path is too long for the server.', [S.STATUS_NAME_TOO_LONG]),
  ...row('ELOOP', 'The path runs through a symbolic link, which the server leaves to the client.', [
    S.STATUS_STOPPED_ON_SYMLINK,
  ]),
  ...row('EMLINK', 'The file has as many links as the file system allows.', [S.STATUS_TOO_MANY_LINKS]),
  ...row(
    'EMFILE',
    'Too many files are open on the server: close some.',
    [S.STATUS_TOO_MANY_OPENED_FILES],
    transient,
  ),
  ...row('EIO', 'The disk of the server reports an error.', [
    S.STATUS_DATA_ERROR,
    S.STATUS_CRC_ERROR,
    S.STATUS_IO_DEVICE_ERROR,
    S.STATUS_DEVICE_DATA_ERROR,
    S.STATUS_UNEXPECTED_IO_ERROR,
    S.STATUS_FILE_CORRUPT_ERROR,
    S.STATUS_DISK_CORRUPT_ERROR,
  ]),
  ...row(
    'EAGAIN',
    'The server is short of resources: try again later, with less in flight.',
    [
      S.STATUS_INSUFF_SERVER_RESOURCES,
      S.STATUS_INSUFFICIENT_RESOURCES,
      S.STATUS_REQUEST_NOT_ACCEPTED,
      S.STATUS_NETWORK_BUSY,
    ],
    transient,
  ),
  ...row('ENOMEM', 'The server is out of memory.', [S.STATUS_NO_MEMORY], transient),
  ...row(
    'ETIMEDOUT',
    'The server gave up waiting for its own disk or network.',
    [S.STATUS_IO_TIMEOUT],
    transient,
  ),
  ...row('ECANCELED', 'The request was cancelled.', [S.STATUS_CANCELLED]),
  ...row('EPIPE', 'The other end of the pipe is gone.', [
    S.STATUS_PIPE_DISCONNECTED,
    S.STATUS_PIPE_CLOSING,
    S.STATUS_PIPE_BROKEN,
  ]),
  ...row(
    'EBUSY',
    'All instances of the pipe are in use.',
    [S.STATUS_PIPE_NOT_AVAILABLE, S.STATUS_PIPE_BUSY, S.STATUS_INSTANCE_NOT_AVAILABLE],
    transient,
  ),
  ...row('EXDEV', 'The path leads to another server (DFS).', [S.STATUS_PATH_NOT_COVERED]),

  ...row(AUTH, 'The server does not accept this user name and password.', [
    S.STATUS_LOGON_FAILURE,
    S.STATUS_WRONG_PASSWORD,
    S.STATUS_NO_SUCH_USER,
    S.STATUS_INVALID_ACCOUNT_NAME,
  ]),
  // macOS answers guests so (interop.md 18); Windows accounts with an empty password
  ...row(AUTH, 'The account may not log in this way: guests and empty passwords are often refused so.', [
    S.STATUS_ACCOUNT_RESTRICTION,
  ]),
  ...row(AUTH, 'The account is disabled.', [S.STATUS_ACCOUNT_DISABLED]),
  ...row(AUTH, 'The account has expired.', [S.STATUS_ACCOUNT_EXPIRED]),
  ...row(AUTH, 'The account is locked after too many attempts: wait, or have it unlocked.', [
    S.STATUS_ACCOUNT_LOCKED_OUT,
  ]),
  ...row(AUTH, 'The password has expired: change it on the server or in the domain.', [
    S.STATUS_PASSWORD_EXPIRED,
    S.STATUS_PASSWORD_MUST_CHANGE,
  ]),
  ...row(AUTH, 'The account may not log in at this time of the day.', [S.STATUS_INVALID_LOGON_HOURS]),
  ...row(AUTH, 'The account may not log in from this computer.', [
    S.STATUS_INVALID_WORKSTATION,
    S.STATUS_AUTHENTICATION_FIREWALL_FAILED,
  ]),
  ...row(AUTH, 'The account has no right to log in over the network.', [
    S.STATUS_LOGON_TYPE_NOT_GRANTED,
    S.STATUS_LOGON_NOT_GRANTED,
  ]),
  ...row(AUTH, 'The server does not accept NTLM: log in with Kerberos.', [S.STATUS_NTLM_BLOCKED]),
  ...row(AUTH, 'The account needs a smart card.', [S.STATUS_SMARTCARD_LOGON_REQUIRED]),
  ...row(AUTH, 'The clocks of this computer and of the domain differ too much.', [
    S.STATUS_TIME_DIFFERENCE_AT_DC,
  ]),
  ...row(AUTH, 'The server cannot reach a domain controller that knows this account.', [
    S.STATUS_NO_LOGON_SERVERS,
    S.STATUS_NO_SUCH_DOMAIN,
    S.STATUS_DOMAIN_CONTROLLER_NOT_FOUND,
    S.STATUS_NETLOGON_NOT_STARTED,
    S.STATUS_TRUSTED_DOMAIN_FAILURE,
    S.STATUS_TRUSTED_RELATIONSHIP_FAILURE,
    S.STATUS_TRUST_FAILURE,
    S.STATUS_NO_TRUST_SAM_ACCOUNT,
    S.STATUS_NO_TRUST_LSA_SECRET,
  ]),
  ...row(AUTH, 'The login was refused.', [
    S.STATUS_NO_SUCH_LOGON_SESSION,
    S.STATUS_DOWNGRADE_DETECTED,
    S.STATUS_NO_KERB_KEY,
    S.STATUS_KDC_UNKNOWN_ETYPE,
    S.STATUS_PKINIT_FAILURE,
  ]),

  ...row(CLOSED, 'The session has expired: mount again.', [S.STATUS_NETWORK_SESSION_EXPIRED], fatal),
  ...row(CLOSED, 'The server has ended the session: mount again.', [S.STATUS_USER_SESSION_DELETED], fatal),
  ...row(CLOSED, 'The server has closed the share: mount again.', [S.STATUS_NETWORK_NAME_DELETED], fatal),
  ...row('ECONNRESET', 'The server lost its connection.', [
    S.STATUS_CONNECTION_DISCONNECTED,
    S.STATUS_CONNECTION_RESET,
    S.STATUS_CONNECTION_ABORTED,
    S.STATUS_LOCAL_DISCONNECT,
    S.STATUS_REMOTE_DISCONNECT,
  ]),
  ...row(
    'EAGAIN',
    'The share or its server is not available at the moment.',
    [
      S.STATUS_SHARE_UNAVAILABLE,
      S.STATUS_SERVER_UNAVAILABLE,
      S.STATUS_FILE_NOT_AVAILABLE,
      S.STATUS_DFS_UNAVAILABLE,
      S.STATUS_TOO_MANY_SESSIONS,
    ],
    transient,
  ),
]);

// [MS-ERREF] 2.3 NTSTATUS: what the failures that servers seldom send are to a user. Only ever loaded by import(), see
// status-name.ts.
import { NtStatus as S } from './ntstatus.ts';

type Row = readonly [number, string][];

function says(sentence: string, statuses: readonly number[]): Row {
  return statuses.map(status => [status, sentence]);
}

/** What happened and what to do about it. The code of each stands in kinds.ts, since programs branch on it. */
export const RARE_SENTENCES: ReadonlyMap<number, string> = new Map([
  ...says('The file was deleted.', [S.STATUS_FILE_DELETED]),
  ...says('The server does not find what was asked for.', [S.STATUS_NOT_FOUND]),
  ...says('The server does not know this network path.', [S.STATUS_BAD_NETWORK_PATH]),
  ...says('The user lacks the privilege that this needs.', [
    S.STATUS_PRIVILEGE_NOT_HELD,
    S.STATUS_INVALID_OWNER,
  ]),
  ...says('The server has mapped the file into memory, so its size cannot change now.', [
    S.STATUS_USER_MAPPED_FILE,
  ]),
  ...says('Something below this folder is open.', [S.STATUS_FILES_OPEN]),
  ...says('The quota of this user is used up.', [S.STATUS_QUOTA_EXCEEDED, S.STATUS_DISK_QUOTA_EXCEEDED]),
  ...says('The file is larger than the file system of the server allows.', [S.STATUS_FILE_TOO_LARGE]),
  ...says('The share or its medium is read-only.', [S.STATUS_MEDIA_WRITE_PROTECTED]),
  ...says('The source became shorter while it was copied: copy it again.', [S.STATUS_INVALID_VIEW_SIZE]),
  ...says('Source and destination lie on different volumes: copy instead of renaming.', [
    S.STATUS_NOT_SAME_DEVICE,
  ]),
  ...says('The file system of the server has no extended attributes.', [S.STATUS_EAS_NOT_SUPPORTED]),
  ...says('The extended attributes are larger than the server takes.', [S.STATUS_EA_TOO_LARGE]),
  ...says('The server does not allow this name for an extended attribute.', [
    S.STATUS_INVALID_EA_NAME,
    S.STATUS_EA_LIST_INCONSISTENT,
  ]),
  ...says('The extended attributes of the file are damaged.', [S.STATUS_EA_CORRUPT_ERROR]),
  ...says('The server cannot hold this name: it has a character that is none, as half a surrogate pair.', [
    S.STATUS_ILLEGAL_CHARACTER,
    S.STATUS_UNMAPPABLE_CHARACTER,
  ]),
  ...says('The name or the path is too long for the server.', [S.STATUS_NAME_TOO_LONG]),
  ...says('The file has as many links as the file system allows.', [S.STATUS_TOO_MANY_LINKS]),
  ...says('Too many files are open on the server: close some.', [S.STATUS_TOO_MANY_OPENED_FILES]),
  ...says('The disk of the server reports an error.', [
    S.STATUS_DATA_ERROR,
    S.STATUS_CRC_ERROR,
    S.STATUS_IO_DEVICE_ERROR,
    S.STATUS_DEVICE_DATA_ERROR,
    S.STATUS_UNEXPECTED_IO_ERROR,
    S.STATUS_FILE_CORRUPT_ERROR,
    S.STATUS_DISK_CORRUPT_ERROR,
  ]),
  ...says('The server is out of memory.', [S.STATUS_NO_MEMORY]),
  ...says('The server gave up waiting for its own disk or network.', [S.STATUS_IO_TIMEOUT]),
  ...says('The other end of the pipe is gone.', [
    S.STATUS_PIPE_DISCONNECTED,
    S.STATUS_PIPE_CLOSING,
    S.STATUS_PIPE_BROKEN,
  ]),
  // macOS answers guests so (interop.md 18); Windows accounts with an empty password
  ...says('The account may not log in this way: guests and empty passwords are often refused so.', [
    S.STATUS_ACCOUNT_RESTRICTION,
  ]),
  ...says('The account is disabled.', [S.STATUS_ACCOUNT_DISABLED]),
  ...says('The account has expired.', [S.STATUS_ACCOUNT_EXPIRED]),
  ...says('The account is locked after too many attempts: wait, or have it unlocked.', [
    S.STATUS_ACCOUNT_LOCKED_OUT,
  ]),
  ...says('The password has expired: change it on the server or in the domain.', [
    S.STATUS_PASSWORD_EXPIRED,
    S.STATUS_PASSWORD_MUST_CHANGE,
  ]),
  ...says('The account may not log in at this time of the day.', [S.STATUS_INVALID_LOGON_HOURS]),
  ...says('The account may not log in from this computer.', [
    S.STATUS_INVALID_WORKSTATION,
    S.STATUS_AUTHENTICATION_FIREWALL_FAILED,
  ]),
  ...says('The account has no right to log in over the network.', [
    S.STATUS_LOGON_TYPE_NOT_GRANTED,
    S.STATUS_LOGON_NOT_GRANTED,
  ]),
  ...says('The server does not accept NTLM: log in with Kerberos.', [S.STATUS_NTLM_BLOCKED]),
  ...says('The account needs a smart card.', [S.STATUS_SMARTCARD_LOGON_REQUIRED]),
  ...says('The clocks of this computer and of the domain differ too much.', [S.STATUS_TIME_DIFFERENCE_AT_DC]),
  ...says('The server cannot reach a domain controller that knows this account.', [
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
  ...says('The login was refused.', [
    S.STATUS_NO_SUCH_LOGON_SESSION,
    S.STATUS_DOWNGRADE_DETECTED,
    S.STATUS_NO_KERB_KEY,
    S.STATUS_KDC_UNKNOWN_ETYPE,
    S.STATUS_PKINIT_FAILURE,
  ]),
  ...says('The server lost its connection.', [
    S.STATUS_CONNECTION_DISCONNECTED,
    S.STATUS_CONNECTION_RESET,
    S.STATUS_CONNECTION_ABORTED,
    S.STATUS_LOCAL_DISCONNECT,
    S.STATUS_REMOTE_DISCONNECT,
  ]),
  ...says('The share or its server is not available at the moment.', [
    S.STATUS_SHARE_UNAVAILABLE,
    S.STATUS_SERVER_UNAVAILABLE,
    S.STATUS_FILE_NOT_AVAILABLE,
    S.STATUS_DFS_UNAVAILABLE,
    S.STATUS_TOO_MANY_SESSIONS,
  ]),
]);

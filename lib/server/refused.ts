import { NtStatus } from '../wire/erref/ntstatus.ts';
import { statusName } from '../wire/erref/status-name.ts';

/** Statuses by number: all that this server sends, the rare ones too. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(NtStatus).map(([name, number]) => [number, name]),
);

/** A request that ends in this status; thrown anywhere below a command, it becomes its ERROR response. */
export class Refused extends Error {
  readonly status: number;
  /** ErrorData ([MS-SMB2] 2.2.2), where the status has some. */
  readonly data: Uint8Array | undefined;

  constructor(status: number, data?: Uint8Array) {
    super(NAMES.get(status) ?? statusName(status));
    this.name = 'Refused';
    this.status = status;
    this.data = data;
  }
}

/** What Node's error codes mean on the wire. */
const STATUSES: Readonly<Record<string, number>> = {
  ENOENT: NtStatus.STATUS_OBJECT_NAME_NOT_FOUND,
  ENOTDIR: NtStatus.STATUS_OBJECT_PATH_NOT_FOUND,
  EISDIR: NtStatus.STATUS_FILE_IS_A_DIRECTORY,
  EEXIST: NtStatus.STATUS_OBJECT_NAME_COLLISION,
  ENOTEMPTY: NtStatus.STATUS_DIRECTORY_NOT_EMPTY,
  EACCES: NtStatus.STATUS_ACCESS_DENIED,
  EPERM: NtStatus.STATUS_ACCESS_DENIED,
  EROFS: NtStatus.STATUS_MEDIA_WRITE_PROTECTED,
  ENOSPC: NtStatus.STATUS_DISK_FULL,
  EDQUOT: NtStatus.STATUS_DISK_FULL,
  EFBIG: NtStatus.STATUS_DISK_FULL,
  EMFILE: NtStatus.STATUS_TOO_MANY_OPENED_FILES,
  ENFILE: NtStatus.STATUS_TOO_MANY_OPENED_FILES,
  EBUSY: NtStatus.STATUS_SHARING_VIOLATION,
  ETXTBSY: NtStatus.STATUS_SHARING_VIOLATION,
  EXDEV: NtStatus.STATUS_NOT_SAME_DEVICE,
  EMLINK: NtStatus.STATUS_TOO_MANY_LINKS,
  EINVAL: NtStatus.STATUS_INVALID_PARAMETER,
  ENAMETOOLONG: NtStatus.STATUS_OBJECT_NAME_INVALID,
  ELOOP: NtStatus.STATUS_OBJECT_PATH_NOT_FOUND,
  ENOSYS: NtStatus.STATUS_NOT_SUPPORTED,
  ENOTSUP: NtStatus.STATUS_NOT_SUPPORTED,
  EOPNOTSUPP: NtStatus.STATUS_NOT_SUPPORTED,
  ERR_SMB_AUTH: NtStatus.STATUS_LOGON_FAILURE,
  // a body that is not what its command says
  ERR_SMB_PROTOCOL: NtStatus.STATUS_INVALID_PARAMETER,
  EBADF: NtStatus.STATUS_FILE_CLOSED,
};

/** Any failure as a refusal: what a file system throws keeps its meaning, a bug of ours is INTERNAL_ERROR. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const status = code === undefined ? undefined : STATUSES[code];
  return new Refused(status ?? NtStatus.STATUS_INTERNAL_ERROR);
}

import { ProtocolError } from '../errors.ts';
import type { Reply } from '../exchange/request.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { errorDataOf, ErrorResponse } from '../wire/smb2/error.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { SymbolicLinkError } from '../wire/smb2/symbolic-link-error.ts';

/**
 * The `detail` of the error of a CREATE that was stopped on a symbolic link, which the server leaves to the client
 * (STATUS_STOPPED_ON_SYMLINK).
 */
export class StoppedOnSymlink {
  /** As it was on the wire. */
  readonly path: string;
  /** Missing where the server did not say: macOS does not. */
  readonly link: SymbolicLinkError | undefined;

  /** @internal */
  constructor(path: string, link: SymbolicLinkError | undefined) {
    this.path = path;
    this.link = link;
  }
}

/**
 * What a refused CREATE tells of the link it met.
 *
 * @throws {ProtocolError} for an answer that cannot be
 */
export function stopOf(path: string, { header, message }: Reply): StoppedOnSymlink | undefined {
  if (header.status !== NtStatus.STATUS_STOPPED_ON_SYMLINK) return undefined;
  const data = errorDataOf(ErrorResponse.decode(message, HEADER_SIZE));
  if (data.length === 0) return new StoppedOnSymlink(path, undefined);
  const link = SymbolicLinkError.decode(data);
  if (link.unparsedPathLength > path.length * 2) {
    const message = `CREATE: of ${path.length} characters ${link.unparsedPathLength} bytes lie behind a link`;
    throw new ProtocolError(message);
  }
  return new StoppedOnSymlink(path, link);
}

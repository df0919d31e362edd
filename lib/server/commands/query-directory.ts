// [MS-SMB2] 3.3.5.18 Receiving an SMB2 QUERY_DIRECTORY Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import {
  QueryDirectoryFlags,
  QueryDirectoryRequest,
  QueryDirectoryResponse,
} from '../../wire/smb2/query-directory.ts';
import type { Call } from '../connection/call.ts';
import { checkTransact } from '../connection/charge.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { listingClass } from '../listing/classes.ts';
import { Listing } from '../listing/listing.ts';
import { PATTERN_MAX } from '../listing/pattern.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

const { RESTART_SCANS, RETURN_SINGLE_ENTRY, INDEX_SPECIFIED, REOPEN } = QueryDirectoryFlags;

/** The next entries of a folder. */
export async function queryDirectory(call: Call): Promise<Reply> {
  const request = call.read(QueryDirectoryRequest);
  const { flags, fileName } = request;
  checkTransact(call, request.outputBufferLength);
  const open = call.file(request.fileId);
  if (!open.file.isDirectory || open.stream !== undefined) {
    throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
  if ((open.grantedAccess & AccessMask.LIST_DIRECTORY) === 0) {
    throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  }
  const as = listingClass(request.fileInformationClass);
  if (as === undefined) throw new Refused(NtStatus.STATUS_INVALID_INFO_CLASS);
  if (fileName.length > PATTERN_MAX || /[\\/:|\0]/u.test(fileName)) {
    throw new Refused(NtStatus.STATUS_OBJECT_NAME_INVALID);
  }
  const outputBuffer = await listingOf(open).next({
    as,
    pattern: fileName,
    room: request.outputBufferLength,
    single: (flags & RETURN_SINGLE_ENTRY) !== 0,
    reopen: (flags & REOPEN) !== 0,
    restart: (flags & RESTART_SCANS) !== 0,
    index: (flags & INDEX_SPECIFIED) === 0 ? undefined : request.fileIndex,
  });
  return reply(QueryDirectoryResponse, { outputBuffer });
}

function listingOf(open: FileOpen): Listing {
  if (open.listing !== undefined) return open.listing;
  const listing = new Listing(open.share.fs, () => open.path);
  open.listing = listing;
  open.onClose(() => {
    listing.end().catch(() => undefined); // a listing that fails has been told so already
  });
  return listing;
}

// [MS-SMB2] 3.3.5.13 Receiving an SMB2 WRITE Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { WriteFlags, WriteRequest, WriteResponse } from '../../wire/smb2/write.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { safe } from '../offsets.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** At the end of the file, wherever that is ([MS-FSA] 2.1.5.4). */
const END_OF_FILE = 0xffff_ffff_ffff_ffffn;

/** Writes what came, in the pieces in which it came. */
export async function write(call: Call): Promise<Reply> {
  const request = call.read(WriteRequest);
  const { length } = request;
  const { maxWrite = 0 } = call.link.agreement ?? {};
  if (length > maxWrite) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const chunks = call.message.payload(request.dataOffset, length);
  const open = call.open(request.fileId);
  if (open.kind === 'pipe') open.receive(Buffer.concat(chunks));
  else await writeFile(open, request, chunks);
  return reply(WriteResponse, { count: length });
}

async function writeFile(open: FileOpen, request: WriteRequest, chunks: Uint8Array[]): Promise<void> {
  const { bytes, file } = open;
  if (file.isDirectory && open.stream === undefined)
    throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  const { WRITE_DATA, APPEND_DATA } = AccessMask;
  const appends = request.offset === END_OF_FILE;
  const needed = appends ? WRITE_DATA | APPEND_DATA : WRITE_DATA;
  const mayAppend = (open.grantedAccess & APPEND_DATA) !== 0;
  if (bytes === undefined || ((open.grantedAccess & needed) === 0 && !mayAppend)) {
    throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  }
  await open.using(async () => {
    const offset = appends
      ? await bytes.size()
      : safe(request.offset, request.length, NtStatus.STATUS_DISK_FULL);
    open.checkLocks(offset, request.length, 'write');
    await bytes.write(offset, chunks);
    open.position = BigInt(offset + request.length);
    if (request.flags & WriteFlags.WRITE_THROUGH) await bytes.sync();
  });
  open.share.modified(file.path, CompletionFilter.SIZE | CompletionFilter.LAST_WRITE);
}

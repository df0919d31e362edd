// [MS-SMB2] 3.3.5.12 Receiving an SMB2 READ Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { ReadRequest, ReadResponse } from '../../wire/smb2/read.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { LAST, safe } from '../offsets.ts';
import { readPipe } from '../pipes/read-pipe.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** Bytes of a file, or an answer of a service. */
export function read(call: Call): Promise<Reply> | Reply {
  const request = call.read(ReadRequest);
  const { maxRead = 0, multiCredit = false } = call.link.agreement ?? {};
  const { length } = request;
  if (length > maxRead) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const charged = Math.max(1, call.message.header.creditCharge) * 65_536;
  if (multiCredit && length > charged) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const open = call.open(request.fileId);
  return open.kind === 'pipe' ? readPipe(open, length) : readFile(call, open, request);
}

async function readFile(call: Call, open: FileOpen, request: ReadRequest): Promise<Reply> {
  const { bytes, file } = open;
  const { READ_DATA, EXECUTE } = AccessMask;
  if (file.isDirectory && open.stream === undefined)
    throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  if (bytes === undefined || (open.grantedAccess & (READ_DATA | EXECUTE)) === 0) {
    throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  }
  const { length } = request;
  if (length === 0 && request.minimumCount === 0 && request.offset <= LAST) {
    return reply(ReadResponse, { dataLength: 0 });
  }
  const offset = safe(request.offset, length, NtStatus.STATUS_END_OF_FILE);
  open.checkLocks(offset, length, 'read');
  const slabs = call.link.slabs;
  const memory = slabs.take(length);
  try {
    const count = await open.using(() => bytes.read(offset, memory));
    if (count < request.minimumCount || (count === 0 && length > 0)) {
      throw new Refused(NtStatus.STATUS_END_OF_FILE);
    }
    open.position = BigInt(offset + count);
    return reply(
      ReadResponse,
      { dataLength: count },
      {
        payload: count === 0 ? [] : [memory.subarray(0, count)],
        sent: () => {
          slabs.give(memory);
        },
      },
    );
  } catch (error) {
    slabs.give(memory);
    throw error;
  }
}

// [MS-SMB2] 3.3.5.15.5 Handling a Source File Key Request, 3.3.5.15.6 Handling a Server-Side Data Copy Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { u64, viewOf } from '../../wire/fields.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import {
  type SrvCopychunk,
  SrvCopychunkCopy,
  SrvCopychunkResponse,
} from '../../wire/smb2/fsctl-srv-copychunk.ts';
import { SrvRequestResumeKey } from '../../wire/smb2/fsctl-srv-request-resume-key.ts';
import { FsctlCode } from '../../wire/smb2/ioctl.ts';
import type { Call } from '../connection/call.ts';
import { Refused, refusalOf } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import { copyBytes } from './copy-bytes.ts';
import { checkBuffers, checkWritable, type Fsctl, type FsctlAnswer } from './fsctl.ts';

/** Windows Server's limits, which clients are made for. */
const LIMITS = { chunks: 256, chunkBytes: 1_048_576, bytes: 16_777_216 } as const;
const KEY_SIZE = 24;
/** Before the first chunk. */
const HEAD = 32;
const CHUNK = 24;

/** A name for an open that a copy can refer to. */
export const requestResumeKey: Fsctl = (call, request) => {
  checkBuffers(request, 0, HEAD);
  const { fileId } = call.file(request.fileId);
  const resumeKey = new Uint8Array(KEY_SIZE);
  const view = viewOf(resumeKey);
  u64.write(view, 0, fileId.persistent);
  u64.write(view, 8, fileId.volatile);
  u64.write(view, 16, call.session.id);
  const output = new Uint8Array(HEAD); // no context behind the key
  output.set(SrvRequestResumeKey.encode({ resumeKey }));
  return { output };
};

/** Copies ranges of one open file into another. */
export const copychunk: Fsctl = async (call, request) => {
  const { input, maxOutputResponse, ctlCode, fileId } = request;
  if (input.length < HEAD || maxOutputResponse < 12) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const target = call.file(fileId);
  // a number of chunks that does not fit into the request is one too many
  const count = viewOf(input).getUint32(KEY_SIZE, true);
  if (count > LIMITS.chunks) return tooMuch();
  if (input.length < HEAD + count * CHUNK) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const { sourceKey, chunks } = SrvCopychunkCopy.decode(input);
  const source = sourceOf(call, sourceKey);
  const sizes = chunks.map(({ length }) => length);
  const total = sizes.reduce((sum, length) => sum + length, 0);
  if (sizes.some(length => length === 0 || length > LIMITS.chunkBytes) || total > LIMITS.bytes) {
    return tooMuch();
  }
  checkRights(source, target, ctlCode);
  return copyChunks(source, target, chunks);
};

function checkRights(source: FileOpen, target: FileOpen, ctlCode: number): void {
  const { READ_DATA, EXECUTE, WRITE_DATA, APPEND_DATA } = AccessMask;
  const reads = READ_DATA | EXECUTE;
  const may =
    (source.grantedAccess & reads) !== 0 &&
    (target.grantedAccess & (WRITE_DATA | APPEND_DATA)) !== 0 &&
    (ctlCode === FsctlCode.FSCTL_SRV_COPYCHUNK_WRITE || (target.grantedAccess & reads) !== 0);
  if (!may) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  checkWritable(target);
}

/** The open of the same session that a key names. @throws {Refused} STATUS_OBJECT_NAME_NOT_FOUND */
function sourceOf(call: Call, key: Uint8Array): FileOpen {
  const view = viewOf(key);
  const open = call.session.opens.get(u64.read(view, 8));
  const known =
    open?.kind === 'file' &&
    open.fileId.persistent === u64.read(view, 0) &&
    call.session.id === u64.read(view, 16);
  if (!known) throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  return open;
}

async function copyChunks(
  source: FileOpen,
  target: FileOpen,
  chunks: readonly SrvCopychunk[],
): Promise<FsctlAnswer> {
  let chunksWritten = 0;
  let totalBytesWritten = 0;
  let status: number | undefined;
  try {
    for (const { sourceOffset, targetOffset, length } of chunks) {
      await copyBytes(source, target, { from: sourceOffset, to: targetOffset, length: BigInt(length) });
      chunksWritten++;
      totalBytesWritten += length;
    }
  } catch (error) {
    if (chunksWritten === 0) throw error;
    status = refusalOf(error).status; // what was copied before is told with it
  }
  if (chunksWritten > 0) {
    target.share.modified(target.file.path, CompletionFilter.SIZE | CompletionFilter.LAST_WRITE);
  }
  return { status, output: SrvCopychunkResponse.encode({ chunksWritten, totalBytesWritten }) };
}

/** The limits, in the fields of the answer (3.3.5.15.6.2). */
function tooMuch(): FsctlAnswer {
  return {
    status: NtStatus.STATUS_INVALID_PARAMETER,
    output: SrvCopychunkResponse.encode({
      chunksWritten: LIMITS.chunks,
      chunkBytesWritten: LIMITS.chunkBytes,
      totalBytesWritten: LIMITS.bytes,
    }),
  };
}

// [MS-FSA] 2.1.5.10 FSCTL_GET_REPARSE_POINT, FSCTL_SET_REPARSE_POINT, FSCTL_DELETE_REPARSE_POINT
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { viewOf } from '../../wire/fields.ts';
import { MAXIMUM_REPARSE_DATA_BUFFER_SIZE } from '../../wire/fscc/reparse/reparse-data-buffer.ts';
import { isMicrosoftTag } from '../../wire/fscc/reparse/reparse-tag.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import type { Call } from '../connection/call.ts';
import { checkWritable, DONE, fitting, type Fsctl, having } from './fsctl.ts';

const HEAD = 8;
const GUID = 16;
/** The tags that Windows keeps for itself. */
const RESERVED_TAGS = 1;

/** What a link holds. */
export const getReparsePoint: Fsctl = async (call, request) => {
  const open = call.file(request.fileId);
  if ((await open.entry()).reparseTag === undefined) throw new Refused(NtStatus.STATUS_NOT_A_REPARSE_POINT);
  const { fs } = open.share;
  const data = await having(fs.getReparsePoint?.bind(fs))(open.file.path);
  return fitting(data, request, HEAD);
};

/** Makes a link of an empty file or folder. */
export const setReparsePoint: Fsctl = async (call, { fileId, input }) => {
  const open = changing(call, fileId);
  const { fs } = open.share;
  const set = having(fs.setReparsePoint?.bind(fs));
  const tag = tagOf(input);
  const { path, isDirectory } = open.file;
  await open.share.turns.on(open.share.fold(path), async () => {
    const { reparseTag } = await open.entry();
    if (reparseTag !== undefined && reparseTag !== tag) {
      throw new Refused(NtStatus.STATUS_IO_REPARSE_TAG_MISMATCH);
    }
    if (isDirectory && reparseTag === undefined && !(await isEmpty(open))) {
      throw new Refused(NtStatus.STATUS_DIRECTORY_NOT_EMPTY);
    }
    await set(path, input.slice());
  });
  open.share.modified(path, CompletionFilter.ATTRIBUTES | CompletionFilter.LAST_WRITE);
  return DONE;
};

/** Makes an ordinary file of it again. */
export const deleteReparsePoint: Fsctl = async (call, { fileId, input }) => {
  const open = changing(call, fileId);
  const { fs } = open.share;
  const remove = having(fs.deleteReparsePoint?.bind(fs));
  const tag = tagOf(input);
  if (viewOf(input).getUint16(4, true) !== 0) throw new Refused(NtStatus.STATUS_IO_REPARSE_DATA_INVALID);
  const { reparseTag } = await open.entry();
  if (reparseTag === undefined) throw new Refused(NtStatus.STATUS_NOT_A_REPARSE_POINT);
  if (reparseTag !== tag) throw new Refused(NtStatus.STATUS_IO_REPARSE_TAG_MISMATCH);
  await remove(open.file.path, tag);
  open.share.modified(open.file.path, CompletionFilter.ATTRIBUTES | CompletionFilter.LAST_WRITE);
  return DONE;
};

function changing(call: Call, fileId: FileOpen['fileId']): FileOpen {
  const open = call.granted(fileId, AccessMask.WRITE_DATA | AccessMask.WRITE_ATTRIBUTES);
  checkWritable(open);
  return open;
}

/** The tag of a buffer that is what it says. */
function tagOf(input: Uint8Array): number {
  const invalid = new Refused(NtStatus.STATUS_IO_REPARSE_DATA_INVALID);
  if (input.length < HEAD || input.length > MAXIMUM_REPARSE_DATA_BUFFER_SIZE) throw invalid;
  const view = viewOf(input);
  const tag = view.getUint32(0, true);
  const head = isMicrosoftTag(tag) ? HEAD : HEAD + GUID;
  if (input.length !== head + view.getUint16(4, true)) throw invalid;
  if (tag <= RESERVED_TAGS) throw new Refused(NtStatus.STATUS_IO_REPARSE_TAG_INVALID);
  return tag;
}

async function isEmpty({ share, file }: FileOpen): Promise<boolean> {
  for await (const batch of share.fs.list(file.path)) if (batch.length > 0) return false;
  return true;
}

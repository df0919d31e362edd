// [MS-SMB2] 3.3.5.15.1 Handling an Enumeration of Previous Versions Request; [MS-FSA] 2.1.5.10 object ids, compression
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { filetimeToDate } from '../../wire/dtyp/filetime.ts';
import { u64, viewOf } from '../../wire/fields.ts';
import { CompressionFormat, CompressionState } from '../../wire/fscc/fsctl-compression.ts';
import { formatGmtToken } from '../../wire/gmt-token.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { SNAPSHOT_ARRAY_HEAD, SrvSnapshotArray } from '../../wire/smb2/fsctl-srv-enumerate-snapshots.ts';
import { Refused } from '../refused.ts';
import { checkBuffers, checkWritable, DONE, type Fsctl } from './fsctl.ts';

/** The least answer of Windows, which clients insist on. */
const LEAST = 16;

/** The times at which the share was kept; their number alone where there is no room for all. */
export const enumerateSnapshots: Fsctl = async (call, { fileId, maxOutputResponse }) => {
  const { fs } = call.file(fileId).share;
  if (maxOutputResponse < LEAST) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const times = (await fs.snapshots?.()) ?? [];
  const tokens = times.map(time => formatGmtToken(filetimeToDate(time)));
  const whole = (snapshots: readonly string[], size: number) =>
    SrvSnapshotArray.encode({ numberOfSnapshots: tokens.length, snapshotArraySize: size, snapshots });
  const size = whole(tokens, 0).length - SNAPSHOT_ARRAY_HEAD;
  const fits = SNAPSHOT_ARRAY_HEAD + size <= maxOutputResponse;
  const answer = whole(fits ? tokens : [], size);
  const output = new Uint8Array(Math.max(LEAST, answer.length));
  output.set(answer);
  return { output };
};

/** FILE_OBJECTID_BUFFER ([MS-FSCC] 2.1.3): file and volume, which is what makes a file the one it is. */
export const objectId: Fsctl = async (call, request) => {
  const SIZE = 64;
  checkBuffers(request, 0, SIZE);
  const open = call.file(request.fileId);
  const [{ fileId }, { serialNumber }] = [await open.entry(), await open.share.fs.volume()];
  const output = new Uint8Array(SIZE);
  const view = viewOf(output);
  const BIRTH = 16;
  const BIRTH_OBJECT = 32;
  for (const at of [0, BIRTH_OBJECT]) u64.write(view, at, fileId);
  for (const at of [8, BIRTH, BIRTH_OBJECT + 8]) u64.write(view, at, BigInt(serialNumber));
  return { output };
};

/** Nothing is compressed here. */
export const getCompression: Fsctl = (call, request) => {
  checkBuffers(request, 0, CompressionState.fixed);
  call.file(request.fileId);
  return { output: CompressionState.encode({ compressionState: CompressionFormat.NONE }) };
};

/** Not to compress is all that can be asked for. */
export const setCompression: Fsctl = (call, request) => {
  checkBuffers(request, CompressionState.fixed);
  const { compressionState } = CompressionState.decode(request.input);
  checkWritable(call.granted(request.fileId, AccessMask.WRITE_DATA));
  const known: readonly number[] = Object.values(CompressionFormat);
  if (!known.includes(compressionState)) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (compressionState !== CompressionFormat.NONE) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  return DONE;
};

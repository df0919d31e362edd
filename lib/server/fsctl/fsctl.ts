import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { IoctlRequest } from '../../wire/smb2/ioctl.ts';
import type { Call } from '../connection/call.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** What a control code answers. */
export interface FsctlAnswer {
  readonly output: Uint8Array;
  /** An error with output is told as one, the output with it. @defaultValue success */
  readonly status?: number | undefined;
}

/** Answers one control code; throws what `refusalOf` understands. */
export type Fsctl = (call: Call, request: IoctlRequest) => Promise<FsctlAnswer> | FsctlAnswer;

/** For the codes that answer nothing. */
export const DONE: FsctlAnswer = { output: new Uint8Array(0) };

/** @throws {Refused} when the input is shorter than its structure, or the client has no room for the answer */
export function checkBuffers({ input, maxOutputResponse }: IoctlRequest, least: number, room = 0): void {
  if (input.length < least) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (maxOutputResponse < room) throw new Refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
}

/**
 * An answer as far as the client has room for it.
 * @param least bytes of which no part can be told alone
 */
export function fitting(
  output: Uint8Array,
  { maxOutputResponse: room }: IoctlRequest,
  least = 1,
): FsctlAnswer {
  if (output.length <= room) return { output };
  if (room < least) throw new Refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
  return { output: output.subarray(0, room), status: NtStatus.STATUS_BUFFER_OVERFLOW };
}

/** Whether what is read of `open` may be changed, too. @throws {Refused} STATUS_MEDIA_WRITE_PROTECTED */
export function checkWritable({ share }: FileOpen): void {
  if (share.fs.readOnly === true) throw new Refused(NtStatus.STATUS_MEDIA_WRITE_PROTECTED);
}

/** A function of the file system that not every one has. @throws {Refused} STATUS_INVALID_DEVICE_REQUEST */
export function having<T>(work: T | undefined): T {
  if (work === undefined) throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  return work;
}

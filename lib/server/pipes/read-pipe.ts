import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { ReadResponse } from '../../wire/smb2/read.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';
import type { PipeOpen } from '../state/pipe-open.ts';

/**
 * The next answer of a service; the rest of a longer one comes with the next READ.
 * @throws {Refused} STATUS_PIPE_EMPTY: nothing was asked, so nothing will come
 */
export function readPipe(pipe: PipeOpen, length: number): Reply {
  const { data, more } = takeFrom(pipe, length);
  return reply(
    ReadResponse,
    { dataLength: data.length },
    { status: more ? NtStatus.STATUS_BUFFER_OVERFLOW : 0, payload: [data] },
  );
}

/** As much of the next answer as there is room for. */
export function takeFrom(pipe: PipeOpen, length: number): { data: Uint8Array; more: boolean } {
  const answer = pipe.waiting.shift();
  if (answer === undefined) throw new Refused(NtStatus.STATUS_PIPE_EMPTY);
  const more = answer.length > length;
  if (more) pipe.waiting.unshift(answer.subarray(length));
  return { data: answer.subarray(0, length), more };
}

// [MS-SMB2] 3.3.5.15.10 Handling a Pipe Transceive Request, 3.3.5.15.3 Pipe Peek, 3.3.5.15.9 Pipe Wait
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { u32, viewOf } from '../../wire/fields.ts';
import { PipeWaitRequest } from '../../wire/fscc/pipe-wait.ts';
import type { Call } from '../connection/call.ts';
import { isPipe } from '../pipes/open-pipe.ts';
import { takeFrom } from '../pipes/read-pipe.ts';
import { Refused } from '../refused.ts';
import type { PipeOpen } from '../state/pipe-open.ts';
import { checkBuffers, DONE, type Fsctl } from './fsctl.ts';

/** Asks a service, and takes its answer. */
export const pipeTransceive: Fsctl = (call, { fileId, input, maxOutputResponse }) => {
  const pipe = pipeOf(call, fileId);
  // what was not read of the answer before would be taken for this one
  if (pipe.waiting.length > 0) throw new Refused(NtStatus.STATUS_PIPE_BUSY);
  pipe.receive(input);
  const { data, more } = takeFrom(pipe, maxOutputResponse);
  return { output: data, status: more ? NtStatus.STATUS_BUFFER_OVERFLOW : undefined };
};

/** FILE_PIPE_CONNECTED_STATE ([MS-FSCC] 2.3.46). */
const CONNECTED = 3;

/** How much waits to be read. */
export const pipePeek: Fsctl = (call, request) => {
  const HEAD = 16;
  checkBuffers(request, 0, HEAD);
  const { waiting } = pipeOf(call, request.fileId);
  const [first] = waiting;
  const all = waiting.reduce((sum, { length }) => sum + length, 0);
  const data = first?.subarray(0, request.maxOutputResponse - HEAD) ?? new Uint8Array(0);
  const output = new Uint8Array(HEAD + data.length);
  const view = viewOf(output);
  for (const [index, value] of [CONNECTED, all, waiting.length, first?.length ?? 0].entries()) {
    u32.write(view, index * 4, value);
  }
  output.set(data, HEAD);
  return { output, status: data.length < all ? NtStatus.STATUS_BUFFER_OVERFLOW : undefined };
};

/** A service can be called as soon as the server runs, or never. */
export const pipeWait: Fsctl = (call, { input }) => {
  if (call.tree.share.kind !== 'pipe') throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  const { name } = PipeWaitRequest.decode(input);
  if (!isPipe(name)) throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  return DONE;
};

function pipeOf(call: Call, fileId: PipeOpen['fileId']): PipeOpen {
  const open = call.open(fileId);
  if (open.kind !== 'pipe') throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  return open;
}

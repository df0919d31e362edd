// [MS-FSCC] 2.3.49 FSCTL_PIPE_WAIT Request
import { bool8, i64, lengthOf, reserved, u32 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { utf16 } from '../tails.ts';

/**
 * Waits until a pipe of this name (without `\pipe\`) can be opened. The timeout is in ticks of 100 ns and negative,
 * as the pipe file system of Windows takes it, which the server hands it to; ignored unless `timeoutSpecified`.
 */
export const PipeWaitRequest = struct('FSCTL_PIPE_WAIT Request', undefined, {
  timeout: i64,
  nameLength: lengthOf('name', u32),
  timeoutSpecified: bool8,
  padding: reserved(1),
  name: utf16,
});
export type PipeWaitRequest = ValueOf<typeof PipeWaitRequest>;
export type PipeWaitRequestInput = InputOf<typeof PipeWaitRequest>;

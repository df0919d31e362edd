// [MS-SMB2] 2.2.35 CHANGE_NOTIFY Request, 2.2.36 CHANGE_NOTIFY Response
import { lengthOf, must, offsetOf, reserved, u16, u32 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes } from '../tails.ts';
import { fileId } from './file-id.ts';

/** WATCH_TREE listens below the folder too. */
export const ChangeNotifyFlags = { WATCH_TREE: 1 } as const;
export type ChangeNotifyFlags = (typeof ChangeNotifyFlags)[keyof typeof ChangeNotifyFlags];

/** What is worth an event. */
export const CompletionFilter = {
  FILE_NAME: 0x001,
  DIR_NAME: 0x002,
  ATTRIBUTES: 0x004,
  SIZE: 0x008,
  LAST_WRITE: 0x010,
  LAST_ACCESS: 0x020,
  CREATION: 0x040,
  EA: 0x080,
  SECURITY: 0x100,
  STREAM_NAME: 0x200,
  STREAM_SIZE: 0x400,
  STREAM_WRITE: 0x800,
} as const;
export type CompletionFilter = (typeof CompletionFilter)[keyof typeof CompletionFilter];

/** Waits for something to happen in a folder; answered when it does. */
export const ChangeNotifyRequest = struct('SMB2 CHANGE_NOTIFY Request', 32, {
  flags: u16,
  outputBufferLength: must(u32),
  fileId,
  completionFilter: must(u32),
  reserved: reserved(4),
});
export type ChangeNotifyRequest = ValueOf<typeof ChangeNotifyRequest>;
export type ChangeNotifyRequestInput = InputOf<typeof ChangeNotifyRequest>;

/** FILE_NOTIFY_INFORMATION of [MS-FSCC] 2.7.1, still raw. */
export const ChangeNotifyResponse = struct('SMB2 CHANGE_NOTIFY Response', 9, {
  outputBufferOffset: offsetOf('outputBuffer', u16),
  outputBufferLength: lengthOf('outputBuffer', u32),
  outputBuffer: bytes,
});
export type ChangeNotifyResponse = ValueOf<typeof ChangeNotifyResponse>;
export type ChangeNotifyResponseInput = InputOf<typeof ChangeNotifyResponse>;

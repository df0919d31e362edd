// [MS-SMB2] 2.2.2 ERROR Response, 2.2.2.1 SMB2 ERROR Context
import { lengthOf, reserved, u32, u8, viewOf, within } from '../fields.ts';
import { alignUp, type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes } from '../tails.ts';

/** What an error context is about. */
export const ErrorId = { DEFAULT: 0, SHARE_REDIRECT: 0x7264_5253 } as const;
export type ErrorId = (typeof ErrorId)[keyof typeof ErrorId];

/** One context of a 3.1.1 error. */
export interface ErrorContext {
  readonly errorId: number;
  readonly errorContextData: Uint8Array;
}

/** The body of every refusal, whatever the command; the status is in the header. */
export const ErrorResponse = struct('SMB2 ERROR Response', 9, {
  errorContextCount: u8,
  reserved: reserved(1),
  byteCount: lengthOf('errorData', u32),
  errorData: bytes,
});
export type ErrorResponse = ValueOf<typeof ErrorResponse>;
export type ErrorResponseInput = InputOf<typeof ErrorResponse>;

const HEAD = 8; // ErrorDataLength, ErrorId

/**
 * The contexts of a 3.1.1 error, none below 3.1.1: there ErrorData is the one thing that the status calls for.
 *
 * @throws {ProtocolError} when the data do not hold as many as the count says
 */
export function errorContextsOf({ errorContextCount, errorData }: ErrorResponse): ErrorContext[] {
  const view = viewOf(errorData);
  const contexts: ErrorContext[] = [];
  for (let at = 0; contexts.length < errorContextCount;) {
    within(errorData, at, HEAD, 'SMB2 ERROR Context');
    const length = view.getUint32(at, true);
    const errorContextData = within(errorData, at + HEAD, length, 'SMB2 ERROR Context');
    contexts.push({ errorId: view.getUint32(at + 4, true), errorContextData });
    at = alignUp(at + HEAD + length, 8);
  }
  return contexts;
}

/**
 * What the server tells beside the status, whatever the dialect; empty where it tells nothing.
 *
 * @throws {ProtocolError} when the data do not hold as many contexts as the count says
 */
export function errorDataOf(error: ErrorResponse): Uint8Array {
  if (error.errorContextCount === 0) return error.errorData;
  const context = errorContextsOf(error).find(({ errorId }) => errorId === ErrorId.DEFAULT);
  return context?.errorContextData ?? new Uint8Array(0);
}

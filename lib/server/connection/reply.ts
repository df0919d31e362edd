import type { Signer } from '../../crypto/signing.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { ErrorId, ErrorResponse } from '../../wire/smb2/error.ts';
import { HEADER_SIZE } from '../../wire/smb2/header.ts';
import { u32, viewOf } from '../../wire/fields.ts';
import type { Refused } from '../refused.ts';
import type { Alteration } from '../script/script.ts';

/** What a command answers. */
export interface Reply {
  /** NTSTATUS. @defaultValue success */
  readonly status?: number | undefined;
  /** The body up to its payload. */
  readonly body: Uint8Array;
  /** Sent behind the body, uncopied: it may be changed only after `sent`. */
  readonly payload?: readonly Uint8Array[] | undefined;
  /** Of SESSION_SETUP and TREE_CONNECT, which make them. */
  readonly sessionId?: bigint | undefined;
  readonly treeId?: number | undefined;
  /** Signs this reply, whether or not its request was signed. */
  readonly signer?: Signer | undefined;
  /** Called with the message as it goes out. */
  readonly onSend?: ((parts: readonly Uint8Array[]) => void) | undefined;
  /** Called when the last byte has left. */
  readonly sent?: (() => void) | undefined;
  /** What a script wants otherwise than a good server has it. */
  readonly altered?: Alteration | undefined;
}

/** A reply now, or later; none for a request that gets none. */
export type Replied = Reply | undefined | Promise<Reply | undefined>;

/** A codec of a response's body. */
export interface ResponseCodec<T> {
  encode(value: T, at: number): Uint8Array;
}

/** A reply with this body. */
export function reply<T>(codec: ResponseCodec<T>, value: T, more: Omit<Reply, 'body'> = {}): Reply {
  return { ...more, body: codec.encode(value, HEADER_SIZE) };
}

/**
 * The ERROR response.
 * @param contexts 3.1.1 wraps what belongs to a status into an error context
 */
export function errorReply(refused: Pick<Refused, 'status' | 'data'>, contexts: boolean): Reply {
  const { status, data } = refused;
  if (data === undefined) return reply(ErrorResponse, {}, { status });
  if (!contexts) return reply(ErrorResponse, { errorData: data }, { status });
  const wrapped = new Uint8Array(8 + data.length);
  u32.write(viewOf(wrapped), 0, data.length);
  u32.write(viewOf(wrapped), 4, ErrorId.DEFAULT);
  wrapped.set(data, 8);
  return reply(ErrorResponse, { errorContextCount: 1, errorData: wrapped }, { status });
}

/** What a request gets that takes longer. */
export const INTERIM: Reply = reply(ErrorResponse, {}, { status: NtStatus.STATUS_PENDING });

import type { Reply } from '../exchange/request.ts';
import type { Command } from '../wire/smb2/command.ts';
import type { Address } from './target.ts';

/** Stands in place of a handle that the element before it in the compound provides. */
export const RELATED: unique symbol = Symbol('RELATED');
/** The type of {@link RELATED}. */
export type RELATED = typeof RELATED;

/** What a command puts on the wire, but for what the exchange adds. */
export interface Encoded {
  readonly body: Uint8Array;
  /** The caller's memory behind the body. */
  readonly payload?: readonly Uint8Array[] | undefined;
  /** The larger of what the request carries and what its reply may bring, in bytes: it sets the charge. */
  readonly weight?: number | undefined;
  /** The path begins with server and share ([MS-SMB2] 2.2.1.2, SMB2_FLAGS_DFS_OPERATIONS). */
  readonly dfs?: boolean | undefined;
  /** Final memory for a payload of `length` bytes. */
  readonly place?: ((head: Uint8Array, length: number) => Uint8Array | undefined) | undefined;
}

/** One command, cold: how to encode it when the time comes, and what its reply means. */
export interface Plan<R> {
  readonly command: Command;
  /** For messages. */
  readonly path?: string | undefined;
  /** Statuses that are an answer, beside success. */
  readonly answers?: readonly number[] | undefined;
  /** After an interim reply it has no deadline. */
  readonly patient?: boolean | undefined;
  /** Unsubscribing does not cancel it on the server. */
  readonly steadfast?: boolean | undefined;
  /** Signed whenever there is a key. */
  readonly signed?: boolean | undefined;
  /** Whoever made it verifies the reply. */
  readonly verifies?: boolean | undefined;
  readonly onSent?: ((message: readonly Uint8Array[]) => void) | undefined;
  readonly onPending?: (() => void) | undefined;
  /** Changes nothing on the server: doing it twice is as good as once. */
  readonly harmless?: boolean | undefined;
  /** Its success opens a handle that somebody has to close. */
  readonly opens?: boolean | undefined;
  /** Its success closes the handle. */
  readonly closes?: boolean | undefined;
  /** Takes a success back that comes when nobody waits any more. */
  readonly undo?: Plan<unknown> | undefined;
  /** What a refusal tells beside its status, for the error's `detail`. */
  readonly explain?: ((reply: Reply) => unknown) | undefined;
  encode(address: Address): Encoded;
  decode(reply: Reply, target: Address): R;
}

import type { Command } from '../wire/smb2/command.ts';
import type { Header } from '../wire/smb2/header.ts';

/** One SMB2 request, ready but for what the exchange adds: ids, credits, signature. */
export interface Request {
  readonly command: Command;
  /** Credits it consumes ([MS-SMB2] 3.2.4.1.5), at least 1. */
  readonly charge: number;
  readonly sessionId: bigint;
  readonly treeId: number;
  /** The body without its payload. */
  readonly body: Uint8Array;
  /** Memory of the caller that follows the body on the wire, never copied. */
  readonly payload?: readonly Uint8Array[] | undefined;
  /** Takes session, tree and file from the element before it. */
  readonly related?: boolean | undefined;
  /** Its path begins with server and share. */
  readonly dfs?: boolean | undefined;
  /** Signed whenever a key exists, even where signing is off; its reply must then be signed too. */
  readonly signed?: boolean | undefined;
  /** Sealed, as everything that goes to a share which wants it; its reply must then be sealed too. */
  readonly sealed?: boolean | undefined;
  /** The caller verifies the reply itself: the key to do so comes with it (SESSION_SETUP). */
  readonly verifies?: boolean | undefined;
  /** After an interim reply it may take as long as it likes (CHANGE_NOTIFY, a blocking LOCK, a pipe READ). */
  readonly patient?: boolean | undefined;
  /** Unsubscribing does not cancel it on the server: a CLOSE that was sent shall happen. */
  readonly steadfast?: boolean | undefined;
  /** Final memory for a payload of `length` bytes behind `head`; `undefined` gathers the reply as a whole. */
  readonly place?: ((head: Uint8Array, length: number) => Uint8Array | undefined) | undefined;
  /** Told of the message as it was sent, for the preauthentication hash. */
  readonly onSent?: ((message: readonly Uint8Array[]) => void) | undefined;
  /** Told once, when the server has taken the request and will answer later. */
  readonly onPending?: (() => void) | undefined;
}

/** One verified reply. */
export interface Reply {
  readonly header: Header;
  /** From the first byte of the SMB2 header to the element's end; offsets count from its start. */
  readonly message: Uint8Array;
  /** The payload, where it landed apart from its head. */
  readonly payload: Uint8Array | undefined;
}

/**
 * Who waits for the replies of a chain. Called synchronously from the wire: one of the three, and `late` also
 * after the `error` of a request that was given up alone.
 */
export interface ChainObserver {
  /** All elements have their final reply; interim replies are not shown. */
  complete(replies: readonly Reply[]): void;
  /** The chain was not, or not wholly, answered: the link died, or the request was given up. */
  error(error: Error): void;
  /**
   * All replies of a chain that was cancelled, or given up, after it had been sent: what a late CREATE opened must be
   * closed by whoever knows of files.
   */
  late?(replies: readonly (Reply | undefined)[]): void;
}

import type { Exchange } from '../exchange/exchange.ts';
import type { FileId } from '../wire/smb2/file-id.ts';

/**
 * Where a request goes. A PDU asks for it when it is subscribed, never before: what it belongs to may have
 * got another connection, session or tree id since it was made.
 */
export interface Address {
  readonly exchange: Exchange;
  readonly sessionId: bigint;
  readonly treeId: number;
  /** All ones where there is none, or where the element before brings it. */
  readonly fileId: FileId;
  readonly limits: Limits;
  /** Requests are sealed, since the share wants it. */
  readonly sealed?: boolean | undefined;
  /** `server\share`, where names on the wire begin with it: parts of the share may lie elsewhere (DFS). */
  readonly dfsPrefix?: string | undefined;
}

/** What a server takes in one request. Sizes are in bytes. */
export interface Limits {
  readonly maxReadSize: number;
  readonly maxWriteSize: number;
  readonly maxTransactSize: number;
  /** One request may cost several credits and carry more than 64 KiB. */
  readonly multiCredit: boolean;
}

/** Anything a request can be addressed to. */
export interface Target {
  address(): Address;
}

/** One connection to a server, with what NEGOTIATE agreed on. */
export type Connection = Target;

/** One login. */
export interface Session extends Target {
  readonly connection: Connection;
}

/** One share that is connected to. */
export interface Tree extends Target {
  readonly session: Session;
}

/** One open file, folder or pipe. */
export interface Open extends Target {
  readonly tree: Tree;
  readonly fileId: FileId;
  /** As it was opened, for messages. */
  readonly path?: string | undefined;
}

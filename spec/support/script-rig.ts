/** An exchange over a {@link ScriptServer} with ready targets, so that PDUs can be tried without a login. */
import { OpenHandle } from '../../lib/commands/open-handle.ts';
import type { Address, Connection, Limits, Open, Session, Tree } from '../../lib/commands/target.ts';
import { createSigner, type SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { Exchange, type ExchangeOptions } from '../../lib/exchange/exchange.ts';
import type { Request } from '../../lib/exchange/request.ts';
import { SecurityTable } from '../../lib/exchange/security.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { EchoRequest } from '../../lib/wire/smb2/echo.ts';
import { type FileId, RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import type { Dial } from '../../lib/transport/transport.ts';
import { SESSION_ID, TREE_ID } from './script-host.ts';
import type { ScriptServer } from './script-server.ts';

export { SESSION_ID, TREE_ID } from './script-host.ts';

export interface RigOptions extends Partial<Omit<ExchangeOptions, 'security' | 'onClosed'>> {
  /** Credits at the start. Default 64. */
  readonly credits?: number;
  /** Default true. */
  readonly multiCredit?: boolean;
  /** Both sides sign by it. */
  readonly signing?: SigningAlgorithm;
  /** Another way to the server than in memory. */
  readonly dial?: Dial;
  /** What the server takes in one request. */
  readonly limits?: Partial<Limits>;
}

export interface Rig {
  readonly server: ScriptServer;
  readonly exchange: Exchange;
  readonly connection: Connection;
  readonly session: Session;
  readonly tree: Tree;
  /** An open file with the FileId 1. */
  readonly open: Open;
  /** How the link ended, once for each time that `onClosed` was called. */
  readonly ends: (Error | undefined)[];
  /** Notices that came. */
  readonly notices: Uint8Array[];
}

/** The signing key that both sides know. */
export const KEY = Uint8Array.from({ length: 16 }, (_, index) => 0x40 + index);

/** Connects. Silence and starvation end a spec after 2 s unless the options say otherwise. */
export async function rig(server: ScriptServer, options: RigOptions = {}): Promise<Rig> {
  const { credits = 64, multiCredit = true, signing, dial = server.dial, ...rest } = options;
  const security = new SecurityTable();
  const ends: (Error | undefined)[] = [];
  const notices: Uint8Array[] = [];
  const exchange = new Exchange({
    silence: 2_000,
    idle: 0,
    starvation: 2_000,
    probe: () => echoRequest(),
    onNotice: message => notices.push(message),
    ...rest,
    security,
    onClosed: error => ends.push(error),
  });
  exchange.multiCredit = multiCredit;
  exchange.frameLimit = 0xff_ffff;
  exchange.window.grant(credits - 1);
  server.grant(credits - 1);
  if (signing !== undefined) {
    security.set(SESSION_ID, { signer: createSigner(signing, KEY), required: true });
    server.signer = createSigner(signing, KEY, 'server');
  }
  exchange.attach(await dial(exchange, new AbortController().signal));
  return { server, exchange, ends, notices, ...targets(exchange, { multiCredit, ...options.limits }) };
}

/** Targets on an exchange, whatever it speaks to. */
export function targets(
  exchange: Exchange,
  limits: Partial<Limits> = {},
): Pick<Rig, 'connection' | 'session' | 'tree' | 'open'> {
  const address = (treeId: number): Address => ({
    exchange,
    sessionId: SESSION_ID,
    treeId,
    fileId: RELATED_FILE_ID,
    limits: {
      maxReadSize: 8 << 20,
      maxWriteSize: 8 << 20,
      maxTransactSize: 8 << 20,
      multiCredit: true,
      ...limits,
    },
  });
  const connection: Connection = { address: () => address(0) };
  const session: Session = { connection, address: () => address(0) };
  const tree: Tree = { session, address: () => address(TREE_ID) };
  return { connection, session, tree, open: openOf(tree, { persistent: 1n, volatile: 1n }) };
}

/** A handle that nobody opened. */
export function openOf(tree: Tree, fileId: FileId, path = 'folder\\file'): Open {
  return new OpenHandle(tree, fileId, path);
}

/** An ECHO for the floor below the commands; any other field may be given. */
export function echoRequest(more: Partial<Request> = {}): Request {
  return {
    command: Command.ECHO,
    charge: 1,
    sessionId: SESSION_ID,
    treeId: 0,
    body: EchoRequest.encode({}, HEADER_SIZE),
    ...more,
  };
}

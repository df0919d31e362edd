// [MS-SMB2] 3.2.4.1 Sending any outgoing message
import { PREFIX } from '../../transport/framing.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../../wire/smb2/header.ts';
import { TRANSFORM_SIZE } from '../../wire/smb2/transform.ts';
import { alignUp, zeroed } from '../../wire/struct.ts';
import type { Core } from '../core.ts';
import type { Chain, Entry } from '../ledger.ts';
import type { Request } from '../request.ts';
import type { SessionSealing } from '../security.ts';
import { framed } from './framed.ts';

/** Bytes of a chain on the wire at most, the prefix not counted. */
export function frameLength(requests: readonly Request[]): number {
  const length = requests.reduce((sum, { body, payload = [] }) => {
    const message = payload.reduce((length, part) => length + part.length, HEADER_SIZE + body.length);
    return alignUp(sum, 8) + message;
  }, 0);
  return length + TRANSFORM_SIZE;
}

/** A payload behind the body; compounds pad each element but the last to eight bytes (3.2.4.1.4). */
const PADDING = new Uint8Array(8);

/**
 * Makes the frame of a chain: per element one small buffer with header and body, then the caller's payload
 * as it is; sealed as one where the session or a share wants it. Message ids from `first` on are assigned here.
 */
export function assemble(exchange: Core, chain: Chain, first: bigint): readonly Uint8Array[] {
  const sealing = sealingOf(exchange, chain);
  const parts: Uint8Array[] = [];
  let messageId = first;
  for (const entry of chain.entries) {
    entry.messageId = messageId;
    entry.sealed = sealing !== undefined;
    messageId += BigInt(Math.max(1, entry.request.charge));
    const last = entry.index === chain.entries.length - 1;
    const message = element(exchange, entry, parts.length === 0 && !entry.sealed ? PREFIX : 0, last);
    parts.push(...message);
    entry.request.onSent?.(message);
  }
  return framed(parts, sealing, exchange.sealed);
}

/** A compound is sealed as a whole: one element that must be is enough. */
function sealingOf({ security }: Core, { entries }: Chain): SessionSealing | undefined {
  for (const { request } of entries) {
    const sealing = security.of(request.sessionId)?.sealing;
    if (sealing !== undefined && (sealing.everything || request.sealed === true)) return sealing;
  }
  return undefined;
}

function element(exchange: Core, entry: Entry, room: number, last: boolean): Uint8Array[] {
  const { request } = entry;
  const payload = request.payload ?? [];
  const own = HEADER_SIZE + request.body.length;
  const bare = payload.reduce((sum, part) => sum + part.length, own);
  const length = last ? bare : alignUp(bare, 8);
  const inside = payload.length === 0 ? length : own; // padding of an element without payload is part of its buffer
  const head = zeroed(room + inside).subarray(room);
  head.set(request.body, HEADER_SIZE);
  const parts = [head, ...payload];
  if (inside !== length && length > bare) parts.push(PADDING.subarray(0, length - bare));

  const security = exchange.security.of(request.sessionId);
  // 3.2.4.1.1: what is sealed is not signed as well
  const signs = security !== undefined && (security.required || request.signed === true);
  entry.signed = signs && !entry.sealed;
  const cost = Math.max(1, request.charge);
  writeHeader(head, 0, {
    command: request.command,
    creditCharge: exchange.multiCredit ? cost : 0,
    credits: exchange.window.wish(last ? entry.chain.cost : 0),
    status: exchange.channelSequence, // where replies of 3.x have their status
    flags: flagsOf(entry),
    nextCommand: last ? 0 : length,
    messageId: entry.messageId,
    treeId: request.treeId,
    sessionId: request.sessionId,
  });
  if (entry.signed) security?.signer.sign(parts);
  return parts;
}

function flagsOf({ signed, request }: Entry): number {
  return (
    (signed ? HeaderFlags.SIGNED : 0) |
    (request.related ? HeaderFlags.RELATED_OPERATIONS : 0) |
    (request.dfs ? HeaderFlags.DFS_OPERATIONS : 0)
  );
}

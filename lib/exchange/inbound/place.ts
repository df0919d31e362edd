import { protocolOf, readHeader } from '../../wire/smb2/header.ts';
import { TRANSFORM_SIZE, transformSession } from '../../wire/smb2/transform.ts';
import type { Core } from '../core.ts';

/** Sealed frames of more bytes are opened into the memory of the READ that they answer; others where they lie. */
const LARGE_SEALED = 64 * 1024;

/** Memory for the payload of replies that nobody waits for. */
let scrap: Uint8Array | undefined;

/** Where the rest of a frame shall land: asked before it is complete, hence before anything is verified. */
export function place(exchange: Core, head: Uint8Array, length: number): Uint8Array | undefined {
  const protocol = protocolOf(head);
  if (protocol === 'smb2') return placePayload(exchange, head, length);
  if (protocol !== 'transform' || length < LARGE_SEALED || head.length < TRANSFORM_SIZE) return undefined;
  const sealing = exchange.security.of(transformSession(head))?.sealing;
  return sealing?.unsealer.begin === undefined ? undefined : exchange.ciphertext.room(length);
}

/** Where the payload of a READ belongs, when its reply's head says that it is one and nothing else. */
export function placePayload(exchange: Core, head: Uint8Array, length: number): Uint8Array | undefined {
  const header = readHeader(head);
  const entry = exchange.ledger.find(header.messageId);
  if (entry === undefined || header.nextCommand !== 0 || header.command !== entry.request.command)
    return undefined;
  const target = entry.request.place?.(head, length);
  if (target === undefined || !entry.chain.orphaned) return target;
  if (scrap === undefined || scrap.length < length) scrap = Buffer.allocUnsafeSlow(length);
  return scrap.subarray(0, length);
}

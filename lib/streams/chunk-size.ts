import { CREDIT_BYTES } from '../commands/charge.ts';
import type { Target } from '../commands/target.ts';

/** Windows misbehaves with single payloads far above this, although it advertises more. */
export const LARGEST = 1024 * 1024;

/** Bytes for one READ at this moment. */
export function readChunk(target: Target): number {
  return chunk(target, 'maxReadSize');
}

/** Bytes for one WRITE at this moment. */
export function writeChunk(target: Target): number {
  return chunk(target, 'maxWriteSize');
}

/** A quarter of the credits, so that several requests fit in flight: a server that grants few gets small ones. */
function chunk(target: Target, limit: 'maxReadSize' | 'maxWriteSize'): number {
  const { exchange, limits } = target.address();
  const credits = limits.multiCredit ? Math.max(1, Math.floor(exchange.window.capacity / 4)) : 1;
  return Math.min(limits[limit], LARGEST, credits * CREDIT_BYTES);
}

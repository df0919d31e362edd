import { CREDIT_BYTES } from '../commands/charge.ts';
import type { Address, Target } from '../commands/target.ts';
import { paceOf } from './pace.ts';

/** Bytes for one READ at this moment. */
export function readChunk(target: Target): number {
  const address = target.address();
  return Math.min(address.limits.maxReadSize, paceOf(address.exchange).read.chunk, affordable(address));
}

/** Bytes for one WRITE at this moment. */
export function writeChunk(target: Target): number {
  const address = target.address();
  return Math.min(address.limits.maxWriteSize, paceOf(address.exchange).write.chunk, affordable(address));
}

/** A quarter of the credits, so that several requests fit in flight: a server that grants few gets small ones. */
function affordable({ exchange, limits }: Address): number {
  return CREDIT_BYTES * (limits.multiCredit ? Math.max(1, Math.floor(exchange.window.capacity / 4)) : 1);
}

import type { Inbound } from './inbound.ts';

/** Hands the reply to whoever waits for it. */
export function settle({ exchange, entry, header, message, payload }: Inbound): boolean {
  if (entry === undefined) return false;
  exchange.answered(entry);
  entry.chain.settle(entry, { header, message, payload });
  return false;
}

// [MS-SMB2] 3.2.5.1.4 Granting message credits
import type { Inbound } from './inbound.ts';

/** Banks the credits of every frame: interim ones, errors and replies that nobody waits for included. */
export function grant({ exchange, entry, header }: Inbound): boolean {
  if (entry?.state === 'sent') exchange.window.release(Math.max(1, entry.request.charge));
  exchange.window.grant(header.credits);
  return true;
}

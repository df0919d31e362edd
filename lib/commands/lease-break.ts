import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import {
  LeaseBreakAcknowledgment,
  LeaseBreakResponse as Codec,
  type LeaseBreakResponse as Fields,
} from '../wire/smb2/lease-break.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Tree } from './target.ts';

/** The fields of [MS-SMB2] 2.2.24.2. */
export interface LeaseBreakOptions {
  /** 16 bytes: the key that the lease was asked for with. */
  readonly leaseKey: Uint8Array;
  /** Bits of `LeaseState` that are kept, at most what the server's notice left. */
  readonly leaseState: number;
}

/** The fields of [MS-SMB2] 2.2.25.2. */
export interface LeaseBreakResponse extends Answered, Fields {}

/**
 * Acknowledges that the server wants a lease back, or a part of it ([MS-SMB2] 2.2.24.2): whoever opens the file
 * meanwhile waits for this. Once sent it happens, unsubscribed or not. The leases of `share.open` are acknowledged by
 * themselves.
 *
 * @throws {@link SmbError} when nothing was to be acknowledged
 * @example
 * ```ts
 * leaseBreak(share.tree, { leaseKey, leaseState: LeaseState.READ_CACHING }).subscribe();
 * ```
 */
export function leaseBreak(tree: Tree, options: LeaseBreakOptions): Pdu<LeaseBreakResponse> {
  return new Pdu(tree, {
    command: Command.OPLOCK_BREAK,
    steadfast: true,
    encode: () => ({ body: LeaseBreakAcknowledgment.encode(options, HEADER_SIZE) }),
    decode: ({ header, message }) => ({ status: header.status, ...Codec.decode(message, HEADER_SIZE) }),
  });
}

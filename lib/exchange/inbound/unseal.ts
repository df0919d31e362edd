// [MS-SMB2] 3.2.5.1.1 Decrypting the Message
import { ProtocolError, SmbError } from '../../errors.ts';
import { protocolOf } from '../../wire/smb2/header.ts';
import { readTransform } from '../../wire/smb2/transform.ts';
import type { Core } from '../core.ts';

/** Messages that were sealed, and by which session. */
export interface Unsealed {
  readonly message: Uint8Array;
  readonly sessionId: bigint;
}

/**
 * Opens a sealed frame in its own memory. Nothing of it is looked at before its tag was found right.
 *
 * @throws {SmbError} ERR_SMB_SIGNATURE when it was altered, ProtocolError when nobody agreed to seal
 */
export function unseal(exchange: Core, frame: Uint8Array): Unsealed {
  const { sessionId } = readTransform(frame);
  const sealing = exchange.security.of(sessionId)?.sealing;
  if (sealing === undefined) {
    throw new ProtocolError('the server sent an encrypted message on a session without encryption');
  }
  const message = sealing.unsealer.unseal(frame);
  if (message === undefined) {
    throw new SmbError({
      code: 'ERR_SMB_SIGNATURE',
      message:
        'an encrypted message of the server does not hold its tag: somebody on the network may have altered it',
      fatal: true,
      outcome: 'unknown',
    });
  }
  if (protocolOf(message) !== 'smb2') {
    throw new ProtocolError('the server encrypted something that is not an SMB2 message');
  }
  return { message, sessionId };
}

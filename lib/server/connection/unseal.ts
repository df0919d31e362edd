// [MS-SMB2] 3.3.5.2.1.1 Decrypting the Message
import { ProtocolError } from '../../errors.ts';
import { protocolOf } from '../../wire/smb2/header.ts';
import { readTransform } from '../../wire/smb2/transform.ts';
import type { Session } from '../state/session.ts';
import { Chunks } from './chunks.ts';

/** Messages that were sealed, and by whom. */
export interface Unsealed {
  readonly message: Chunks;
  readonly session: Session;
}

/**
 * Opens a sealed frame in its own memory, in one piece.
 * @throws {ProtocolError} when nobody here has the key, or the tag does not hold: the connection ends
 */
export function unseal(sessions: ReadonlyMap<bigint, Session>, frame: Chunks): Unsealed {
  const whole = frame.gather(0, frame.length);
  const session = sessions.get(readTransform(whole).sessionId);
  if (session?.sealing === undefined)
    throw new ProtocolError('an encrypted message of a session without a key');
  const message = session.sealing.unsealer.unseal(whole);
  if (message === undefined) throw new ProtocolError('an encrypted message that does not hold its tag');
  if (protocolOf(message) !== 'smb2') throw new ProtocolError('an encrypted message that is none of SMB2');
  return { message: new Chunks([message]), session };
}

// [MS-SMB2] 3.2.5.1.1 Decrypting the Message
import type { Unsealer } from '../../crypto/sealing.ts';
import { ProtocolError, SmbError } from '../../errors.ts';
import { HEADER_SIZE, protocolOf } from '../../wire/smb2/header.ts';
import { TRANSFORM_SIZE, transformSession, readTransform } from '../../wire/smb2/transform.ts';
import type { Core } from '../core.ts';
import { placePayload } from './place.ts';

/** Header and fixed part of a READ response: what must be known to place its payload. */
const HEAD = HEADER_SIZE + 16;

/** Messages that were sealed, and by which session. */
export interface Unsealed {
  readonly message: Uint8Array;
  /** A READ's payload where it belongs; then `message` is what stands before it. */
  readonly rest?: Uint8Array | undefined;
  readonly sessionId: bigint;
}

/**
 * Opens a sealed frame: in its own memory, or, where the frame came in two parts, into the memory of the READ that it
 * answers. Nothing is handed on before its tag was found right.
 *
 * @param rest the frame's larger part, in memory that the next frame will have
 * @throws {SmbError} ERR_SMB_SIGNATURE when it was altered, ProtocolError when nobody agreed to seal
 */
export function unseal(exchange: Core, frame: Uint8Array, rest: Uint8Array | undefined): Unsealed {
  if (rest === undefined) readTransform(frame);
  const sessionId = transformSession(frame);
  const unsealer = exchange.security.of(sessionId)?.sealing?.unsealer;
  if (unsealer === undefined) {
    throw new ProtocolError('the server sent an encrypted message on a session without encryption');
  }
  const opened =
    rest === undefined ? whole(unsealer.unseal(frame)) : inParts(exchange, unsealer, frame, rest);
  if (opened === undefined) {
    throw new SmbError({
      code: 'ERR_SMB_SIGNATURE',
      message:
        'an encrypted message of the server does not hold its tag: somebody on the network may have altered it',
      fatal: true,
      outcome: 'unknown',
    });
  }
  if (protocolOf(opened.message) !== 'smb2') {
    throw new ProtocolError('the server encrypted something that is not an SMB2 message');
  }
  return { ...opened, sessionId };
}

type Opened = Pick<Unsealed, 'message' | 'rest'>;

function whole(message: Uint8Array | undefined): Opened | undefined {
  return message && { message };
}

function inParts(
  exchange: Core,
  unsealer: Unsealer,
  frame: Uint8Array,
  rest: Uint8Array,
): Opened | undefined {
  const opening = unsealer.begin?.(frame, frame.length + rest.length);
  if (opening === undefined) throw new ProtocolError('a sealed frame in two parts that has to be whole');
  const head = new Uint8Array(HEAD);
  const first = frame.subarray(TRANSFORM_SIZE);
  const second = rest.subarray(0, HEAD - first.length);
  opening.update(first, head);
  opening.update(second, head.subarray(first.length));
  const left = rest.subarray(second.length);

  const target = meant(exchange, head, left.length);
  if (target !== undefined) {
    opening.update(left, target);
    return opening.holds() ? { message: head, rest: target } : undefined;
  }
  const message = Buffer.allocUnsafeSlow(HEAD + left.length);
  message.set(head);
  opening.update(left, message.subarray(HEAD));
  return opening.holds() ? { message } : undefined;
}

/** Where a head says that its payload belongs. It may lie as long as its tag is unknown, and then that is the error. */
function meant(exchange: Core, head: Uint8Array, length: number): Uint8Array | undefined {
  try {
    return placePayload(exchange, head, length);
  } catch {
    return undefined;
  }
}

// [MS-NLMP] 3.4.4.2 message signatures With Extended Session Security, 3.4.5.2 SIGNKEY, 3.4.5.3 SEALKEY
import { createHash, timingSafeEqual } from 'node:crypto';
import { hmacMd5 } from '../crypto/hmac-md5.ts';
import { createRc4 } from '../crypto/rc4.ts';
import type { Role } from '../crypto/role.ts';
import { u32, viewOf } from '../wire/fields.ts';
import { MessageSignature } from '../wire/nlmp/message-signature.ts';

/** Signs what we send and verifies what we receive, in order: each direction counts its messages. */
export interface NtlmSecurity {
  sign(message: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * Session security as negotiated with EXTENDED_SESSIONSECURITY and 128.
 *
 * @param exportedKey the exported session key
 * @param keyExchange whether KEY_EXCH was negotiated, too
 */
export function createNtlmSecurity(exportedKey: Uint8Array, role: Role, keyExchange = true): NtlmSecurity {
  const ours = createDirection(exportedKey, role, keyExchange);
  const theirs = createDirection(exportedKey, role === 'client' ? 'server' : 'client', keyExchange);
  return {
    sign: ours,
    verify(message, signature) {
      const expected = theirs(message);
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    },
  };
}

/** Client-to-server or server-to-client. */
export function signKey(exportedKey: Uint8Array, sender: Role): Uint8Array {
  return magic(exportedKey, sender, 'signing');
}

/** With 128-bit keys. */
export function sealKey(exportedKey: Uint8Array, sender: Role): Uint8Array {
  return magic(exportedKey, sender, 'sealing');
}

function magic(key: Uint8Array, sender: Role, purpose: string): Uint8Array {
  const way = sender === 'client' ? 'client-to-server' : 'server-to-client';
  return createHash('md5')
    .update(key)
    .update(`session key to ${way} ${purpose} key magic constant\0`)
    .digest();
}

function createDirection(
  exportedKey: Uint8Array,
  sender: Role,
  keyExchange: boolean,
): (message: Uint8Array) => Uint8Array {
  const key = signKey(exportedKey, sender);
  // KEY_EXCH means that the checksum goes through the sealing stream, which runs on from message to message
  const seal = keyExchange ? createRc4(sealKey(exportedKey, sender)) : asItIs;
  const counter = new Uint8Array(4);
  let seqNum = 0;
  return message => {
    u32.write(viewOf(counter), 0, seqNum);
    const checksum = seal(hmacMd5(key, counter, message).subarray(0, 8));
    return MessageSignature.encode({ checksum, seqNum: seqNum++ });
  };
}

function asItIs(checksum: Uint8Array): Uint8Array {
  return checksum;
}

// [MS-NLMP] 3.3.2 NTLM v2 Authentication, 3.1.5.1.2 (MIC, key exchange)
import { hmacMd5 } from '../crypto/hmac-md5.ts';
import { md4 } from '../crypto/md4.ts';
import { createRc4 } from '../crypto/rc4.ts';
import { writeUtf16 } from '../wire/tails.ts';

/** NTOWFv2: the key that stands for the password; the domain counts as it is spelled. */
export function ntowfv2(password: string, username: string, domain: string): Uint8Array {
  return hmacMd5(md4(writeUtf16(password)), writeUtf16(upcase(username) + domain));
}

/** How Windows compares user names. It maps one code unit to one: a letter whose capital is several (ß) stays. */
export function upcase(text: string): string {
  return Array.from(text, letter => {
    const capital = letter.toUpperCase();
    return capital.length === letter.length ? capital : letter;
  }).join('');
}

/** NTProofStr: proves knowledge of the response key for that challenge and that `temp`. */
export function ntProofStr(
  responseKey: Uint8Array,
  serverChallenge: Uint8Array,
  temp: Uint8Array,
): Uint8Array {
  return hmacMd5(responseKey, serverChallenge, temp);
}

/** SessionBaseKey, which is NTLMv2's KeyExchangeKey too (3.4.5.1 KXKEY). */
export function sessionBaseKey(responseKey: Uint8Array, proof: Uint8Array): Uint8Array {
  return hmacMd5(responseKey, proof);
}

/** The exported session key encrypted for the other side, or decrypted again: RC4 is its own reverse. */
export function exchangeKey(keyExchangeKey: Uint8Array, key: Uint8Array): Uint8Array {
  return createRc4(keyExchangeKey)(key);
}

/** MIC over the three messages, the last with zeros in its MIC field. */
export function messageIntegrity(exportedKey: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array {
  return hmacMd5(exportedKey, ...messages);
}

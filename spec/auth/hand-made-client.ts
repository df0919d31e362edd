import { createHmac } from 'node:crypto';
import { md4 } from '../../lib/crypto/md4.ts';
import { createRc4 } from '../../lib/crypto/rc4.ts';
import { encodeAuthenticateMessage } from '../../lib/wire/nlmp/authenticate-message.ts';
import { AvId, type AvPair, decodeAvPairs, encodeAvPairs } from '../../lib/wire/nlmp/av-pair.ts';
import { decodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';

/** What a client says that is not ours: everything may be otherwise than it should. */
export interface HandMade {
  readonly username?: string;
  readonly password?: string;
  readonly domain?: string;
  readonly flags?: number;
  /** Whether its response announces a MIC. Default: it does. */
  readonly announced?: boolean;
  /** What is in the MIC field. Default: the right one. */
  readonly mic?: (right: Uint8Array) => Uint8Array;
  /** Instead of the NTLMv2 response that it made. */
  readonly response?: (right: Uint8Array) => Uint8Array;
  /** Instead of the LM response, which is zeros. */
  readonly lm?: Uint8Array;
  /** Instead of the exported session key, encrypted. */
  readonly wrapped?: Uint8Array;
}

/** UNICODE, REQUEST_TARGET, SIGN, NTLM, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY, TARGET_INFO, VERSION, 128, KEY_EXCH, 56. */
export const ALL_FLAGS = 0xe2888215;
export const KEY_EXCH = 0x40000000;
/** What it takes for its session key. */
export const EXPORTED = new Uint8Array(16).fill(0x55);

/**
 * An AUTHENTICATE_MESSAGE made apart from the client in lib: it shares only codecs, MD4 and RC4 with it.
 *
 * @returns the message, and the key that it exports
 */
export function authenticate(negotiate: Uint8Array, challenge: Uint8Array, options: HandMade = {}) {
  const { username = 'User', password = 'Password', domain = 'Domain', flags = ALL_FLAGS } = options;
  const { serverChallenge, targetInfo } = decodeChallengeMessage(challenge);
  const announced: AvPair[] =
    options.announced === false ? [] : [{ avId: AvId.MsvAvFlags, value: Uint8Array.of(2, 0, 0, 0) }];
  const temp = Buffer.concat([
    Buffer.from('0101000000000000', 'hex'),
    Buffer.alloc(8, 0x11),
    Buffer.alloc(8, 0xaa),
    Buffer.alloc(4),
    encodeAvPairs([...decodeAvPairs(targetInfo), ...announced]),
    Buffer.alloc(4),
  ]);
  const key = hmac(md4(utf16(password)), utf16(username.toUpperCase() + domain));
  const proof = hmac(key, serverChallenge, temp);
  const keyExchangeKey = hmac(key, proof);
  const exported = flags & KEY_EXCH ? EXPORTED : keyExchangeKey;
  const response = Buffer.concat([proof, temp]);
  const message = Buffer.from(
    encodeAuthenticateMessage({
      negotiateFlags: flags,
      domainName: domain,
      userName: username,
      workstation: '',
      lmChallengeResponse: options.lm ?? Buffer.alloc(24),
      ntChallengeResponse: options.response?.(response) ?? response,
      encryptedRandomSessionKey:
        options.wrapped ?? (flags & KEY_EXCH ? createRc4(keyExchangeKey)(EXPORTED) : Buffer.alloc(0)),
    }),
  );
  const right = hmac(exported, negotiate, challenge, message);
  message.set(options.mic?.(right) ?? right, 72);
  return { message, exported };
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  return createHmac('md5', key).update(Buffer.concat(parts)).digest();
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

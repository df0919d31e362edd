import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { md4 } from '../../lib/crypto/md4.ts';
import { createRc4 } from '../../lib/crypto/rc4.ts';
import { type NtlmSecurity, createNtlmSecurity } from '../../lib/auth/ntlm-security.ts';
import {
  type AuthenticateMessage,
  decodeAuthenticateMessage,
} from '../../lib/wire/nlmp/authenticate-message.ts';
import { AvId, type AvPair, avValue, decodeAvPairs, encodeAvPairs } from '../../lib/wire/nlmp/av-pair.ts';
import { encodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { NegotiateFlags } from '../../lib/wire/nlmp/negotiate-flags.ts';
import { decodeNegotiateMessage } from '../../lib/wire/nlmp/negotiate-message.ts';

/** What the server's account database and configuration say. */
export interface NtlmServerOptions {
  readonly username?: string;
  readonly password?: string;
  readonly domain?: string;
  readonly timestamp?: bigint | undefined;
  /** Flags that the challenge lacks. */
  readonly without?: number;
  /** Pairs beside the names and the timestamp. */
  readonly pairs?: readonly AvPair[];
}

const SERVER_CHALLENGE = Uint8Array.of(1, 35, 69, 103, 137, 171, 205, 239);

/** The server's side of NTLMv2, written apart from the client's: it shares only codecs, MD4, RC4 and message signatures with it. */
export class NtlmServer {
  readonly #options: NtlmServerOptions;
  readonly #messages: Uint8Array[] = [];
  #message: AuthenticateMessage | undefined;
  #sessionKey: Uint8Array | undefined;
  #security: NtlmSecurity | undefined;

  constructor(options: NtlmServerOptions) {
    this.#options = options;
  }

  /** The AUTHENTICATE_MESSAGE that came. */
  get message(): AuthenticateMessage {
    if (this.#message === undefined) throw new Error('no AUTHENTICATE_MESSAGE yet');
    return this.#message;
  }

  get sessionKey(): Uint8Array | undefined {
    return this.#sessionKey;
  }

  /** What the client put into its response. */
  get pairs(): AvPair[] {
    return decodeAvPairs(this.message.ntChallengeResponse.subarray(44));
  }

  challenge(negotiate: Uint8Array): Uint8Array {
    const { negotiateFlags } = decodeNegotiateMessage(negotiate);
    const { timestamp, without = 0, pairs = [] } = this.#options;
    const time = Buffer.alloc(8);
    time.writeBigUInt64LE(timestamp ?? 0n);
    const challenge = encodeChallengeMessage({
      negotiateFlags:
        (negotiateFlags | NegotiateFlags.TARGET_INFO | NegotiateFlags.TARGET_TYPE_SERVER) &
        ~without &
        0xffffffff,
      serverChallenge: SERVER_CHALLENGE,
      targetName: 'SERVER',
      targetInfo: encodeAvPairs([
        { avId: AvId.MsvAvNbDomainName, value: Buffer.from('DOMAIN', 'utf16le') },
        { avId: AvId.MsvAvNbComputerName, value: Buffer.from('SERVER', 'utf16le') },
        ...pairs,
        ...(timestamp === undefined ? [] : [{ avId: AvId.MsvAvTimestamp, value: time }]),
      ]),
    });
    this.#messages.push(negotiate, challenge);
    return challenge;
  }

  /** Whether the client proved itself. */
  accept(authenticate: Uint8Array): boolean {
    const message = (this.#message = decodeAuthenticateMessage(authenticate));
    const { username = '', password = '', domain = '' } = this.#options;
    const user = Buffer.from(username.toUpperCase() + domain, 'utf16le');
    const key = hmac(md4(Buffer.from(password, 'utf16le')), user);
    const proof = message.ntChallengeResponse.subarray(0, 16);
    if (!hmac(key, SERVER_CHALLENGE, message.ntChallengeResponse.subarray(16)).equals(proof)) return false;
    this.#sessionKey = createRc4(hmac(key, proof))(message.encryptedRandomSessionKey);
    this.#security = createNtlmSecurity(this.#sessionKey, 'server');
    const flags = avValue(this.pairs, AvId.MsvAvFlags);
    return flags === undefined || (flags[0] ?? 0) < 2 || this.#micHolds(authenticate, this.#sessionKey);
  }

  sign(message: Uint8Array): Uint8Array {
    expect(this.#security, 'a key').not.to.equal(undefined);
    return this.#security?.sign(message) ?? new Uint8Array(0);
  }

  verify(message: Uint8Array, mic: Uint8Array): boolean {
    return this.#security?.verify(message, mic) ?? false;
  }

  #micHolds(authenticate: Uint8Array, sessionKey: Uint8Array): boolean {
    const bare = Uint8Array.from(authenticate).fill(0, 72, 88);
    return hmac(sessionKey, ...this.#messages, bare).equals(authenticate.subarray(72, 88));
  }
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  return createHmac('md5', key).update(Buffer.concat(parts)).digest();
}

// [MS-NLMP] 3.1.5.1 the client's side of NTLMv2
import { randomBytes } from 'node:crypto';
import { MIC_OFFSET, encodeAuthenticateMessage } from '../wire/nlmp/authenticate-message.ts';
import { type ChallengeMessage, decodeChallengeMessage } from '../wire/nlmp/challenge-message.ts';
import { NegotiateFlags } from '../wire/nlmp/negotiate-flags.ts';
import { encodeNegotiateMessage } from '../wire/nlmp/negotiate-message.ts';
import { Oid } from '../wire/spnego/oid.ts';
import { authError } from './auth-error.ts';
import type { Mechanism } from './authenticator.ts';
import { exchangeKey, messageIntegrity } from './ntlm-crypto.ts';
import type { NtlmOptions } from './ntlm-options.ts';
import { ANONYMOUS_RESPONSE, respond } from './ntlm-response.ts';
import { type NtlmSecurity, createNtlmSecurity } from './ntlm-security.ts';
import { NTLM_VERSION } from './ntlm-version.ts';

/** As Windows and Samba offer for SMB: signing (SMB seals by other means), and nothing of LM. */
const OFFERED =
  NegotiateFlags.UNICODE |
  NegotiateFlags.REQUEST_TARGET |
  NegotiateFlags.SIGN |
  NegotiateFlags.NTLM |
  NegotiateFlags.ALWAYS_SIGN |
  NegotiateFlags.EXTENDED_SESSIONSECURITY |
  NegotiateFlags.VERSION |
  NegotiateFlags.KEY_128 |
  NegotiateFlags.KEY_EXCH;

/** Without these the session key would be weak, or not ours to choose: a challenge that lacks one is refused. */
const REQUIRED = ['UNICODE', 'EXTENDED_SESSIONSECURITY', 'KEY_128', 'KEY_EXCH'] as const;

/**
 * NTLMv2: no LM and no NTLMv1 response is ever sent.
 *
 * @throws {TypeError} without a username, unless anonymous
 */
export function ntlm(options: NtlmOptions): Mechanism {
  if (!options.username && !options.anonymous) throw new TypeError('NTLM needs a username');
  return new Ntlm(options);
}

// A class with private fields, so that no inspection or log shows password or keys.
class Ntlm implements Mechanism {
  readonly oids = [Oid.NTLMSSP] as const;
  readonly #options: NtlmOptions;
  #negotiate: Uint8Array | undefined;
  #sessionKey: Uint8Array | undefined;
  #security: NtlmSecurity | undefined;
  #established = false;

  constructor(options: NtlmOptions) {
    this.#options = options;
  }

  get anonymous(): boolean {
    return this.#options.anonymous ?? false;
  }

  get established(): boolean {
    return this.#established;
  }

  get sessionKey(): Uint8Array | undefined {
    return this.#sessionKey;
  }

  step(token: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    return Promise.resolve().then(() => this.#next(token));
  }

  sign(message: Uint8Array): Uint8Array {
    if (this.#security === undefined) throw new TypeError('NTLM has no key to sign with');
    return this.#security.sign(message);
  }

  verify(message: Uint8Array, mic: Uint8Array): boolean {
    return this.#security?.verify(message, mic) ?? false;
  }

  #next(token: Uint8Array | undefined): Uint8Array {
    if (this.#established) throw authError('NTLM: the server goes on after the exchange was complete');
    if (this.#negotiate === undefined) {
      this.#negotiate = encodeNegotiateMessage({ negotiateFlags: OFFERED, version: NTLM_VERSION });
      return this.#negotiate;
    }
    if (token === undefined) throw authError('NTLM: the server sent no challenge');
    const message = this.#authenticate(this.#negotiate, token);
    this.#established = true;
    return message;
  }

  #authenticate(negotiate: Uint8Array, token: Uint8Array): Uint8Array {
    const challenge = decodeChallengeMessage(token);
    const missing = REQUIRED.filter(flag => !(challenge.negotiateFlags & NegotiateFlags[flag]));
    if (missing.length > 0) throw authError(`NTLM: the server's challenge lacks ${missing.join(', ')}`);
    const random = this.#options.random ?? randomBytes;
    const response = this.anonymous ? ANONYMOUS_RESPONSE : respond(this.#options, challenge, random);
    const exportedKey = random(16);
    const message = encodeAuthenticateMessage({
      negotiateFlags: agreedFlags(challenge) | (this.anonymous ? NegotiateFlags.ANONYMOUS : 0),
      domainName: this.anonymous ? '' : (this.#options.domain ?? ''),
      userName: this.anonymous ? '' : (this.#options.username ?? ''),
      workstation: this.#options.workstation ?? '',
      lmChallengeResponse: response.lm,
      ntChallengeResponse: response.nt,
      encryptedRandomSessionKey: exchangeKey(response.key, exportedKey),
      version: NTLM_VERSION,
    });
    if (response.withMic) message.set(messageIntegrity(exportedKey, negotiate, token, message), MIC_OFFSET);
    if (!this.anonymous) {
      this.#sessionKey = exportedKey;
      this.#security = createNtlmSecurity(exportedKey, 'client');
    }
    return message;
  }
}

/** What we offered and the server took, and what it told of itself. */
function agreedFlags({ negotiateFlags }: ChallengeMessage): NegotiateFlags {
  return (negotiateFlags & (OFFERED | NegotiateFlags.TARGET_INFO)) | NegotiateFlags.VERSION;
}

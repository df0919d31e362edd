// [MS-NLMP] 3.2.5.1 the server's side of NTLMv2
import { randomBytes } from 'node:crypto';
import { ProtocolError } from '../errors.ts';
import { type AuthenticateMessage, decodeAuthenticateMessage } from '../wire/nlmp/authenticate-message.ts';
import { AvId, encodeAvPairs } from '../wire/nlmp/av-pair.ts';
import { encodeChallengeMessage } from '../wire/nlmp/challenge-message.ts';
import { isNtlmMessage } from '../wire/nlmp/message-type.ts';
import { NegotiateFlags } from '../wire/nlmp/negotiate-flags.ts';
import { decodeNegotiateMessage } from '../wire/nlmp/negotiate-message.ts';
import { writeUtf16 } from '../wire/tails.ts';
import { Oid } from '../wire/spnego/oid.ts';
import { viewOf } from '../wire/fields.ts';
import type { AcceptingMechanism, Identity } from './acceptor.ts';
import { authError } from './auth-error.ts';
import { filetimeNow } from './filetime-now.ts';
import { exchangeKey } from './ntlm-crypto.ts';
import { type NtlmSecurity, createNtlmSecurity } from './ntlm-security.ts';
import { type NtlmLookup, type NtlmUsers, lookupIn } from './ntlm-users.ts';
import { announcesMic, isAnonymous, isOutdated, verifyMic, verifyProof } from './ntlm-verify.ts';
import { NTLM_VERSION } from './ntlm-version.ts';

/** Whom to let in, and who we are. */
export interface NtlmAcceptorOptions {
  readonly users: NtlmUsers;
  /** Let nobody in, too: a null session. @defaultValue false */
  readonly anonymous?: boolean | undefined;
  /** The server's NetBIOS name, which is its domain's as well. @defaultValue 'RXSMB' */
  readonly computer?: string | undefined;
  /** The server's DNS name. @defaultValue the NetBIOS name in small letters */
  readonly dnsName?: string | undefined;
  /** The present in FILETIME ticks. */
  readonly now?: (() => bigint) | undefined;
  /** A source of random bytes. */
  readonly random?: ((size: number) => Uint8Array) | undefined;
}

/** What we take of a client's offer; a client cannot switch on anything else. */
const SUPPORTED =
  NegotiateFlags.UNICODE |
  NegotiateFlags.REQUEST_TARGET |
  NegotiateFlags.SIGN |
  NegotiateFlags.SEAL |
  NegotiateFlags.NTLM |
  NegotiateFlags.ALWAYS_SIGN |
  NegotiateFlags.EXTENDED_SESSIONSECURITY |
  NegotiateFlags.VERSION |
  NegotiateFlags.KEY_128 |
  NegotiateFlags.KEY_EXCH |
  NegotiateFlags.KEY_56;

/** Without these names could not be read, or keys would be weak. */
const REQUIRED = ['UNICODE', 'EXTENDED_SESSIONSECURITY', 'KEY_128'] as const;

/**
 * Lets in who proves by NTLMv2 to know a user's password. LM and NTLMv1 get in nowhere, and whether there is
 * such a user shows neither in the error nor in the work that was done.
 *
 * @throws {SmbError} ERR_SMB_OPTION for a table of users that is none
 */
export function ntlmAcceptor(options: NtlmAcceptorOptions): AcceptingMechanism {
  return new NtlmAcceptor(options);
}

/** What is kept between the two steps. */
interface Pending {
  readonly negotiate: Uint8Array;
  readonly challenge: Uint8Array;
  readonly serverChallenge: Uint8Array;
  readonly flags: NegotiateFlags;
}

// A class with private fields, so that no inspection or log shows passwords or keys.
class NtlmAcceptor implements AcceptingMechanism {
  readonly oid = Oid.NTLMSSP;
  readonly #options: NtlmAcceptorOptions;
  readonly #lookup: NtlmLookup;
  #state: 'new' | 'over' | Pending = 'new';
  #identity: Identity | undefined;
  #sessionKey: Uint8Array | undefined;
  #security: NtlmSecurity | undefined;

  constructor(options: NtlmAcceptorOptions) {
    this.#options = options;
    this.#lookup = lookupIn(options.users);
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  get sessionKey(): Uint8Array | undefined {
    return this.#sessionKey;
  }

  speaks(token: Uint8Array): boolean {
    return isNtlmMessage(token);
  }

  async step(token: Uint8Array): Promise<Uint8Array | undefined> {
    const state = this.#state;
    // a challenge is good for one answer: a second would be a guess more
    this.#state = 'over';
    if (state === 'over') throw authError('NTLM: the client goes on after the exchange was over');
    if (state !== 'new') {
      await this.#authenticate(state, Uint8Array.from(token));
      return undefined;
    }
    const pending = this.#challenge(Uint8Array.from(token));
    this.#state = pending;
    return pending.challenge;
  }

  sign(message: Uint8Array): Uint8Array {
    if (this.#security === undefined) throw new TypeError('NTLM has no key to sign with');
    return this.#security.sign(message);
  }

  verify(message: Uint8Array, mic: Uint8Array): boolean {
    return this.#security?.verify(message, mic) ?? false;
  }

  #challenge(negotiate: Uint8Array): Pending {
    const { negotiateFlags } = decodeNegotiateMessage(negotiate);
    insist(negotiateFlags);
    const { computer = 'RXSMB', random = randomBytes } = this.#options;
    const flags =
      (negotiateFlags & SUPPORTED) | NegotiateFlags.TARGET_INFO | NegotiateFlags.TARGET_TYPE_SERVER;
    const serverChallenge = Uint8Array.from(random(8));
    const challenge = encodeChallengeMessage({
      negotiateFlags: flags >>> 0,
      serverChallenge,
      targetName: computer,
      targetInfo: targetInfo(this.#options, computer),
      version: NTLM_VERSION,
    });
    return { negotiate, challenge, serverChallenge, flags };
  }

  async #authenticate(pending: Pending, authenticate: Uint8Array): Promise<void> {
    const message = decodeAuthenticateMessage(authenticate);
    if (isAnonymous(message)) {
      this.#admitNobody(pending, message);
      return;
    }
    insist(message.negotiateFlags);
    if (isOutdated(message)) throw authError('NTLM: the client has no response of NTLMv2');
    const withMic = announcesMic(message);
    const { userName: user, domainName: domain } = message;
    const password = await this.#lookup(user, domain);
    // an unknown user costs the same work, and can guess nothing
    const key = verifyProof(message, pending.serverChallenge, password ?? '');
    if (password === undefined || key === undefined)
      throw authError('NTLM: the user or the password is wrong');
    const exportedKey = unwrapKey(pending, message, key);
    const { negotiate, challenge } = pending;
    if (withMic && !(message.mic && verifyMic(exportedKey, negotiate, challenge, authenticate)))
      throw authError('NTLM: the MIC is wrong: the exchange was altered');
    this.#sessionKey = exportedKey;
    this.#secure(pending, message, exportedKey);
    this.#identity = { user, domain, anonymous: false };
  }

  /**
   * Their key is made of zeros, which everybody knows: it serves the mechListMIC, and nothing else. Samba's client
   * gives up EXTENDED_SESSIONSECURITY here, and with it the mechListMIC.
   */
  #admitNobody(pending: Pending, message: AuthenticateMessage): void {
    if (!this.#options.anonymous) throw authError('NTLM: anonymous logins are not allowed');
    if (message.negotiateFlags & NegotiateFlags.EXTENDED_SESSIONSECURITY) {
      this.#secure(pending, message, unwrapKey(pending, message, new Uint8Array(16)));
    }
    this.#identity = { user: '', domain: '', anonymous: true };
  }

  #secure(pending: Pending, message: AuthenticateMessage, exportedKey: Uint8Array): void {
    this.#security = createNtlmSecurity(exportedKey, 'server', exchangesKey(pending, message));
  }
}

function insist(flags: NegotiateFlags): void {
  const missing = REQUIRED.filter(flag => !(flags & NegotiateFlags[flag]));
  if (missing.length > 0) throw authError(`NTLM: the client lacks ${missing.join(', ')}`);
}

function exchangesKey({ flags }: Pending, { negotiateFlags }: AuthenticateMessage): boolean {
  return (flags & negotiateFlags & NegotiateFlags.KEY_EXCH) !== 0;
}

/** The exported session key: the client's choice, or without KEY_EXCH the KeyExchangeKey itself. */
function unwrapKey(pending: Pending, message: AuthenticateMessage, key: Uint8Array): Uint8Array {
  if (!exchangesKey(pending, message)) return key;
  const wrapped = message.encryptedRandomSessionKey;
  if (wrapped.length !== 16) throw new ProtocolError(`NTLM: a session key of ${wrapped.length} bytes`);
  return exchangeKey(key, wrapped);
}

/** The timestamp asks the client for a MIC. A server of no domain is its own, as with Windows. */
function targetInfo(options: NtlmAcceptorOptions, computer: string): Uint8Array {
  const name = writeUtf16(computer);
  const dnsName = writeUtf16(options.dnsName ?? computer.toLowerCase());
  const time = new Uint8Array(8);
  viewOf(time).setBigUint64(0, (options.now ?? filetimeNow)(), true);
  return encodeAvPairs([
    { avId: AvId.MsvAvNbDomainName, value: name },
    { avId: AvId.MsvAvNbComputerName, value: name },
    { avId: AvId.MsvAvDnsDomainName, value: dnsName },
    { avId: AvId.MsvAvDnsComputerName, value: dnsName },
    { avId: AvId.MsvAvTimestamp, value: time },
  ]);
}

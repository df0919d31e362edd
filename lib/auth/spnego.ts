// RFC 4178, [MS-SPNG] the client's side of SPNEGO around one mechanism
import { ProtocolError } from '../errors.ts';
import {
  type DecodedNegTokenInit,
  decodeNegTokenInit,
  encodeMechTypes,
  encodeNegTokenInit,
} from '../wire/spnego/neg-token-init.ts';
import {
  NegState,
  type NegTokenResp,
  decodeNegTokenResp,
  encodeNegTokenResp,
} from '../wire/spnego/neg-token-resp.ts';
import { Oid } from '../wire/spnego/oid.ts';
import { authError } from './auth-error.ts';
import type { Authenticator, Mechanism } from './authenticator.ts';

const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(Oid).map(([name, oid]) => [oid, name]),
);

/**
 * Wraps a mechanism so that servers of SMB take it: its messages travel in negTokenInit and negTokenResp, and
 * the list of mechanisms is protected by a mechListMIC.
 */
export function spnego(mechanism: Mechanism): Authenticator {
  return new Spnego(mechanism);
}

class Spnego implements Authenticator {
  readonly #mechanism: Mechanism;
  readonly #mechTypes: Uint8Array;
  #begun = false;
  #micSent = false;
  #micSeen = false;
  #micNeeded = false;

  constructor(mechanism: Mechanism) {
    this.#mechanism = mechanism;
    this.#mechTypes = encodeMechTypes(mechanism.oids);
  }

  get sessionKey(): Uint8Array | undefined {
    return this.#mechanism.sessionKey;
  }

  get anonymous(): boolean {
    return this.#mechanism.anonymous;
  }

  async step(token: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    if (!this.#begun) return this.#begin(token);
    if (!token?.length) throw authError('SPNEGO: the server asks to go on but sent no token');
    const reply = this.#read(token);
    const message = reply.responseToken && (await this.#mechanism.step(reply.responseToken));
    this.#verify(reply);
    const mechListMIC = this.#sign();
    // our answers never carry the SPNEGO OID nor a supportedMech: Samba takes neither beside NTLM's last message
    if (message ?? mechListMIC) {
      const negState =
        this.#mechanism.established && !message ? NegState.ACCEPT_COMPLETED : NegState.ACCEPT_INCOMPLETE;
      return encodeNegTokenResp({ negState, responseToken: message, mechListMIC });
    }
    return undefined;
  }

  async finish(token: Uint8Array | undefined): Promise<void> {
    if (token?.length) {
      const reply = this.#read(token);
      const message = reply.responseToken?.length && (await this.#mechanism.step(reply.responseToken));
      if (message) throw authError('SPNEGO: the server accepted before the exchange was complete');
      this.#verify(reply);
    }
    if (!this.#mechanism.established) {
      throw authError('SPNEGO: the server accepted before the exchange was complete');
    }
    if (this.#micNeeded && !this.#micSeen && !this.anonymous) {
      throw authError('SPNEGO: the server did not protect the choice of the mechanism');
    }
  }

  async #begin(hint: Uint8Array | undefined): Promise<Uint8Array> {
    this.#begun = true;
    if (hint?.length) this.#consider(decodeNegTokenInit(hint));
    const mechToken = await this.#mechanism.step(undefined);
    return encodeNegTokenInit({ mechTypes: this.#mechanism.oids, mechToken });
  }

  /** The server's list is not protected: it can only end an attempt that would fail anyway, with a better reason. */
  #consider({ mechTypes }: DecodedNegTokenInit): void {
    const { oids } = this.#mechanism;
    if (mechTypes.some(oid => oids.includes(oid))) return;
    const [wanted, offered] = [oids, mechTypes].map(list => list.map(oid => NAMES[oid] ?? oid).join(', '));
    throw authError(`the server does not offer ${wanted}, only ${offered}`);
  }

  #read(token: Uint8Array): NegTokenResp {
    const reply = decodeNegTokenResp(token);
    const { negState, supportedMech } = reply;
    if (negState === NegState.REJECT) throw authError('SPNEGO: the server rejected the login');
    if (negState === NegState.REQUEST_MIC) this.#micNeeded = true;
    if (supportedMech !== undefined) {
      const { oids } = this.#mechanism;
      if (!oids.includes(supportedMech)) {
        throw authError(
          `SPNEGO: the server chose ${NAMES[supportedMech] ?? supportedMech}, which was not offered`,
        );
      }
      // RFC 4178 5: whoever altered the list could have made the server choose so
      if (supportedMech !== oids[0]) this.#micNeeded = true;
    }
    return reply;
  }

  /** Ours goes out as soon as there is a key, whether or not it is asked for: then none can be cut out unnoticed. */
  #sign(): Uint8Array | undefined {
    if (this.#micSent || this.anonymous || !this.#mechanism.established) return undefined;
    this.#micSent = true;
    return this.#mechanism.sign(this.#mechTypes);
  }

  #verify({ mechListMIC }: NegTokenResp): void {
    if (mechListMIC === undefined || this.anonymous) return;
    if (!this.#mechanism.established)
      throw new ProtocolError('SPNEGO: a mechListMIC came before there was a key');
    if (!this.#mechanism.verify(this.#mechTypes, mechListMIC)) {
      throw authError('SPNEGO: the mechListMIC is wrong: the negotiation was altered');
    }
    this.#micSeen = true;
  }
}

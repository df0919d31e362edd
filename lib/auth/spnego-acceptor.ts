// RFC 4178, [MS-SPNG] the server's side of SPNEGO around one mechanism
import { ProtocolError } from '../errors.ts';
import { decodeNegTokenInit, encodeNegTokenInit } from '../wire/spnego/neg-token-init.ts';
import {
  NegState,
  type NegTokenResp,
  decodeNegTokenResp,
  encodeNegTokenResp,
} from '../wire/spnego/neg-token-resp.ts';
import type { AcceptingMechanism, Acceptor, AcceptorReply } from './acceptor.ts';
import { authError } from './auth-error.ts';

/** What Windows and Samba say there; old clients look for it. */
const HINT_NAME = 'not_defined_in_RFC4178@please_ignore';

/**
 * Lets in who proves themselves by that mechanism, in SPNEGO or, as Linux' cifs does, without it.
 *
 * The client's list of mechanisms is not protected while it travels: where another than its first one is taken,
 * the client has to sign the list (mechListMIC) before it is let in.
 */
export function spnegoAcceptor(mechanism: AcceptingMechanism): Acceptor {
  return new SpnegoAcceptor(mechanism);
}

type Step = (token: Uint8Array) => Promise<AcceptorReply>;

class SpnegoAcceptor implements Acceptor {
  readonly #mechanism: AcceptingMechanism;
  /** The list as the client sent it, which the mechListMICs are computed over. */
  #mechTypes = new Uint8Array(0);
  #micNeeded = false;
  #next: Step | undefined = token => this.#begin(token);

  constructor(mechanism: AcceptingMechanism) {
    this.#mechanism = mechanism;
  }

  hint(): Uint8Array {
    return encodeNegTokenInit({ mechTypes: [this.#mechanism.oid], hintName: HINT_NAME });
  }

  async step(token: Uint8Array): Promise<AcceptorReply> {
    const next = this.#next;
    // only a step that went well opens the next: what failed stays failed, and two at once are one too many
    this.#next = undefined;
    if (next === undefined) throw authError('SPNEGO: the client goes on after the exchange was over');
    return next(token);
  }

  #begin(token: Uint8Array): Promise<AcceptorReply> {
    return this.#mechanism.speaks(token) ? this.#stepRaw(token) : this.#choose(token);
  }

  async #stepRaw(token: Uint8Array): Promise<AcceptorReply> {
    const message = await this.#mechanism.step(token);
    if (message === undefined) return this.#admit(undefined);
    return this.#continue(message, answer => this.#stepRaw(answer));
  }

  async #choose(token: Uint8Array): Promise<AcceptorReply> {
    const { mechTypes, mechTypesDer, mechToken } = decodeNegTokenInit(token);
    const supportedMech = this.#mechanism.oid;
    if (!mechTypes.includes(supportedMech)) throw authError('SPNEGO: the client offers no mechanism of ours');
    this.#mechTypes = Uint8Array.from(mechTypesDer);
    this.#micNeeded = mechTypes[0] !== supportedMech;
    const negState = this.#micNeeded ? NegState.REQUEST_MIC : NegState.ACCEPT_INCOMPLETE;
    // the token that came along is of the client's first mechanism
    const first = this.#micNeeded ? undefined : mechToken;
    const responseToken = first?.length ? await this.#mechanism.step(first) : undefined;
    return this.#continueWrapped({ negState, supportedMech, responseToken });
  }

  async #stepWrapped(token: Uint8Array): Promise<AcceptorReply> {
    const { negState, responseToken, mechListMIC } = decodeNegTokenResp(token);
    if (negState === NegState.REJECT) throw authError('SPNEGO: the client gave up');
    if (!responseToken?.length) throw new ProtocolError('SPNEGO: a negTokenResp without a token');
    const message = await this.#mechanism.step(responseToken);
    if (message)
      return this.#continueWrapped({ negState: NegState.ACCEPT_INCOMPLETE, responseToken: message });
    this.#verify(mechListMIC);
    // RFC 4178 5: both sides send one, or neither
    const ours = mechListMIC && this.#mechanism.sign(this.#mechTypes);
    return this.#admit(encodeNegTokenResp({ negState: NegState.ACCEPT_COMPLETED, mechListMIC: ours }));
  }

  /** Nobody's key is known to everybody, so that their signature proves nothing: it is not missed. */
  #verify(mechListMIC: Uint8Array | undefined): void {
    const holds = mechListMIC
      ? this.#mechanism.verify(this.#mechTypes, mechListMIC)
      : !this.#micNeeded || this.#mechanism.identity?.anonymous;
    if (!holds) throw authError('SPNEGO: the mechListMIC is wrong or missing: the negotiation was altered');
  }

  #continueWrapped(reply: NegTokenResp): AcceptorReply {
    return this.#continue(encodeNegTokenResp(reply), answer => this.#stepWrapped(answer));
  }

  #continue(token: Uint8Array, next: Step): AcceptorReply {
    this.#next = next;
    return { done: false, token };
  }

  #admit(token: Uint8Array | undefined): AcceptorReply {
    const { identity, sessionKey } = this.#mechanism;
    if (identity === undefined) throw new TypeError('a mechanism that answers nothing has to be complete');
    return { done: true, token, sessionKey, ...identity };
  }
}

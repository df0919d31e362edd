import type { Address, Connection } from '../commands/target.ts';
import { extendPreauth, PREAUTH_START } from '../crypto/preauth.ts';
import { SmbError } from '../errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { RELATED_FILE_ID } from '../wire/smb2/file-id.ts';
import type { Dialect } from '../wire/smb2/dialect.ts';
import type { Agreement } from './agreement.ts';
import { Leases } from './leases.ts';

/** One connection to a server: the exchange, and once NEGOTIATE is answered, what was agreed on. */
export class SmbConnection implements Connection {
  readonly exchange: Exchange;
  /** As the caller named it. */
  readonly host: string;
  readonly port: number;
  /** The session that speaks over it; Windows wants one even for an ECHO. */
  sessionId = 0n;
  /** What the server lets be kept, and may want back. */
  readonly leases = new Leases();
  #preauth = PREAUTH_START;
  #address: Address | undefined;
  #agreement: Agreement | undefined;

  constructor(exchange: Exchange, host: string, port: number) {
    this.exchange = exchange;
    this.host = host;
    this.port = port;
  }

  get agreement(): Agreement {
    if (this.#agreement === undefined) {
      throw new SmbError({
        code: 'ERR_SMB_PROTOCOL',
        message: 'nothing was negotiated yet',
        outcome: 'not-sent',
      });
    }
    return this.#agreement;
  }

  /** The hash over the negotiation ([MS-SMB2] 3.2.5.2): each session's own goes on from it. */
  get preauth(): Uint8Array {
    return this.#preauth;
  }

  /** Takes one message of the negotiation into the hash. */
  hash(message: readonly Uint8Array[]): void {
    this.#preauth = extendPreauth(this.#preauth, message);
  }

  /** NEGOTIATE is answered. */
  settle(agreement: Agreement): void {
    this.#agreement = agreement;
    this.#address = undefined;
    const { exchange } = this;
    exchange.multiCredit = agreement.multiCredit;
    const { maxReadSize, maxTransactSize } = agreement;
    exchange.frameLimit = 2 * (Math.max(maxReadSize, maxTransactSize) + 65_536); // a compound's replies come together
  }

  /** The dialect's number. */
  get dialect(): Dialect {
    return this.agreement.dialect;
  }

  /** The same object as long as nothing of it has changed: thousands of requests a second ask for it. */
  address(): Address {
    const { exchange, sessionId } = this;
    if (this.#address?.sessionId !== sessionId) {
      const limits = this.#agreement ?? UNNEGOTIATED;
      this.#address = { exchange, sessionId, treeId: 0, fileId: RELATED_FILE_ID, limits };
    }
    return this.#address;
  }
}

const UNNEGOTIATED = {
  maxReadSize: 65_536,
  maxWriteSize: 65_536,
  maxTransactSize: 65_536,
  multiCredit: false,
};

// [MS-SMB2] 3.3.1.5 Global
import { filetimeFromMs } from '../../wire/dtyp/filetime.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Acceptor } from '../../auth/acceptor.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import { DiskShare, type Share } from './share.ts';

/** What all connections of a server have in common. */
export class Host {
  readonly settings: Settings;
  readonly acceptor: () => Acceptor;
  /** Who we are, for as long as we run. */
  readonly guid: Uint8Array = randomBytes(16);
  readonly started = filetimeFromMs(Date.now());
  readonly name = 'RXSMB';
  readonly sessions = new Map<bigint, Session>();
  readonly #shares = new Map<string, Share>();
  #lastSession = 0n;
  #lastOpen = 0n;
  #clients = 0;

  /** @param acceptor somebody who logs in one session */
  constructor(settings: Settings, acceptor: () => Acceptor) {
    this.settings = settings;
    this.acceptor = acceptor;
    for (const [name, fs] of settings.shares) this.#shares.set(name.toUpperCase(), new DiskShare(name, fs));
    this.#shares.set('IPC$', { kind: 'pipe', name: 'IPC$' });
  }

  /** All that can be entered. */
  get shares(): readonly Share[] {
    return [...this.#shares.values()];
  }

  share(name: string): Share | undefined {
    return this.#shares.get(name.toUpperCase());
  }

  nextSessionId(): bigint {
    return ++this.#lastSession;
  }

  /** Numbers the clients. */
  nextClient(): number {
    return ++this.#clients;
  }

  /** A FileId that no open of this run ever had: a stale one must not reach another file. */
  nextFileId(): { readonly persistent: bigint; readonly volatile: bigint } {
    const id = ++this.#lastOpen;
    return { persistent: id, volatile: id };
  }
}

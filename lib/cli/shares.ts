import { type Mount, mount } from '../share/mount.ts';
import type { ShareInfo } from '../share/services/share-info.ts';
import { shares, type SharesOptions } from '../share/services/shares.ts';
import type { Share } from '../share/share.ts';
import type { MountOptions } from '../target.ts';
import type { Access } from './access.ts';
import { type Location, shareKey } from './location.ts';

/** The shares of one command: each is mounted when it is first needed, and all are left at the end. */
export class Shares {
  readonly #access: Access;
  readonly #signal: AbortSignal;
  readonly #onMount: (share: Share, location: Location) => void;
  readonly #open = new Map<string, Promise<Share>>();

  constructor(access: Access, signal: AbortSignal, onMount: (share: Share, location: Location) => void) {
    this.#access = access;
    this.#signal = signal;
    this.#onMount = onMount;
  }

  /** The share that a URL lies in. One that has been lost is mounted anew. */
  async of(location: Location): Promise<Share> {
    const key = shareKey(location);
    let share = this.#open.get(key);
    if (share === undefined) {
      share = this.#mount(location, {});
      this.#open.set(key, share);
      const forget = () => this.#open.delete(key);
      share.then(({ closed }) => closed.then(forget, forget), forget);
    }
    return share;
  }

  /** Mounts once more, differently; the caller closes it. */
  async another(location: Location, options: MountOptions): Promise<Share> {
    return this.#mount(location, options);
  }

  /** What shares the server of a URL has, by a login for this question alone. */
  async listOf(location: Location, options: SharesOptions): Promise<ShareInfo[]> {
    const own = this.#access.optionsFor(location.target);
    return shares(location.url, { ...own, signal: this.#signal, ...options });
  }

  /** Leaves all shares. Never fails. */
  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#open.values());
    await Promise.all(all.map(async each => each.status === 'fulfilled' && (await each.value.close())));
  }

  async #mount(location: Location, options: MountOptions): Promise<Share> {
    const own = this.#access.optionsFor(location.target);
    const share = await entered(mount(location.url, { ...own, ...options }), this.#signal);
    this.#onMount(share, location);
    return share;
  }
}

/**
 * Waits for a mount. The signal ends the waiting and not the share, so that after it a verb can still tidy up on
 * the server.
 */
function entered(mounting: Mount, signal: AbortSignal): Promise<Share> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const subscription = mounting.subscribe({
      next: share => {
        signal.removeEventListener('abort', abort);
        resolve(share);
      },
      error: reject, // after the mount, `share.closed` tells of the end
    });
    function abort(): void {
      subscription.unsubscribe();
      reject(signal.reason as Error);
    }
    signal.addEventListener('abort', abort, { once: true });
  });
}

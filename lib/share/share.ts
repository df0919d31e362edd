import type { Observable } from 'rxjs';

import type { Connection, Session, Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import type { Lease } from '../session/lease.ts';
import type { MountedTree } from '../session/mounted-tree.ts';
import { type MountOptions, parseTarget, type Target } from '../target.ts';
import type { BreakNotification } from '../wire/smb2/lease-break.ts';
import type { ShareVerbs } from './contract/share-verbs.ts';
import { fsOf } from './fs/fs-of.ts';
import type { ShareFs } from './fs/share-fs.ts';
import { Mounting } from './mounting.ts';
import { type Negotiated, negotiatedOf } from './negotiated.ts';
import { promisesOf } from './promises.ts';
import { VerbHost } from './verb-host.ts';
import { volumeOf } from './volume.ts';

/**
 * A mounted share, with the verbs of `node:fs/promises`: each is cold, can be awaited or piped, and is cancelled
 * by unsubscribing.
 *
 * @example
 * ```ts
 * import { mount } from 'rxsmb';
 *
 * await using share = await mount('smb://user@server/share', { password: 'secret' });
 * for (const name of await share.readdir('/')) console.log(name);
 * ```
 */
export class Share extends VerbHost {
  /** Settles when the share is closed, and rejects where the link failed. Alone it never ends the process. */
  readonly closed: Promise<void>;
  readonly #mounted: MountedTree;
  #promises: ShareVerbs<'promise'> | undefined;
  #fs: ShareFs | undefined;

  /** The same as the function `mount`. */
  static mount(target: string | URL | MountOptions, options?: MountOptions): Mounting<Share> {
    return new Mounting(parseTarget(target, options), (mounted, found) => new Share(mounted, found));
  }

  /** @internal */
  constructor(mounted: MountedTree, target: Target) {
    const check = () => {
      if (mounted.leaving) throw closedError(mounted.loss);
    };
    const { namespace } = mounted;
    const { host, share, path, mapNames, symlinks } = target;
    super(volumeOf(mounted.tree, { host, share, path, mapNames, symlinks, namespace }, check));
    this.#mounted = mounted;
    this.closed = mounted.closed;
  }

  /** Where commands on this share are addressed to. */
  get tree(): Tree {
    return this.#mounted.tree;
  }

  /** Where commands of this login are addressed to. */
  get session(): Session {
    return this.#mounted.session;
  }

  /** Where commands on the connection (`echo`) are addressed to. */
  get connection(): Connection {
    return this.#mounted.connection;
  }

  /**
   * What was agreed on with the server: the dialect, the signing, the limits.
   *
   * @example
   * ```ts
   * const { dialect, signed } = share.info;
   * ```
   */
  get info(): Negotiated {
    return negotiatedOf(this.#mounted);
  }

  /**
   * The verbs with one answer as plain promises, for code that was written for `node:fs/promises`.
   *
   * @example
   * ```ts
   * const fs = share.promises;
   * await fs.mkdir('out', { recursive: true });
   * ```
   */
  get promises(): ShareVerbs<'promise'> {
    return (this.#promises ??= promisesOf(this));
  }

  /**
   * The share with the functions of `node:fs`, for packages that take one as their `fs` option.
   *
   * @example
   * ```ts
   * await git.clone({ fs: share.fs, http, dir: '/repo', url });
   * ```
   */
  get fs(): ShareFs {
    return (this.#fs ??= fsOf(this, this.promises));
  }

  /**
   * The leases and oplocks of the open files on this share's connection.
   *
   * @example
   * ```ts
   * for (const { path, state } of share.leases) console.log(path, state);
   * ```
   */
  get leases(): readonly Lease[] {
    return [...this.#mounted.connection.leases];
  }

  /**
   * Every notice that the server wants an oplock or a lease back, those of handles that `create` opened included:
   * whoever asked for those acknowledges them (`oplockBreak`, `leaseBreak`). Completes with the share.
   */
  get notices$(): Observable<BreakNotification> {
    return this.#mounted.connection.leases.notices$;
  }

  /** Waits for what is under way (2 s at most), gives the share back, logs off. Never fails. */
  close(): Promise<void> {
    return this.#mounted.leave();
  }

  /** `await using share = await mount(...)` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  abort(error: Error): void {
    this.#mounted.abort(error);
  }
}

function closedError(loss: Error | undefined): SmbError {
  const firstValue =
    'the share is closed. (firstValueFrom(mount(...)) unsubscribes after the first value, which closes the share: ' +
    'await mount(...) instead, or work inside mount(...).use())';
  return new SmbError({
    code: 'ERR_SMB_CLOSED',
    message: loss === undefined ? firstValue : `the share is gone: ${loss.message}. Mount it again`,
    outcome: 'not-sent',
    fatal: true,
    cause: loss,
  });
}

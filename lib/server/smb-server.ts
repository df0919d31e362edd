import { createServer, type Server } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { ntlmAcceptor } from '../auth/ntlm-acceptor.ts';
import { lookupIn } from '../auth/ntlm-users.ts';
import { spnegoAcceptor } from '../auth/spnego-acceptor.ts';
import { SmbError } from '../errors.ts';
import { type Served, serveStream } from './connection/serve-stream.ts';
import { type ServerOptions, settingsOf } from './server-options.ts';
import { Host } from './state/host.ts';

/**
 * An SMB server in this process.
 *
 * @example
 * ```ts
 * import { mount } from 'rxsmb';
 * import { memory, SmbServer } from 'rxsmb/server';
 *
 * await using server = await SmbServer.listen({
 *   shares: { docs: memory({ 'read.me': 'hello' }) },
 *   users: { alice: 'secret' },
 * });
 * const share = await mount(server.url('docs'), { password: 'secret' });
 * console.log(await share.readFile('read.me', 'utf8'));
 * await share.close();
 * ```
 */
export class SmbServer implements AsyncDisposable {
  readonly #host: Host;
  readonly #listener: Server;
  readonly #served = new Set<Served>();
  readonly #user: string | undefined;
  #address = { host: '', port: 0 };
  #closed: Promise<void> | undefined;

  private constructor(options: ServerOptions) {
    const { users = {}, anonymous = false } = options;
    const settings = settingsOf(options);
    const names = Object.keys(users);
    if (names.length === 0 && !anonymous) {
      throw new SmbError({
        code: 'ERR_SMB_OPTION',
        syscall: 'listen',
        message:
          'Nobody could log in: give the option users a name and a password, or set anonymous to true.',
        outcome: 'not-sent',
      });
    }
    this.#user = names[0];
    const lookup = lookupIn(users);
    this.#host = new Host(settings, () => spnegoAcceptor(ntlmAcceptor({ users: lookup, anonymous })));
    this.#listener = createServer({ noDelay: true }, socket => {
      this.#serve(socket);
    });
  }

  /**
   * Starts a server; resolves when it can be reached.
   *
   * @throws {SmbError} ERR_SMB_OPTION for options that cannot be meant so
   * @throws what `net.Server` fails with: EADDRINUSE when the port is taken, EACCES for ports below 1024
   */
  static async listen(options: ServerOptions): Promise<SmbServer> {
    const server = new SmbServer(options);
    await server.#listen(options.host ?? '127.0.0.1', options.port ?? 0);
    return server;
  }

  /** The address that it listens on. */
  get host(): string {
    return this.#address.host;
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#address.port;
  }

  /**
   * The URL of a share, with the first user in it and no password.
   * @throws {SmbError} ERR_SMB_OPTION when it serves no share of that name
   */
  url(share: string): string {
    if (this.#host.share(share) === undefined) {
      const names = this.#host.shares.map(({ name }) => name).join(', ');
      throw new SmbError({ code: 'ERR_SMB_OPTION', message: `there is no share '${share}', only ${names}` });
    }
    const user = this.#user === undefined ? '' : `${encodeURIComponent(this.#user)}@`;
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return `smb://${user}${host}:${this.port}/${encodeURIComponent(share)}`;
  }

  /**
   * A way in without a port: `mount({ transport: server.connect, ... })`. Bound, so that it can be handed over.
   */
  readonly connect = (): Duplex => {
    const [near, far] = duplexPair();
    if (this.#closed === undefined) this.#serve(far);
    else far.destroy();
    return near;
  };

  /** Stops listening, hangs up on every client and closes what they had open. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen({ host, port }, () => {
        this.#listener.off('error', reject);
        const address = this.#listener.address();
        if (address !== null && typeof address === 'object') {
          this.#address = { host: address.address, port: address.port };
        }
        resolve();
      });
    });
  }

  #serve(stream: Duplex): void {
    const served = serveStream(this.#host, stream);
    this.#served.add(served);
    stream.once('close', () => this.#served.delete(served));
  }

  async #close(): Promise<void> {
    const stopped = new Promise<void>(resolve => {
      this.#listener.close(() => {
        resolve();
      });
    });
    await Promise.all([...this.#served].map(served => served.close()));
    await stopped;
    for (const share of this.#host.shares) {
      if (share.kind === 'disk') await share.fs.close?.();
    }
  }
}

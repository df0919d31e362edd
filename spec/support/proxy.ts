import { once } from 'node:events';
import { type AddressInfo, createServer, connect, type Server, type Socket } from 'node:net';

/** What happens to the bytes of one direction, counted anew for each connection. */
export interface Faults {
  /** Every byte arrives so many milliseconds later. */
  readonly delay?: number;
  /** After so many bytes both sides get a reset. */
  readonly cutAfter?: number;
  /** After so many bytes nothing moves any more, and nobody is told. */
  readonly stallAfter?: number;
  /** After so many bytes the receiver gets an orderly end, perhaps amid a frame. */
  readonly truncateAfter?: number;
  /** The frame of this number, counted from 0, is sent twice (frames of [MS-SMB2] 2.1). */
  readonly duplicateFrame?: number;
}

/** The faults of both directions; they may be changed at any time. */
export interface ProxyFaults {
  /** From client to server. */
  readonly up?: Faults;
  /** From server to client. */
  readonly down?: Faults;
}

/** A TCP proxy before a server, which delays, cuts, stalls, truncates and repeats. */
export class FaultProxy implements AsyncDisposable {
  /** Connections accepted so far. */
  connections = 0;
  /** Bytes received from clients. */
  bytesUp = 0;
  /** Bytes received from the server. */
  bytesDown = 0;
  faults: ProxyFaults;

  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number, faults: ProxyFaults) {
    this.faults = faults;
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, client => {
      this.#accept(client, target);
    });
  }

  /** Starts a proxy on a free loopback port before `target`, a port of this machine. */
  static async start(target: number, faults: ProxyFaults = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, faults);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The port to connect to. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size / 2;
  }

  /** Resets every connection of this moment; new ones are accepted. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Resets everything and frees the port. */
  async close(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    this.cut();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(client: Socket, target: number): void {
    this.connections++;
    const server = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // a fault of the other side; `close` follows
      socket.on('close', () => this.#sockets.delete(socket));
    }
    // An orderly end travels behind the bytes, perhaps delayed; a reset does not wait.
    client.on('close', failed => {
      if (failed) server.resetAndDestroy();
    });
    server.on('close', failed => {
      if (failed) client.resetAndDestroy();
    });
    pump(client, server, bytes => {
      this.bytesUp += bytes;
      return this.faults.up ?? {};
    });
    pump(server, client, bytes => {
      this.bytesDown += bytes;
      return this.faults.down ?? {};
    });
  }
}

/** The most that waits in a delay or a slow receiver before the sender is paused. */
const HELD_MAX = 64 * 1024 * 1024;

/** libuv takes a reset that arrives together with data for an orderly end, so it comes a little later. */
const BEFORE_RESET_MS = 20;

/** Moves one direction of one connection. `faultsNow` counts bytes and says what may happen to them. */
function pump(from: Socket, to: Socket, faultsNow: (bytes: number) => Faults): void {
  let passed = 0;
  let held = 0;
  let over = false;
  const frames = new FrameCounter();

  from.on('data', (chunk: Buffer) => {
    const faults = faultsNow(chunk.length);
    if (over) return;
    const limit = Math.min(
      faults.cutAfter ?? Infinity,
      faults.stallAfter ?? Infinity,
      faults.truncateAfter ?? Infinity,
    );
    const part = chunk.subarray(0, Math.max(0, limit - passed));
    passed += part.length;
    later(faults, part.length, () => {
      for (const piece of frames.twice(part, faults.duplicateFrame)) to.write(piece);
    });
    if (passed < limit) return;
    over = true;
    later(faults, 0, () => {
      if (limit === faults.cutAfter) {
        setTimeout(() => {
          to.resetAndDestroy();
          from.resetAndDestroy();
        }, BEFORE_RESET_MS);
      } else if (limit === faults.truncateAfter) {
        to.end();
      }
    });
  });
  from.on('end', () => {
    if (!over) later(faultsNow(0), 0, () => to.end());
  });

  function resume(): void {
    from.resume();
  }
  function later(faults: Faults, bytes: number, work: () => void): void {
    held += bytes;
    if (held > HELD_MAX) from.pause();
    const done = () => {
      held -= bytes;
      if (!to.destroyed) work();
      if (to.writableNeedDrain) {
        from.pause();
        if (to.listenerCount('drain', resume) === 0) to.once('drain', resume);
      } else if (held <= HELD_MAX) {
        from.resume();
      }
    };
    // Timers of one length fire in the order in which they were set, so bytes stay in order.
    if (faults.delay === undefined || faults.delay === 0) done();
    else setTimeout(done, faults.delay);
  }
}

/** Follows the frames of a stream: four bytes, the last three of them the length, then so many bytes. */
class FrameCounter {
  #frame = -1;
  #head: number[] = [];
  #left = 0;
  readonly #copy: Buffer[] = [];

  /** The chunk in pieces, with frame number `wanted` once more behind its end. */
  twice(chunk: Buffer, wanted: number | undefined): Buffer[] {
    if (wanted === undefined) return [chunk];
    const pieces: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      const start = at;
      if (this.#left === 0) {
        if (this.#head.length === 0) this.#frame++;
        this.#head.push(chunk[at++]!);
        if (this.#head.length === 4) this.#left = Buffer.from(this.#head).readUIntBE(1, 3);
      } else {
        const step = Math.min(this.#left, chunk.length - at);
        at += step;
        this.#left -= step;
      }
      const piece = chunk.subarray(start, at);
      pieces.push(piece);
      if (this.#frame === wanted) this.#copy.push(piece);
      if (this.#left === 0 && this.#head.length === 4) {
        this.#head = [];
        if (this.#frame === wanted) pieces.push(...this.#copy.splice(0));
      }
    }
    return pieces;
  }
}

import { connect, type Socket } from 'node:net';

import { AbortError, SmbError } from '../errors.ts';
import { corked, type SendFrame } from './corked.ts';
import { Landing } from './landing.ts';
import type { Dial, FrameSink, Transport } from './transport.ts';

/** Where to connect to. */
export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds until the attempt fails with ETIMEDOUT. */
  readonly timeout: number;
}

/** Milliseconds that a server gets to take what was still to be sent when the pipe was closed. */
const LINGER = 2_000;

/** Milliseconds of a turn of the event loop that reading may take before others have theirs. */
const SLICE = 2;

/** Dials SMB over TCP ([MS-SMB2] 2.1), reading into the places that the landing names. */
export function tcp(options: TcpOptions): Dial {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new AbortError(signal));
        return;
      }
      const wire = new TcpTransport(options, sink);
      const timer = setTimeout(() => {
        fail(
          new SmbError({
            ...unreachable(options),
            code: 'ETIMEDOUT',
            message: `no answer from ${where(options)} within ${options.timeout} ms`,
          }),
        );
      }, options.timeout);
      const abort = () => {
        fail(new AbortError(signal));
      };
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      const fail = (error: Error) => {
        settle();
        wire.destroy();
        reject(error);
      };
      signal.addEventListener('abort', abort, { once: true });
      wire.socket.once('connect', () => {
        settle();
        wire.connected = true;
        resolve(wire);
      });
      wire.socket.once('error', (error: NodeJS.ErrnoException) => {
        if (!wire.connected)
          fail(
            new SmbError({
              ...unreachable(options),
              code: error.code ?? 'ECONNREFUSED',
              message: `cannot connect to ${where(options)}: ${error.message || String(error.code)}`,
              cause: error,
            }),
          );
      });
    });
}

class TcpTransport implements Transport {
  readonly socket: Socket;
  connected = false;
  readonly send: SendFrame;
  readonly #sink: FrameSink;
  readonly #landing: Landing;
  #failure: Error | undefined;
  /** Bytes of the place that was named last. */
  #room = 0;
  /** When this turn of the event loop began to read. */
  #since: number | undefined;

  constructor(options: TcpOptions, sink: FrameSink) {
    this.#sink = sink;
    this.#landing = new Landing(sink);
    this.socket = connect({
      host: options.host,
      port: options.port,
      noDelay: true,
      onread: {
        buffer: () => this.#buffer(),
        callback: count => this.#read(count),
      },
    });
    this.send = corked(this.socket);
    this.socket.on('error', error => (this.#failure ??= error));
    this.socket.on('end', () => {
      this.#guard(() => this.#landing.end());
    });
    this.socket.once('close', () => {
      if (this.connected) this.#sink.closed(this.#failure);
    });
  }

  close(): void {
    // not end(): a server that never sends its own FIN would keep the socket, and so the process
    this.socket.destroySoon();
    setTimeout(() => this.socket.destroy(), LINGER).unref();
  }

  destroy(): void {
    this.socket.destroy();
  }

  #buffer(): Uint8Array {
    const place = this.#guard(() => this.#landing.buffer()) ?? new Uint8Array(1);
    this.#room = place.length;
    return place;
  }

  /** False pauses the socket. libuv reads on at once, 32 times, while what comes fills the buffers to their ends. */
  #read(count: number): boolean {
    const isFull = count === this.#room;
    this.#guard(() => this.#landing.advance(count));
    if (this.socket.destroyed) return false;
    if (!isFull) this.#since = undefined;
    else if (performance.now() - (this.#since ??= performance.now()) > SLICE) {
      this.#since = undefined;
      setImmediate(() => this.socket.resume());
      return false;
    }
    return true;
  }

  /** A socket that outlived a throw in `onread` would go on reading into the same buffer. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#failure ??= error as Error;
      this.socket.destroy();
      return undefined;
    }
  }
}

function where({ host, port }: TcpOptions): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function unreachable(options: TcpOptions) {
  return {
    syscall: 'connect',
    outcome: 'not-sent',
    retryable: true,
    fatal: true,
    dest: where(options),
  } as const;
}

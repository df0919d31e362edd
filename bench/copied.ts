/**
 * Sees copies of bytes inside this process: whatever JavaScript has for copying between typed arrays, and what ciphers
 * write. It also knows the memory that the kernel filled or was given, so that a copy made some other way shows as
 * bytes of unknown origin. Load it before the library.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

type Memory = ArrayBufferLike;
type Seen = (self: unknown, args: readonly unknown[], result: unknown) => void;

/** Bytes that were written into memory of the process, since the last {@link Copies.reset}. */
export class Copies {
  /** From memory to memory. */
  moved = 0;
  /** By a cipher. */
  ciphered = 0;
  /** Handed to the kernel from memory that is neither the caller's nor the target of a copy that was seen. */
  unknown = 0;
  readonly #kernel = new WeakSet<Memory>();
  readonly #copies = new WeakSet<Memory>();
  readonly #given = new WeakSet<Memory>();

  /** Starts to look; for the rest of the process. */
  constructor() {
    const typed = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
    const fresh: Seen = (_self, _args, result) => this.#copied(result, sizeOf(result));
    after(typed, 'set', (self, [source]) => this.#copied(self, sizeOf(source)));
    after(typed, 'slice', fresh);
    after(typed, 'copyWithin', fresh);
    after(ArrayBuffer.prototype, 'slice', fresh);
    after(Buffer.prototype, 'copy', (_self, [target], count) => this.#copied(target, Number(count)));
    after(Buffer, 'concat', fresh);
    after(Buffer, 'from', (_self, [source], result) => {
      if (ArrayBuffer.isView(source)) this.#copied(result, source.byteLength);
    });
    const [key, nonce] = [Buffer.alloc(16), Buffer.alloc(12)];
    for (const cipher of [
      createCipheriv('aes-128-gcm', key, nonce),
      createDecipheriv('aes-128-gcm', key, nonce),
    ]) {
      after(Object.getPrototypeOf(cipher) as typeof cipher, 'update', (_self, _args, result) => {
        if (!ArrayBuffer.isView(result)) return;
        this.ciphered += result.byteLength;
        this.#copies.add(result.buffer);
      });
    }
    this.#watchReads();
    this.#watchWrites();
  }

  reset(): void {
    this.moved = this.ciphered = this.unknown = 0;
  }

  /** The caller's own memory, which may go to the kernel as it is. */
  give(memory: Uint8Array): void {
    this.#given.add(memory.buffer);
  }

  /** What the caller was given: the kernel filled its memory, or a copy that was counted did. */
  take(piece: Uint8Array): void {
    if (!this.#kernel.has(piece.buffer) && !this.#copies.has(piece.buffer)) this.unknown += piece.length;
  }

  #copied(target: unknown, bytes: number): void {
    if (bytes === 0) return;
    this.moved += bytes;
    this.#copies.add(ArrayBuffer.isView(target) ? target.buffer : (target as Memory));
  }

  #watchReads(): void {
    const kernel = this.#kernel;
    const { connect } = net;
    const watched = (options: net.TcpNetConnectOpts): net.Socket => {
      const place = options.onread?.buffer;
      if (options.onread === undefined || typeof place !== 'function') return connect(options);
      const buffer = () => {
        const memory = place();
        kernel.add(memory.buffer);
        return memory;
      };
      return connect({ ...options, onread: { ...options.onread, buffer } });
    };
    Object.assign(net, { connect: watched });
    syncBuiltinESMExports();
  }

  #watchWrites(): void {
    const sent = (part: unknown) => {
      if (!ArrayBuffer.isView(part) || part.byteLength < HEADERS) return;
      if (!this.#given.has(part.buffer) && !this.#copies.has(part.buffer)) this.unknown += part.byteLength;
    };
    after(net.Socket.prototype, '_write', (_self, [part]) => {
      sent(part);
    });
    after(net.Socket.prototype as Required<net.Socket>, '_writev', (_self, [parts]) => {
      for (const { chunk } of parts as readonly { readonly chunk: unknown }[]) sent(chunk);
    });
  }
}

/** Parts of a frame that are smaller than this hold no payload. */
const HEADERS = 1024;

function sizeOf(value: unknown): number {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? value.byteLength : 0;
}

/** Calls `seen` after each call of a method. */
function after<T extends object>(owner: T, name: keyof T, seen: Seen): void {
  const original = owner[name] as (...args: readonly unknown[]) => unknown;
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: readonly unknown[]): unknown {
      const result = Reflect.apply(original, this, args);
      seen(this, args, result);
      return result;
    },
  });
}

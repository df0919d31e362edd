import { ProtocolError } from '../errors.ts';

/**
 * A part of variable size behind the fixed fields of a structure: a name, a buffer, a list.
 * Where it lies is said by an `offsetOf` field, else it follows what stands before it.
 */
export interface Tail<T> {
  readonly tail: true;
  /** Where it may begin, as a multiple of this, counted from the start of the message. */
  readonly align: number;
  /** An empty one still gets a valid offset (the CREATE request's name). */
  readonly anchored?: boolean;
  /** What an omitted value is written as. */
  readonly fallback: T;
  size(value: T): number;
  /** Fills `target`, which is zeroed and exactly `size(value)` long. */
  write(target: Uint8Array, value: T): void;
  /** `count` is given where a `countOf` field exists. */
  read(bytes: Uint8Array, count: number | undefined): T;
  /** What a `countOf` field says. */
  count?(value: T): number;
}

const NOTHING = new Uint8Array(0);

/** Raw bytes; reading gives a view, not a copy. Omitted means none. */
export const bytes: Tail<Uint8Array> = {
  tail: true,
  align: 1,
  fallback: NOTHING,
  size: value => value.length,
  write: (target, value) => target.set(value),
  read: value => value,
};

/**
 * UTF-16LE text, lossless: lone surrogates pass both ways, because names on NTFS may hold them.
 * Omitted means the empty string.
 */
export const utf16: Tail<string> = {
  tail: true,
  align: 1,
  fallback: '',
  size: value => value.length * 2,
  write: (target, value) => void asBuffer(target).write(value, 'utf16le'),
  read: value => readUtf16(value),
};

/** The same tail with another alignment, or anchored. */
export function placed<T>(
  tail: Tail<T>,
  options: { readonly align?: number; readonly anchored?: boolean },
): Tail<T> {
  return { ...tail, ...options };
}

/** UTF-16LE bytes as a string, lone surrogates kept. */
export function readUtf16(value: Uint8Array): string {
  if (value.length % 2 !== 0) throw new ProtocolError(`UTF-16 text of ${value.length} bytes is not whole`);
  return asBuffer(value).toString('utf16le');
}

/** A string as UTF-16LE bytes, lone surrogates kept. */
export function writeUtf16(value: string): Uint8Array {
  return Buffer.from(value, 'utf16le');
}

function asBuffer(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

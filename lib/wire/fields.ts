import { ProtocolError } from '../errors.ts';

/**
 * One field of fixed size: how many bytes, how to read them, how to write them.
 * All numbers of the SMB2 family are little-endian.
 */
export interface Field<T> {
  readonly size: number;
  read(view: DataView, at: number): T;
  write(view: DataView, at: number, value: T): void;
  /** What an omitted value is written as; a field without it must be given. */
  readonly fallback?: T | undefined;
}

/** One unsigned byte; omitted means 0. */
export const u8: Field<number> = {
  size: 1,
  fallback: 0,
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => view.setUint8(at, value),
};

/** Two bytes, unsigned; omitted means 0. */
export const u16: Field<number> = {
  size: 2,
  fallback: 0,
  read: (view, at) => view.getUint16(at, true),
  write: (view, at, value) => view.setUint16(at, value, true),
};

/** Four bytes, unsigned; omitted means 0. */
export const u32: Field<number> = {
  size: 4,
  fallback: 0,
  read: (view, at) => view.getUint32(at, true),
  write: (view, at, value) => view.setUint32(at, value, true),
};

/** Four bytes, signed; omitted means 0. */
export const i32: Field<number> = {
  size: 4,
  fallback: 0,
  read: (view, at) => view.getInt32(at, true),
  write: (view, at, value) => view.setInt32(at, value, true),
};

/** Eight bytes, unsigned; omitted means 0n. */
export const u64: Field<bigint> = {
  size: 8,
  fallback: 0n,
  read: (view, at) => view.getBigUint64(at, true),
  write: (view, at, value) => view.setBigUint64(at, value, true),
};

/** Eight bytes, signed; omitted means 0n. */
export const i64: Field<bigint> = {
  size: 8,
  fallback: 0n,
  read: (view, at) => view.getBigInt64(at, true),
  write: (view, at, value) => view.setBigInt64(at, value, true),
};

/** A BOOLEAN of one byte; omitted means false. */
export const bool8: Field<boolean> = {
  size: 1,
  fallback: false,
  read: (view, at) => view.getUint8(at) !== 0,
  write: (view, at, value) => view.setUint8(at, value ? 1 : 0),
};

/** The same field, seen as a branded or narrowed number. */
export function as<T extends number>(field: Field<number>): Field<T> {
  return field as unknown as Field<T>;
}

/** A field whose value must be given when it is encoded. */
export interface Must<T> extends Field<T> {
  readonly must: true;
}

/** The same field, but it must be given. */
export function must<T>(field: Field<T>): Must<T> {
  return { ...field, fallback: undefined, must: true };
}

/** A fixed run of bytes; reading gives a view, not a copy. Omitted means zeros. */
export function blob(size: number): Field<Uint8Array> {
  return {
    size,
    fallback: new Uint8Array(size),
    read: (view, at) => new Uint8Array(view.buffer, view.byteOffset + at, size),
    write(view, at, value) {
      if (value.length !== size) throw new RangeError(`expected ${size} bytes, got ${value.length}`);
      new Uint8Array(view.buffer, view.byteOffset + at, size).set(value);
    },
  };
}

declare const hidden: unique symbol;

/** Fields that the codec fills in by itself and that its values do not show. */
export interface Hidden extends Field<undefined> {
  readonly [hidden]: true;
  /** The tail whose offset or length this field holds. */
  readonly of?: string;
  readonly holds?: 'offset' | 'length' | 'count';
  readonly raw: Field<number> | undefined;
}

function hide(rest: object): Hidden {
  return { read: () => undefined, write: () => undefined, fallback: undefined, ...rest } as unknown as Hidden;
}

/** Reserved bytes: zeros when written, ignored when read (`interop.md` 29: servers leave rubbish there). */
export function reserved(size: number): Hidden {
  return hide({ size, raw: undefined });
}

/** The offset of the tail `of`, counted from the start of the message; 0 when the tail is empty. */
export function offsetOf(of: string, raw: Field<number>): Hidden {
  return hide({ size: raw.size, raw, of, holds: 'offset' });
}

/** The length in bytes of the tail `of`. */
export function lengthOf(of: string, raw: Field<number>): Hidden {
  return hide({ size: raw.size, raw, of, holds: 'length' });
}

/** The number of elements of the tail `of`. */
export function countOf(of: string, raw: Field<number>): Hidden {
  return hide({ size: raw.size, raw, of, holds: 'count' });
}

/** Checks that `length` bytes at `at` lie inside `bytes`; hostile lengths end here. */
export function within(bytes: Uint8Array, at: number, length: number, what: string): Uint8Array {
  if (at < 0 || length < 0 || at + length > bytes.length) {
    throw new ProtocolError(`${what}: ${length} bytes at ${at} do not fit in ${bytes.length}`);
  }
  return bytes.subarray(at, at + length);
}

/** A DataView over the same memory. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

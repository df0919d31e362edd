import { ProtocolError } from '../errors.ts';
import { type Field, type Hidden, type Must, viewOf, within } from './fields.ts';
import type { Tail } from './tails.ts';

/** A structure as its specification lists it: names in wire order, fixed fields first, tails last. */
export type Layout = Record<string, Field<unknown> | Hidden | Tail<unknown>>;

type Part<F> = F extends Tail<infer T> ? T : F extends Field<infer T> ? T : never;
type Shown<L> = { [K in keyof L as L[K] extends Hidden ? never : K]: L[K] };
type Needed<L> = { [K in keyof L as L[K] extends Must<unknown> ? K : never]: L[K] };

/** What decoding a structure gives. */
export type Decoded<L> = { [K in keyof Shown<L>]: Part<Shown<L>[K]> };

/** What encoding a structure takes: everything may be left out but what `must` be given. */
export type Encodable<L> = { readonly [K in keyof Needed<L>]: Part<Needed<L>[K]> } & {
  readonly [K in keyof Shown<L>]?: Part<Shown<L>[K]> | undefined;
};

/** A declared structure: one list of fields gives the type, the size, and both directions. */
export interface Struct<L extends Layout> {
  /** As the specification calls it, for messages. */
  readonly name: string;
  /** Bytes of the fixed part, StructureSize included. */
  readonly fixed: number;
  /**
   * Bytes that `encode` would produce.
   * @param at where the structure begins in its message; alignment counts from the message's start
   */
  size(value: Encodable<L>, at?: number): number;
  /** Encodes into `target` (zeroed, long enough) at `at`; offsets count from the start of `target`. */
  encodeInto(target: Uint8Array, at: number, value: Encodable<L>): number;
  /**
   * Encodes alone. Offsets count as if `at` bytes (an SMB2 header) stood before.
   * @param at defaults to 0
   */
  encode(value: Encodable<L>, at?: number): Uint8Array;
  /**
   * Decodes what begins at `at`; every offset counts from the start of `message` and must stay inside.
   * @param at defaults to 0
   */
  decode(message: Uint8Array, at?: number): Decoded<L>;
}

/** The type of a declared structure's values. */
export type ValueOf<S> = S extends Struct<infer L> ? Decoded<L> : never;
/** The type that a declared structure encodes. */
export type InputOf<S> = S extends Struct<infer L> ? Encodable<L> : never;

interface FixedPart {
  readonly key: string;
  readonly at: number;
  readonly field: Field<unknown>;
}

interface TailPart {
  readonly key: string;
  readonly tail: Tail<unknown>;
  readonly offset?: FixedHidden;
  readonly length?: FixedHidden;
  readonly count?: FixedHidden;
}

interface FixedHidden {
  readonly at: number;
  readonly raw: Field<number>;
}

/**
 * Declares a structure once.
 *
 * @param name as the specification calls it
 * @param structureSize value of a leading StructureSize field, or `undefined` where there is none. An odd one
 *   announces a buffer of at least one byte, which `encode` provides.
 * @param layout fields in wire order
 * @throws {ProtocolError} from `decode`, when the bytes cannot be that structure
 */
export function struct<L extends Layout>(
  name: string,
  structureSize: number | undefined,
  layout: L,
): Struct<L> {
  const { fixedParts, tailParts, fixed } = compile(structureSize, layout);
  const least = tailParts.length > 0 && structureSize !== undefined ? structureSize : fixed;
  type Values = Record<string, unknown>;

  function size(value: Values, at = 0): number {
    let end = at + fixed;
    for (const { key, tail } of tailParts) {
      const length = tail.size(value[key] ?? tail.fallback);
      if (length > 0 || tail.anchored) end = alignUp(end, tail.align) + length;
    }
    return Math.max(end - at, least);
  }

  function encodeInto(target: Uint8Array, at: number, value: Values): number {
    const view = viewOf(target);
    if (structureSize !== undefined) view.setUint16(at, structureSize, true);
    for (const part of fixedParts) {
      const given = value[part.key] ?? part.field.fallback;
      if (given === undefined) throw new TypeError(`${name}: ${part.key} is missing`);
      part.field.write(view, at + part.at, given);
    }
    let end = at + fixed;
    for (const { key, tail, offset, length, count } of tailParts) {
      const given = value[key] ?? tail.fallback;
      const bytes = tail.size(given);
      const start = bytes > 0 || tail.anchored ? alignUp(end, tail.align) : end;
      if (bytes > 0) tail.write(target.subarray(start, start + bytes), given);
      if (bytes > 0 || tail.anchored) hold(view, at, offset, start, key);
      hold(view, at, length, bytes, key);
      hold(view, at, count, tail.count?.(given) ?? bytes, key);
      end = start + bytes;
    }
    return Math.max(end - at, least);
  }

  function hold(view: DataView, at: number, holder: FixedHidden | undefined, value: number, key: string) {
    if (holder === undefined) return;
    holder.raw.write(view, at + holder.at, value);
    // a name of 40,000 characters must not go out with the length of its low 16 bits
    if (holder.raw.read(view, at + holder.at) !== value) throw new RangeError(`${name}: ${key} is too long`);
  }

  function encode(value: Values, at = 0): Uint8Array {
    const target = zeroed(at + size(value, at));
    encodeInto(target, at, value);
    return at === 0 ? target : target.subarray(at);
  }

  function decode(message: Uint8Array, at = 0): Values {
    within(message, at, fixed, name);
    const view = viewOf(message);
    if (structureSize !== undefined && view.getUint16(at, true) !== structureSize) {
      throw new ProtocolError(`${name}: StructureSize ${view.getUint16(at, true)} is not ${structureSize}`);
    }
    const value: Values = {};
    for (const { key, field, at: from } of fixedParts) value[key] = field.read(view, at + from);
    let end = at + fixed;
    for (const { key, tail, offset, length, count } of tailParts) {
      const elements = count?.raw.read(view, at + count.at);
      const bytes = length?.raw.read(view, at + length.at) ?? (elements === 0 ? 0 : undefined);
      let start = offset?.raw.read(view, at + offset.at) ?? end;
      if (bytes === 0)
        start = end; // the offset of nothing may be anything
      else if (start < at + fixed)
        throw new ProtocolError(`${name}: ${key} at ${start} overlaps the fixed part`);
      const region = within(message, start, bytes ?? message.length - start, `${name}: ${key}`);
      const given = tail.read(region, elements);
      value[key] = given;
      // a counted tail that tells no length was shown all the rest: the next one follows what it used
      end = start + (bytes ?? tail.size(given));
    }
    return value;
  }

  return { name, fixed, size, encodeInto, encode, decode } as unknown as Struct<L>;
}

function compile(structureSize: number | undefined, layout: Layout) {
  let fixed = structureSize === undefined ? 0 : 2;
  const fixedParts: FixedPart[] = [];
  const holders = new Map<string, FixedHidden>();
  const tails: [string, Tail<unknown>][] = [];
  for (const [key, part] of Object.entries(layout)) {
    if ('tail' in part) {
      tails.push([key, part]);
      continue;
    }
    if (isHidden(part)) {
      if (part.raw !== undefined) holders.set(`${part.holds} ${part.of}`, { at: fixed, raw: part.raw });
    } else {
      fixedParts.push({ key, at: fixed, field: part });
    }
    fixed += part.size;
  }
  const tailParts = tails.map(([key, tail]): TailPart => {
    const held = (what: string) => holders.get(`${what} ${key}`);
    const [offset, length, count] = [held('offset'), held('length'), held('count')];
    return { key, tail, ...(offset && { offset }), ...(length && { length }), ...(count && { count }) };
  });
  return { fixedParts, tailParts, fixed };
}

function isHidden(part: Field<unknown>): part is Hidden {
  return 'raw' in part;
}

/**
 * Zeros for a small message. Out of Node's pool: memory of its own for each of them would cost more than filling it,
 * and the collector as much again.
 */
export function zeroed(length: number): Uint8Array {
  return Buffer.allocUnsafe(length).fill(0);
}

/** The next multiple of `align` at or after `value`. */
export function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

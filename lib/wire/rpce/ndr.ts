// [C706] 14.3 NDR constructed types, [MS-RPCE] 2.2.4
import { NdrReader, NdrWriter } from './ndr-memory.ts';

/**
 * How a type lies in the parameters of a call. What a pointer points at does not stand where the pointer does, but
 * behind whatever holds the pointer ([C706] 14.3.12.3), in the order of the pointers. So both directions take two
 * steps: the first does what stands here, the function that it returns does what was put off.
 *
 * Types are constants that hold each other, and none can hold itself: no bytes can nest them deeper.
 */
export interface NdrType<T> {
  /** Where it may begin, as a multiple of this. */
  readonly align: number;
  /** Bytes that it takes where it stands, at least. Never 0. */
  readonly least: number;
  read(from: NdrReader): () => T;
  write(to: NdrWriter, value: T): () => void;
}

/** The type of the values of an {@link NdrType}. */
export type NdrValue<T> = T extends NdrType<infer V> ? V : never;
/** Members of a structure, or parameters of a call, in wire order. */
export type NdrLayout = Readonly<Record<string, NdrType<unknown>>>;
/** The values of a layout. */
export type NdrValues<L> = { readonly [K in keyof L]: NdrValue<L[K]> };

const NOTHING = () => undefined;

/**
 * Elements of one array: a look-up asks for a thousand, and no server has that many shares. An answer of 16 MiB could
 * else hold half a million, each of which becomes an object many times its size.
 */
const MOST_ELEMENTS = 65_536;

/** A number of two bytes; an enum of IDL is one too. */
export const u16: NdrType<number> = {
  align: 2,
  least: 2,
  read: from => given(from.u16()),
  write(to, value) {
    to.u16(value);
    return NOTHING;
  },
};

/** A number of four bytes. */
export const u32: NdrType<number> = {
  align: 4,
  least: 4,
  read: from => given(from.u32()),
  write(to, value) {
    to.u32(value);
    return NOTHING;
  },
};

/** A signed number of four bytes. */
export const i32: NdrType<number> = {
  align: 4,
  least: 4,
  read: from => given(from.i32()),
  write(to, value) {
    to.u32(value >>> 0);
    return NOTHING;
  },
};

/** Bytes whose meaning is the server's: reading gives a copy, since they outlive the reply. */
export function opaque(size: number, align: number): NdrType<Uint8Array> {
  return {
    align,
    least: size,
    read(from) {
      from.align(align);
      return given(Uint8Array.from(from.take(size)));
    },
    write(to, value) {
      if (value.length !== size) throw new RangeError(`expected ${size} bytes, got ${value.length}`);
      to.align(align);
      to.put(value);
      return NOTHING;
    },
  };
}

/** A structure: its members one after the other, then what they point at. */
export function ndrStruct<L extends NdrLayout>(layout: L): NdrType<NdrValues<L>> {
  const members = Object.entries(layout);
  const align = Math.max(...members.map(([, type]) => type.align));
  return {
    align,
    least: members.reduce((sum, [, type]) => sum + type.least, 0),
    read(from) {
      from.align(align);
      const parts = members.map(([key, type]) => [key, type.read(from)] as const);
      return () => Object.fromEntries(parts.map(([key, rest]) => [key, rest()])) as NdrValues<L>;
    },
    write(to, values) {
      to.align(align);
      const rests = members.map(([key, type]) => type.write(to, (values as Record<string, unknown>)[key]));
      return all(rests);
    },
  };
}

/** A pointer that may be NULL ([unique], and [ref] where a structure holds it, which looks alike). */
export function pointer<T>(to: NdrType<T>): NdrType<T | null> {
  return {
    align: 4,
    least: 4,
    read: from => (from.u32() === 0 ? given(null) : () => to.read(from)()),
    write(writer, value) {
      if (value === null) {
        writer.u32(0);
        return NOTHING;
      }
      writer.referent();
      return () => {
        to.write(writer, value)();
      };
    },
  };
}

/** A conformant array: a count, and so many elements. */
export function array<T>(element: NdrType<T>): NdrType<readonly T[]> {
  return {
    align: Math.max(4, element.align),
    least: 4,
    read(from) {
      const count = from.count(element.least);
      if (count > MOST_ELEMENTS) from.fail(`${count} elements, of ${MOST_ELEMENTS} at most`);
      const rests = Array.from({ length: count }, () => element.read(from));
      return () => rests.map(rest => rest());
    },
    write(to, value) {
      to.u32(value.length);
      return all(value.map(each => element.write(to, each)));
    },
  };
}

/** A count, and a pointer to an array of so many; where there are none the pointer may be NULL. */
export function counted<T>(element: NdrType<T>): NdrType<readonly T[]> {
  const elements = array(element);
  return {
    align: 4,
    least: 8,
    read(from) {
      const count = from.u32();
      const pointed = from.u32() !== 0;
      return () => {
        const found = pointed ? elements.read(from)() : [];
        if (found.length !== count) from.fail(`${found.length} elements where ${count} were announced`);
        return found;
      };
    },
    write(to, value) {
      to.u32(value.length);
      if (value.length === 0) {
        to.u32(0);
        return NOTHING;
      }
      to.referent();
      return () => {
        elements.write(to, value)();
      };
    },
  };
}

/** A level, and what belongs to that level: a union of IDL, of which the caller knows the branch. */
export function leveled<T>(level: number, branch: NdrType<T>): NdrType<T> {
  const align = Math.max(4, branch.align);
  return {
    align,
    least: 4 + branch.least,
    read(from) {
      from.align(align);
      const found = from.u32();
      if (found !== level) from.fail(`level ${found} where ${level} was asked for`);
      return branch.read(from);
    },
    write(to, value) {
      to.align(align);
      to.u32(level);
      return branch.write(to, value);
    },
  };
}

/** The parameters of a call in one direction. */
export interface NdrParameters<T> {
  encode(values: T): Uint8Array;
  /** @throws {ProtocolError} when the bytes cannot be they */
  decode(bytes: Uint8Array): T;
}

/** Parameters one after the other, each followed by what it points at. */
export function parameters<L extends NdrLayout>(name: string, layout: L): NdrParameters<NdrValues<L>> {
  const members = Object.entries(layout);
  return {
    encode(values) {
      const to = new NdrWriter();
      for (const [key, type] of members) type.write(to, (values as Record<string, unknown>)[key])();
      return to.written;
    },
    decode(bytes) {
      const from = new NdrReader(bytes, name);
      return Object.fromEntries(members.map(([key, type]) => [key, type.read(from)()])) as NdrValues<L>;
    },
  };
}

function given<T>(value: T): () => T {
  return () => value;
}

function all(rests: readonly (() => void)[]): () => void {
  return () => {
    for (const rest of rests) rest();
  };
}

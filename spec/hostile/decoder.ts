import { ProtocolError } from '../../lib/errors.ts';
import type { Encodable, Layout, Struct } from '../../lib/wire/struct.ts';

/** One decoder of bytes, or of text, that somebody else wrote. */
export interface Decoder {
  /** Its file below `lib/` and its name there, as `discover` finds it. */
  readonly id: string;
  decode(bytes: Uint8Array): unknown;
  /** What `decode` gave becomes bytes that it reads as the same. */
  readonly encode?: ((value: never) => Uint8Array) | undefined;
  /** Bytes that it accepts: what mutations begin with. */
  readonly samples: readonly Uint8Array[];
  /** How it may refuse; by a `ProtocolError` where nothing is said. */
  readonly refuses?: ((error: unknown) => boolean) | undefined;
  /** How many bytes of result one byte may become, where that is more than {@link GROWTH}. */
  readonly growth?: number | undefined;
}

/** Bytes of result for each byte of input: a flag of one byte becomes a number, an empty element an object. */
export const GROWTH = 48;

/** Whether a decoder may end so. */
export function isRefusal({ refuses }: Decoder, error: unknown): boolean {
  return refuses === undefined ? error instanceof ProtocolError : refuses(error);
}

interface Codec<T, I> {
  encode(value: I): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** A codec of its own, with values whose encodings it accepts. */
export function codec<T, I>(
  id: string,
  { encode, decode }: Codec<T, I>,
  values: readonly NoInfer<I>[],
  more: Partial<Decoder> = {},
): Decoder {
  return {
    id,
    decode,
    encode,
    samples: values.map(value => Uint8Array.from(encode(value))),
    ...more,
  };
}

/** Bytes before the body of an SMB2 message, from which its offsets count. */
const HEADER = 64;

/** The body of an SMB2 message. */
export function body<L extends Layout>(
  id: string,
  struct: Struct<L>,
  ...values: readonly Encodable<L>[]
): Decoder {
  const encode = (value: Encodable<L>) =>
    Buffer.concat([new Uint8Array(HEADER), struct.encode(value, HEADER)]);
  return codec(id, { encode, decode: bytes => struct.decode(bytes, HEADER) as Encodable<L> }, values);
}

/** A list of entries, each as `decodeAll` gives it. */
export function list<T, I>(
  id: string,
  listing: { decodeAll(bytes: Uint8Array): T[]; encodeAll(entries: readonly I[]): Uint8Array },
  ...entries: readonly I[]
): Decoder {
  const { encodeAll, decodeAll } = listing;
  return codec(id, { encode: encodeAll, decode: decodeAll }, [[], entries.slice(0, 1), entries]);
}

/** A decoder that has no encoder. */
export function reader(
  id: string,
  decode: (bytes: Uint8Array) => unknown,
  samples: readonly Uint8Array[],
  more: Partial<Decoder> = {},
): Decoder {
  return { id, decode, samples: samples.map(sample => Uint8Array.from(sample)), ...more };
}

/** A parser of text: it gets the bytes as UTF-16, so that every text can come, and lone surrogates too. */
export function text(
  id: string,
  parse: (text: string) => unknown,
  samples: readonly string[],
  more: Partial<Decoder> = {},
): Decoder {
  return reader(
    id,
    bytes => parse(Buffer.from(bytes).toString('utf16le')),
    samples.map(sample => Buffer.from(sample, 'utf16le')),
    more,
  );
}

import fc from 'fast-check';

/** Where a change begins, how long it is, and what is put there: of numbers that say too much for any frame. */
interface Change {
  readonly kind: (typeof KINDS)[number];
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

const KINDS = [
  'u8',
  'u16',
  'u32',
  'u64',
  'big16',
  'big32',
  'cut',
  'double',
  'drop',
  'splice',
  'move',
] as const;

/** Samples of other decoders, to splice in. */
export type Strangers = readonly Uint8Array[];

/**
 * What a field becomes. Lengths, offsets, counts and steps lie at their edges: none, one, all bits, off by one, the sign
 * bit, and what leads to the frame's end, just before and just behind it.
 */
export function lies(was: number, width: number, at: number, frame: number): number[] {
  const all = 2 ** (8 * width);
  return [
    0,
    1,
    was + 1,
    was - 1,
    all - 1,
    all / 2,
    all / 2 - 1,
    frame,
    frame + 1,
    frame - at,
    frame - at + 1,
    was * 2,
  ]
    .map(value => ((value % all) + all) % all)
    .filter((value, index, list) => value !== was && list.indexOf(value) === index);
}

const CHANGES: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record<Change>({
    kind: fc.constantFrom(...KINDS),
    at: fc.nat(0xffff),
    length: fc.nat(64),
    value: fc.nat(0xffff),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Makes other bytes of those it gets, by a few changes; shrinks to fewer, smaller and earlier ones. */
export function mutations(strangers: Strangers): fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> {
  return CHANGES.map(list => bytes => list.reduce((all, each) => apply(all, each, strangers), bytes));
}

/** Bytes built from a sample of a decoder. */
export function mutated(samples: readonly Uint8Array[], strangers: Strangers): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.nat(samples.length - 1), mutations(strangers))
    .map(([which, mutate]) => mutate(samples[which] ?? new Uint8Array(0)));
}

/** Bytes of no origin. */
export const ANY_BYTES: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 200 });

/** One field of a frame with another value. */
export function withField(
  bytes: Uint8Array,
  at: number,
  width: number,
  value: number,
  little = true,
): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let index = 0; index < width && at + index < copy.length; index++) {
    const digit = little ? index : width - 1 - index;
    copy[at + index] = Math.floor(value / 2 ** (8 * digit)) % 256;
  }
  return copy;
}

/** The number that stands in a field. */
export function fieldAt(bytes: Uint8Array, at: number, width: number, little = true): number {
  const digits = Array.from(bytes.subarray(at, at + width));
  return (little ? digits.reverse() : digits).reduce((sum, digit) => sum * 256 + digit, 0);
}

const WIDTHS: Partial<Record<Change['kind'], number>> = { u8: 1, u16: 2, u32: 4, u64: 8, big16: 2, big32: 4 };

function apply(
  bytes: Uint8Array,
  { kind, at: where, length, value }: Change,
  strangers: Strangers,
): Uint8Array {
  const at = bytes.length === 0 ? 0 : where % bytes.length;
  const width = WIDTHS[kind];
  if (width !== undefined) {
    const little = !kind.startsWith('big');
    const choices = [...lies(fieldAt(bytes, at, width, little), width, at, bytes.length), value];
    return withField(bytes, at, width, choices[value % choices.length] ?? value, little);
  }
  const part = bytes.subarray(at, at + length);
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at + part.length)];
  switch (kind) {
    case 'cut':
      return Uint8Array.from(before);
    case 'double':
      return joined(before, part, part, behind);
    case 'drop':
      return joined(before, behind);
    case 'move':
      return joined(before, behind, part);
    default:
      return joined(before, (strangers[value % strangers.length] ?? part).subarray(0, length), behind);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

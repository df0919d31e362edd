import { type Decoder, GROWTH, isRefusal } from './decoder.ts';
import { isSameValue } from './same-value.ts';
import { stepsOf } from './work.ts';

/** Bytes on each side of a frame that are none of its business. */
const GUARD = 256;
/** Two kinds of neighbours: whoever reads them gives two results. */
const [ONE, OTHER] = [0xa5, 0x5a] as const;

/** Steps for each byte, and those that an empty frame may take. */
const STEPS_PER_BYTE = 16;
const STEPS_LEAST = 2_000;
/** Bytes of result that an empty frame may have: an object of all its fields. */
const RESULT_LEAST = 4_096;
/** Characters of an error: it says what is wrong and quotes no payload. */
const MESSAGE_MAX = 1_000;

let tried = 0;

/** Cases that were tried in this process. */
export function casesTried(): number {
  return tried;
}

/** One more case, of those that are tried elsewhere. */
export function countCase(): void {
  tried++;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Gives bytes to a decoder, twice, between different neighbours.
 *
 * @returns whether it accepted them
 * @throws {Error} where it broke one of the laws: a value or a typed error, the same whatever stands beside the frame,
 *   nothing of a neighbour in it, no more of it and no more work than the frame's length allows, and what it gave is
 *   what it reads again from its own encoding
 */
export function trial(decoder: Decoder, bytes: Uint8Array): boolean {
  tried++;
  const first = between(bytes, ONE);
  // frames are Buffers as often as not, whose slice() is no copy
  const second = asBuffer(between(bytes, OTHER));
  let outcome: Outcome = { value: undefined };
  const steps = stepsOf(() => (outcome = run(decoder, first)));
  if (steps > STEPS_LEAST + STEPS_PER_BYTE * bytes.length) {
    throw broken(decoder, `takes ${steps} steps for ${bytes.length} bytes`);
  }
  const again = run(decoder, second);
  if (!isSame(outcome, again)) throw broken(decoder, 'depends on what stands beside the frame');
  if ('error' in outcome) {
    checkError(decoder, outcome.error);
    return false;
  }
  const weight = weigh(decoder, outcome.value, first);
  if ('value' in again) weigh(decoder, again.value, second);
  const most = RESULT_LEAST + (decoder.growth ?? GROWTH) * bytes.length;
  if (weight > most) throw broken(decoder, `makes ${weight} bytes of ${bytes.length}`);
  checkEncoding(decoder, outcome.value);
  return true;
}

function between(bytes: Uint8Array, neighbour: number): Uint8Array {
  const room = new Uint8Array(bytes.length + 2 * GUARD).fill(neighbour);
  room.set(bytes, GUARD);
  return room.subarray(GUARD, GUARD + bytes.length);
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function run(decoder: Decoder, bytes: Uint8Array): Outcome {
  try {
    return { value: decoder.decode(bytes) };
  } catch (error) {
    return { error };
  }
}

function isSame(one: Outcome, other: Outcome): boolean {
  if ('error' in one) return 'error' in other && messageOf(one.error) === messageOf(other.error);
  return 'value' in other && isSameValue(one.value, other.value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function checkError(decoder: Decoder, error: unknown): void {
  if (!isRefusal(decoder, error)) throw broken(decoder, 'fails with an error of no type of ours', error);
  if (messageOf(error).length > MESSAGE_MAX) throw broken(decoder, 'quotes too much in its error');
}

/** Bytes that a value takes at least; a view that leaves the frame is an error. */
function weigh(decoder: Decoder, value: unknown, frame: Uint8Array): number {
  if (typeof value === 'string') return 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) {
    const from = value.byteOffset - frame.byteOffset;
    const inside = from >= 0 && from + value.length <= frame.length;
    if (value.buffer === frame.buffer && !inside && value.length > 0) {
      throw broken(decoder, `gives ${value.length} bytes at ${from} of a frame of ${frame.length}`);
    }
    return 16 + value.length;
  }
  const parts: unknown[] = value instanceof Map ? [...value.values()] : Object.values(value);
  return parts.reduce<number>((sum, part) => sum + weigh(decoder, part, frame), 16);
}

function checkEncoding(decoder: Decoder, value: unknown): void {
  if (decoder.encode === undefined) return;
  let read: unknown;
  try {
    read = decoder.decode(Uint8Array.from(decoder.encode(value as never)));
  } catch (error) {
    throw broken(decoder, 'gives what cannot be encoded', error);
  }
  if (!isSameValue(read, value)) throw broken(decoder, 'does not read its own encoding as the same');
}

function broken({ id }: Decoder, what: string, cause?: unknown): Error {
  const because = cause === undefined ? '' : ` (${messageOf(cause)})`;
  return new Error(`${id} ${what}${because}`, { cause });
}

// [MS-SMB2] 2.1 Transport: four bytes, a zero and the length of what follows in network order.
import { ProtocolError } from '../errors.ts';

/** Bytes of the prefix of each frame. */
export const PREFIX = 4;

/** What the 24-bit length can say at most. */
export const MAX_FRAME = 0xff_ffff;

/** Writes the prefix of a frame of `length` bytes at the start of `target`. */
export function writePrefix(target: Uint8Array, length: number): void {
  if (length > MAX_FRAME) throw new RangeError(`a frame of ${length} bytes is too long`);
  target[0] = 0;
  target[1] = length >>> 16;
  target[2] = (length >>> 8) & 0xff;
  target[3] = length & 0xff;
}

/**
 * Length of the frame whose prefix is at `at`.
 * @throws {ProtocolError} when no SMB server speaks there, or the frame is longer than `limit`
 */
export function readPrefix(bytes: Uint8Array, at: number, limit: number): number {
  const [zero = 0, high = 0, middle = 0, low = 0] = bytes.subarray(at, at + PREFIX);
  if (zero !== 0) throw new ProtocolError('the peer does not speak SMB over TCP (bad frame prefix)');
  const length = (high << 16) | (middle << 8) | low;
  if (length > limit) throw new ProtocolError(`a frame of ${length} bytes exceeds the limit of ${limit}`);
  if (length < 4) throw new ProtocolError(`a frame of ${length} bytes holds no message`);
  return length;
}

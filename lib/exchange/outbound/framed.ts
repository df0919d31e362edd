import { PREFIX, writePrefix } from '../../transport/framing.ts';
import type { SessionSealing } from '../security.ts';
import type { SealedMemory } from './sealed-memory.ts';

/**
 * Messages as a frame: sealed where that is wanted, behind their prefix.
 *
 * @param memory where a large sealed frame shall lie
 * @param parts the first one with room for the prefix in front of it, unless it is sealed
 */
export function framed(
  parts: readonly Uint8Array[],
  sealing: SessionSealing | undefined,
  memory?: SealedMemory,
): Uint8Array[] {
  const [first, ...rest] = sealing === undefined ? parts : sealing.sealer.seal(parts, memory?.take);
  if (first === undefined) return [];
  const start = sealing === undefined ? withRoom(first) : Buffer.concat([new Uint8Array(PREFIX), first]);
  const length = rest.reduce((sum, part) => sum + part.length, start.length - PREFIX);
  writePrefix(start, length);
  return [start, ...rest];
}

/** The same memory, from its room for the prefix on. */
function withRoom(head: Uint8Array): Uint8Array {
  return new Uint8Array(head.buffer, head.byteOffset - PREFIX, head.length + PREFIX);
}

import type { Duplex } from 'node:stream';
import { PREFIX, readPrefix } from '../../lib/transport/framing.ts';
import type { MemoryPeer } from '../../lib/transport/memory.ts';

/** Cuts what a stream brings into frames; gives the hand that answers through it. */
export function servedOver(stream: Duplex, receive: (frame: readonly Uint8Array[]) => void): MemoryPeer {
  let got = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    got = Buffer.concat([got, chunk]);
    try {
      while (got.length >= PREFIX && !stream.destroyed) {
        const length = PREFIX + readPrefix(got, 0, Infinity);
        if (got.length < length) break;
        const frame = got.subarray(0, length);
        got = got.subarray(length);
        receive([frame]);
      }
    } catch {
      stream.destroy();
    }
  });
  stream.on('end', () => stream.end());
  stream.on('error', () => undefined); // a client that resets is what some specs want
  return {
    deliver: bytes => void stream.write(bytes),
    end: error => {
      if (error === undefined) stream.end();
      else stream.destroy(error);
    },
  };
}

import type { Duplex } from 'node:stream';
import { Intake } from '../../lib/server/connection/intake.ts';
import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import type { MemoryPeer } from '../../lib/transport/memory.ts';

/** Cuts what a stream brings into frames; gives the hand that answers through it. */
export function servedOver(stream: Duplex, receive: (frame: readonly Uint8Array[]) => void): MemoryPeer {
  const intake = new Intake(Infinity, frame => {
    const prefix = new Uint8Array(PREFIX);
    writePrefix(prefix, frame.length);
    receive([prefix, ...frame.slice(0, frame.length)]);
  });
  stream.on('data', (chunk: Buffer) => {
    if (stream.destroyed) return;
    try {
      intake.feed(chunk);
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

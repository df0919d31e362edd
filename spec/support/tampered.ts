import { type Duplex, duplexPair } from 'node:stream';
import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import { servedOver } from './script-stream.ts';

/** Alters a message in place, or says what goes on instead of it. */
export type Rewrite = (message: Buffer) => readonly Uint8Array[] | undefined;

/** What a man in the middle does to the messages of each direction. */
export interface Tampering {
  /** From client to server. */
  readonly up?: Rewrite;
  /** From server to client. */
  readonly down?: Rewrite;
}

/** The way to a server through a man in the middle, for `transport: () => tampered(connect(port), ...)`. */
export function tampered(way: Duplex, { up, down }: Tampering): Duplex {
  const [near, far] = duplexPair();
  const client = servedOver(far, frame => pass(frame, up, server.deliver));
  const server = servedOver(way, frame => pass(frame, down, client.deliver));
  near.on('close', () => way.destroy()); // one side of a pair does not notice that the other is destroyed
  way.on('close', () => far.end());
  return near;
}

function pass(
  frame: readonly Uint8Array[],
  rewrite: Rewrite | undefined,
  deliver: (bytes: Uint8Array) => void,
): void {
  const message = Buffer.from(Buffer.concat(frame).subarray(PREFIX));
  for (const part of rewrite?.(message) ?? [message]) {
    const prefix = new Uint8Array(PREFIX);
    writePrefix(prefix, part.length);
    deliver(Buffer.concat([prefix, part]));
  }
}

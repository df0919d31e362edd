import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import type { FrameSink } from '../../lib/transport/transport.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../../lib/wire/smb2/header.ts';
import { READ_DATA_OFFSET, ReadResponse } from '../../lib/wire/smb2/read.ts';

/** Bytes before a payload that lands apart: the header and 16 of the body. */
export const HEAD = 80;

/** Takes down what a transport tells. */
export class RecordingSink implements FrameSink {
  frameLimit = 1 << 20;
  /** What `wantsHead` says. */
  exact = false;
  /** What `place` gives. */
  room: (length: number, head: Uint8Array) => Uint8Array | undefined = () => undefined;
  /** Called after a frame was taken down. */
  onFrame: () => void = () => undefined;
  readonly frames: { readonly message: Uint8Array; readonly payload: Uint8Array | undefined }[] = [];
  readonly heads: Uint8Array[] = [];
  readonly ends: (Error | undefined)[] = [];
  alives = 0;
  /** Resolves at the first `closed`. */
  readonly ended: Promise<Error | undefined>;
  #end: (error: Error | undefined) => void = () => undefined;

  constructor() {
    this.ended = new Promise(resolve => (this.#end = resolve));
  }

  wantsHead(): boolean {
    return this.exact;
  }

  place(head: Uint8Array, length: number): Uint8Array | undefined {
    this.heads.push(head);
    return this.room(length, head);
  }

  frame(message: Uint8Array, payload: Uint8Array | undefined): void {
    this.frames.push({ message, payload });
    this.onFrame();
  }

  alive(): void {
    this.alives++;
  }

  closed(error: Error | undefined): void {
    this.ends.push(error);
    this.#end(error);
  }

  /** All frames as hex, payloads joined to their heads. */
  get hex(): string[] {
    return this.frames.map(({ message, payload = new Uint8Array(0) }) => hexOf(message, payload));
  }
}

export function hexOf(...parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('hex');
}

/** A frame on the wire. */
export function framed(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(PREFIX + message.length);
  writePrefix(frame, message.length);
  frame.set(message, PREFIX);
  return frame;
}

/** Bytes that differ from place to place. */
export function pattern(length: number, seed = 1): Buffer {
  return Buffer.from(
    Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7 + seed) & 0xff),
  );
}

/** A READ response with this payload. */
export function readReply(payload: Uint8Array, messageId = 0n): Uint8Array {
  const message = new Uint8Array(HEAD + payload.length);
  writeHeader(message, 0, { command: Command.READ, flags: HeaderFlags.SERVER_TO_REDIR, messageId });
  ReadResponse.encodeInto(message, HEADER_SIZE, {
    dataOffset: READ_DATA_OFFSET,
    dataLength: payload.length,
  });
  message.set(payload, HEAD);
  return message;
}

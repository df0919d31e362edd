import { createSealer, createUnsealer } from '../../lib/crypto/sealing.ts';
import { split as splitReplies } from '../../lib/exchange/inbound/split.ts';
import { Chunks } from '../../lib/server/connection/chunks.ts';
import { Intake } from '../../lib/server/connection/intake.ts';
import { split as splitRequests } from '../../lib/server/connection/message.ts';
import { readPrefix, writePrefix } from '../../lib/transport/framing.ts';
import { Landing } from '../../lib/transport/landing.ts';
import type { FrameSink } from '../../lib/transport/transport.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE, writeHeader } from '../../lib/wire/smb2/header.ts';
import { Cipher } from '../../lib/wire/smb2/negotiate-contexts.ts';
import { type Decoder, reader } from './decoder.ts';

/** Longest frame that is taken here. */
const LIMIT = 4096;

function message(length: number, nextCommand: number): Uint8Array {
  const bytes = new Uint8Array(length);
  writeHeader(bytes, 0, { command: Command.ECHO, messageId: 1n, nextCommand });
  bytes[HEADER_SIZE] = 4;
  return bytes;
}

const COMPOUND = Buffer.concat([message(72, 72), message(80, 80), message(68, 0)]);
const FRAMES = [message(68, 0), COMPOUND];

function framed(...frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    frames.flatMap(frame => {
      const prefix = new Uint8Array(4);
      writePrefix(prefix, frame.length);
      return [prefix, frame];
    }),
  );
}

/** Frames as a landing hands them on; payloads of replies land in memory of their own where `placed`. */
function landed(bytes: Uint8Array, placed: boolean): unknown {
  const frames: Uint8Array[] = [];
  const sink: FrameSink = {
    frameLimit: LIMIT,
    wantsHead: () => placed,
    place: (_head, length) => (placed ? new Uint8Array(length) : undefined),
    alive: () => undefined,
    closed: () => undefined,
    frame: (head, payload) => void frames.push(head.slice(), payload ?? new Uint8Array(0)),
  };
  const landing = new Landing(sink);
  landing.feed(bytes);
  return frames;
}

/** Frames as a server cuts them out of what a stream brings, in pieces of a few bytes. */
function taken(bytes: Uint8Array): unknown {
  const frames: Uint8Array[] = [];
  const intake = new Intake(LIMIT, frame => frames.push(frame.gather(0, frame.length).slice()));
  const step = 1 + (bytes.length % 7);
  for (let at = 0; at < bytes.length; at += step) intake.feed(bytes.subarray(at, at + step));
  return frames;
}

/** Requests of a frame that came in two pieces. */
function requests(bytes: Uint8Array): unknown {
  const middle = bytes.length >>> 1;
  return splitRequests(new Chunks([bytes.subarray(0, middle), bytes.subarray(middle)])).map(each => [
    each.header,
    each.length,
    each.head,
  ]);
}

const SESSION = 7n;
const KEY = new Uint8Array(16).fill(3);
const SEALED = [Cipher.AES_128_GCM, Cipher.AES_128_CCM].map(cipher =>
  Buffer.concat(createSealer(cipher, KEY, SESSION).seal([COMPOUND])),
);

/** Either the message that was sealed, or nothing. */
function unsealed(cipher: Cipher, bytes: Uint8Array): unknown {
  const opened = createUnsealer(cipher, KEY).unseal(bytes.slice());
  if (opened !== undefined && !COMPOUND.equals(opened)) throw new Error('what nobody sealed was opened');
  return opened !== undefined;
}

/** [MS-SMB2] 2.1 and compounds: frames out of bytes, messages out of frames, plain and sealed. */
export const FRAME_DECODERS: readonly Decoder[] = [
  reader('transport/framing.ts readPrefix', bytes => readPrefix(bytes, 0, LIMIT), [framed(message(68, 0))]),
  reader('transport/landing.ts Landing', bytes => landed(bytes, false), [framed(...FRAMES)]),
  reader('transport/landing.ts Landing, payloads apart', bytes => landed(bytes, true), [framed(...FRAMES)]),
  reader('server/connection/intake.ts Intake', taken, [framed(...FRAMES)]),
  reader('server/connection/message.ts split', requests, FRAMES),
  reader('exchange/inbound/split.ts split', bytes => [...splitReplies(bytes, undefined)], FRAMES),
  reader(
    'crypto/sealing.ts createUnsealer: GCM',
    bytes => unsealed(Cipher.AES_128_GCM, bytes),
    SEALED.slice(0, 1),
  ),
  reader(
    'crypto/sealing.ts createUnsealer: CCM',
    bytes => unsealed(Cipher.AES_128_CCM, bytes),
    SEALED.slice(1),
  ),
];

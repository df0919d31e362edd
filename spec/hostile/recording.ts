import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { split } from '../../lib/exchange/inbound/split.ts';
import type { Header } from '../../lib/wire/smb2/header.ts';
import { protocolOf } from '../../lib/wire/smb2/header.ts';

/** Conversations of this client with Samba 4.17, as `record.ts` takes them down. */
export const RECORDINGS = ['anonymous-2.1', 'anonymous-3.1.1', 'ntlm-3.1.1', 'ntlm-3.0', 'services'] as const;

/** One message of a recorded conversation. */
export interface RecordedMessage {
  readonly direction: 'request' | 'reply';
  readonly header: Header;
  /** From its header to the end of its element. */
  readonly message: Uint8Array;
}

const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const IP_AND_TCP = 40;
/** Where a packet says how many bytes of it were kept, and from which port it comes. */
const [LENGTH_AT, PORT_AT] = [8, 20];
const SERVER_PORT = 445;
const PREFIX = 4;

/** All messages of a recording, in their order. */
export function recorded(name: (typeof RECORDINGS)[number]): RecordedMessage[] {
  const path = join(import.meta.dirname, '..', 'fixtures', 'conversations', `${name}.pcap`);
  return framesOf(readFileSync(path)).flatMap(({ direction, frame }) =>
    protocolOf(frame) === 'smb2'
      ? [...split(frame, undefined)].map(({ header, message }) => ({ direction, header, message }))
      : [],
  );
}

/** Frames without their prefix; a capture of ours has them whole, in as many segments as they need. */
function framesOf(file: Buffer): { direction: RecordedMessage['direction']; frame: Uint8Array }[] {
  const frames: { direction: RecordedMessage['direction']; frame: Uint8Array }[] = [];
  for (let at = FILE_HEADER; at < file.length;) {
    const length = file.readUInt32LE(at + LENGTH_AT);
    const packet = file.subarray(at + PACKET_HEADER, at + PACKET_HEADER + length);
    const direction = packet.readUInt16BE(PORT_AT) === SERVER_PORT ? 'reply' : 'request';
    const data = packet.subarray(IP_AND_TCP);
    if (data.readUInt32BE(0) !== data.length - PREFIX) throw new Error('a frame of several segments');
    frames.push({ direction, frame: Uint8Array.from(data.subarray(PREFIX)) });
    at += PACKET_HEADER + length;
  }
  return frames;
}

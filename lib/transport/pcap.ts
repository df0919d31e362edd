// A capture of a session's own traffic: libpcap format, raw IPv4, synthetic TCP whose server port is 445.
import { closeSync, openSync, writeSync } from 'node:fs';

import { writePrefix } from './framing.ts';
import type { Dial } from './transport.ts';

const SERVER_PORT = 445; // off this port tshark takes frames over 128 KiB for malformed
const RAW_IPV4 = 101;
/** Largest segment: an IPv4 packet's 65,535 bytes less both headers. */
const SEGMENT = 65_535 - 40;

/** Writes packets of any number of connections into one file. */
export class PcapFile {
  readonly #file: number;
  #ports = 49_152;

  constructor(path: string) {
    this.#file = openSync(path.replaceAll('%p', String(process.pid)), 'w', 0o600);
    const head = Buffer.alloc(24);
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262_144, 16);
    head.writeUInt32LE(RAW_IPV4, 20);
    writeSync(this.#file, head);
  }

  /** Records all frames of the transports that `dial` opens. */
  record(dial: Dial): Dial {
    return async (sink, signal) => {
      const flow = new PcapFlow(this.#file, this.#ports++);
      const transport = await dial(
        {
          get frameLimit() {
            return sink.frameLimit;
          },
          wantsHead: () => sink.wantsHead(),
          place: (head, length) => sink.place(head, length),
          alive: () => sink.alive(),
          closed: error => sink.closed(error),
          frame(message, payload) {
            const prefix = Buffer.alloc(4);
            writePrefix(prefix, message.length + (payload?.length ?? 0));
            flow.write('in', payload === undefined ? [prefix, message] : [prefix, message, payload]);
            sink.frame(message, payload);
          },
        },
        signal,
      );
      return {
        send(frame, sent) {
          flow.write('out', frame);
          transport.send(frame, sent);
        },
        close: () => transport.close(),
        destroy: () => transport.destroy(),
      };
    };
  }

  close(): void {
    closeSync(this.#file);
  }
}

class PcapFlow {
  readonly #file: number;
  readonly #port: number;
  readonly #sequence = { out: 1, in: 1 };

  constructor(file: number, port: number) {
    this.#file = file;
    this.#port = port;
  }

  write(direction: 'out' | 'in', parts: readonly Uint8Array[]): void {
    const bytes = Buffer.concat(parts);
    for (let at = 0; at < bytes.length; at += SEGMENT) {
      this.#packet(direction, bytes.subarray(at, at + SEGMENT));
    }
  }

  #packet(direction: 'out' | 'in', data: Uint8Array): void {
    const opposite = direction === 'out' ? 'in' : 'out';
    const [client, server] = [0x7f000001, 0x7f000002];
    const head = Buffer.alloc(16 + 40);
    const now = Date.now();
    head.writeUInt32LE(Math.floor(now / 1000), 0);
    head.writeUInt32LE((now % 1000) * 1000, 4);
    head.writeUInt32LE(40 + data.length, 8);
    head.writeUInt32LE(40 + data.length, 12);
    head.writeUInt8(0x45, 16);
    head.writeUInt16BE(40 + data.length, 18);
    head.writeUInt8(64, 24);
    head.writeUInt8(6, 25);
    head.writeUInt32BE(direction === 'out' ? client : server, 28);
    head.writeUInt32BE(direction === 'out' ? server : client, 32);
    head.writeUInt16BE(direction === 'out' ? this.#port : SERVER_PORT, 36);
    head.writeUInt16BE(direction === 'out' ? SERVER_PORT : this.#port, 38);
    head.writeUInt32BE(this.#sequence[direction] >>> 0, 40);
    head.writeUInt32BE(this.#sequence[opposite] >>> 0, 44);
    head.writeUInt8(0x50, 48);
    head.writeUInt8(0x18, 49);
    head.writeUInt16BE(65_535, 50);
    this.#sequence[direction] += data.length;
    writeSync(this.#file, head);
    writeSync(this.#file, data);
  }
}

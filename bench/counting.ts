import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HEAD = 64;
const SMB2 = 0xfe;
const SEALED = 0xfd;
const SIGNED = 0x08;
const PENDING = 0x103;
const CANCEL = 12;
const NO_REPLY_ID = 0xffff_ffff_ffff_ffffn;

/** What went through a {@link counting} proxy. */
export interface Traffic {
  /** Requests; of an encrypted session frames, which is all that can be seen. */
  requests: number;
  /** Of these, the signed and the encrypted ones. */
  signed: number;
  sealed: number;
  /** Frames that clients sent: a compound is one. */
  frames: number;
  /** The most requests that were waiting for their replies at one moment. */
  inFlight: number;
}

/** How a connection is protected. */
export type Guard = 'off' | 'signed' | 'sealed';

/** What protected most of the requests, in words. */
export function protectionOf({ requests, signed, sealed }: Traffic): string {
  return PROTECTION[sealed * 2 > requests ? 'sealed' : signed * 2 > requests ? 'signed' : 'off'];
}

export const PROTECTION: Readonly<Record<Guard, string>> = {
  off: 'unprotected',
  signed: 'signed',
  sealed: 'sealed',
};

/** Nothing yet. */
export function noTraffic(): Traffic {
  return { requests: 0, signed: 0, sealed: 0, frames: 0, inFlight: 0 };
}

/** A proxy before a server that counts requests and looks at nothing else. */
export async function counting(target: number): Promise<{ port: number; traffic: Traffic; close(): void }> {
  const traffic = noTraffic();
  const sockets = new Set<Socket>();
  let waiting = 0;
  const proxy = createServer({ noDelay: true, allowHalfOpen: true }, client => {
    const server = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {}); // `close` follows
    }
    const up = heads((head, first) => {
      if (first) traffic.frames++;
      if (head[0] === SMB2 && head.readUInt16LE(12) === CANCEL) return;
      traffic.requests++;
      if (head[0] === SEALED) traffic.sealed++;
      else if ((head.readUInt32LE(16) & SIGNED) !== 0) traffic.signed++;
      traffic.inFlight = Math.max(traffic.inFlight, ++waiting);
    });
    const down = heads(head => {
      const reply =
        head[0] !== SMB2 || (head.readUInt32LE(8) !== PENDING && head.readBigUInt64LE(24) !== NO_REPLY_ID);
      if (reply) waiting--;
    });
    client.on('data', up);
    server.on('data', down);
    client.pipe(server);
    server.pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    traffic,
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

/** Finds the header of every message in a stream of frames ([MS-SMB2] 2.1), in a compound too. */
function heads(seen: (head: Buffer, first: boolean) => void): (piece: Buffer) => void {
  const head = Buffer.alloc(HEAD);
  let filled = 0;
  let left = 0; // of the frame, behind the head
  let skip = 0; // until the next head
  let state: 'length' | 'head' | 'skip' = 'length';
  let first = true;
  return piece => {
    for (let at = 0; at < piece.length;) {
      if (state === 'skip') {
        const step = Math.min(skip, piece.length - at);
        at += step;
        skip -= step;
        left -= step;
        if (skip > 0) return;
        state = left > 0 ? 'head' : 'length';
        continue;
      }
      const wanted = state === 'length' ? 4 : HEAD;
      const step = Math.min(wanted - filled, piece.length - at);
      piece.copy(head, filled, at, at + step);
      filled += step;
      at += step;
      if (filled < wanted) return;
      filled = 0;
      if (state === 'length') {
        left = head.readUIntBE(1, 3);
        first = true;
        state = 'head';
        continue;
      }
      seen(head, first);
      first = false;
      left -= HEAD;
      const next = head[0] === SMB2 ? head.readUInt32LE(20) : 0;
      skip = next === 0 ? left : next - HEAD;
      state = skip > 0 ? 'skip' : left > 0 ? 'head' : 'length';
    }
  };
}

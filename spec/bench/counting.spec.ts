import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect } from 'chai';
import { counting, protectionOf } from '../../bench/counting.ts';

/** A header of [MS-SMB2] 2.2.1. */
function header(options: { id?: number; flags?: number; next?: number; status?: number } = {}): Buffer {
  const { id = 0, flags = 0, next = 0, status = 0 } = options;
  const made = Buffer.alloc(64);
  made.write('\u00feSMB', 'latin1');
  made.writeUInt32LE(status, 8);
  made.writeUInt32LE(flags, 16);
  made.writeUInt32LE(next, 20);
  made.writeBigUInt64LE(BigInt(id), 24);
  return made;
}

function frame(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(body.length);
  return Buffer.concat([prefix, body]);
}

const SIGNED = 8;

describe('bench: the counting proxy', () => {
  it('counts requests, compounds and what is in flight, however the bytes are cut', async () => {
    const server = createServer(socket => {
      socket.on('error', () => {});
      socket.resume();
      // answers when everybody has asked: one is told to wait first
      socket.once('end', () => {
        socket.write(frame(header({ id: 1, status: 0x103 })));
        socket.end(Buffer.concat([1, 2, 3].map(id => frame(header({ id })))));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port, traffic, close } = await counting((server.address() as AddressInfo).port);

    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const padding = Buffer.alloc(24);
    const sent = Buffer.concat([
      frame(header({ id: 1, flags: SIGNED, next: 88 }), padding, header({ id: 2, flags: SIGNED })),
      frame(header({ id: 3 }), Buffer.alloc(100_000)),
    ]);
    for (const [from, to] of [
      [0, 3],
      [3, 70],
      [70, 91],
      [91, sent.length],
    ] as const) {
      client.write(sent.subarray(from, to));
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    client.end();
    client.resume();
    await once(client, 'close');
    close();
    server.close();

    expect(traffic).to.deep.equal({ requests: 3, signed: 2, sealed: 0, frames: 2, inFlight: 3 });
    expect(protectionOf(traffic)).to.equal('signed');
  });

  it('tells by most of the requests how a connection was protected', () => {
    const most = { requests: 100, signed: 3, sealed: 0, frames: 100, inFlight: 1 };
    expect(protectionOf(most)).to.equal('unprotected');
    expect(protectionOf({ ...most, signed: 96 })).to.equal('signed');
    expect(protectionOf({ ...most, sealed: 96 })).to.equal('sealed');
  });
});

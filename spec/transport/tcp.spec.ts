import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { LARGE_READ, read } from '../../lib/commands/read.ts';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { AbortError, SmbError } from '../../lib/errors.ts';
import { tcp } from '../../lib/transport/tcp.ts';
import type { Transport } from '../../lib/transport/transport.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { ReadRequest } from '../../lib/wire/smb2/read.ts';
import { freePort } from '../support/ports.ts';
import { rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { framed, HEAD, hexOf, pattern, readReply, RecordingSink } from './recording-sink.ts';

const never = new AbortController().signal;
const HOST = '127.0.0.1';

describe('tcp', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function listen(onSocket: (socket: Socket) => void, host = HOST): Promise<number> {
    const sockets = new Set<Socket>();
    const server: Server = createServer({ allowHalfOpen: true }, socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    server.listen(0, host);
    await once(server, 'listening');
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** A sink that is connected to a server of one socket. */
  async function connected(sink = new RecordingSink()) {
    let accept: (socket: Socket) => void = () => undefined;
    const accepted = new Promise<Socket>(resolve => (accept = resolve));
    const port = await listen(socket => {
      accept(socket);
    });
    const transport = await tcp({ host: HOST, port, timeout: 5_000 })(sink, never);
    closing.push(() => {
      transport.destroy();
    });
    return { sink, transport, peer: await accepted };
  }

  describe('what it receives', () => {
    it('lets the event loop turn while more comes than can be handled', async () => {
      const { sink, peer } = await connected();
      const [frames, length] = [30, 100_000];
      sink.exact = true;
      sink.room = size => new Uint8Array(size);
      let turn = 0;
      let over = false;
      const next = () => {
        turn++;
        if (!over) setImmediate(next);
      };
      const perTurn = new Map<number, number>();
      const done = new Promise<void>(resolve => {
        sink.onFrame = () => {
          perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
          for (const until = performance.now() + 3; performance.now() < until;); // work of 3 ms
          if (sink.frames.length === frames) resolve();
        };
      });
      next();
      const frame = framed(readReply(pattern(length)));
      for (let count = 0; count < frames; count++) peer.write(frame);
      await done;
      over = true;
      expect(Math.max(...perTurn.values())).to.be.at.most(2);
      expect(sink.frames.every(({ payload }) => payload?.length === length)).to.equal(true);
    });

    it('lands in the memory that it was given', async () => {
      const { sink, peer } = await connected();
      const memory = new ArrayBuffer(1 << 20);
      const room = new Uint8Array(memory, 12_345, 500_000);
      sink.exact = true;
      sink.room = () => room;
      const done = new Promise<void>(resolve => (sink.onFrame = resolve));
      const payload = pattern(room.length);
      peer.write(framed(readReply(payload)));
      await done;
      expect(sink.frames[0]?.payload).to.equal(room);
      expect(sink.frames[0]?.payload?.buffer).to.equal(memory);
      expect(sink.frames[0]?.payload?.byteOffset).to.equal(12_345);
      expect(Buffer.compare(room, payload)).to.equal(0);
      const [before, after] = [new Uint8Array(memory, 0, 12_345), new Uint8Array(memory, 512_345)];
      expect(before.every(byte => byte === 0) && after.every(byte => byte === 0)).to.equal(true);
    });

    for (const signing of [undefined, SigningAlgorithm.AES_CMAC, SigningAlgorithm.AES_GMAC]) {
      const how = signing === undefined ? 'unsigned' : `signed by algorithm ${signing}`;
      it(`is a READ's data, landed where the caller wants it, ${how}`, async () => {
        const file = pattern(3 << 20);
        const server = new ScriptServer().on(Command.READ, request => {
          const { offset, length } = request.read(ReadRequest);
          return answers.data(file.subarray(Number(offset), Number(offset) + length));
        });
        const port = await listen(socket => {
          server.serve(socket);
        });
        const { open, exchange, ends } = await rig(server, {
          credits: 400,
          dial: tcp({ host: HOST, port, timeout: 5_000 }),
          ...(signing === undefined ? {} : { signing }),
        });
        // several at once, of all sizes: what was asked for last may be read ahead of its head
        const sizes = [1 << 20, LARGE_READ, 70_000, 100, 1 << 20, LARGE_READ - 1];
        const memory = Buffer.alloc(1 << 20);
        const own = firstValueFrom(
          read(open, { offset: 1, length: 100_000, target: memory.subarray(10, 100_010) }),
        );
        const all = await Promise.all(
          sizes.map((length, index) => firstValueFrom(read(open, { offset: index * 1_000, length }))),
        );
        for (const [index, { data }] of all.entries()) {
          const [from, length] = [index * 1_000, sizes[index]!];
          expect(Buffer.compare(data, file.subarray(from, from + length)), `READ ${index}`).to.equal(0);
          if (length < LARGE_READ) continue;
          expect(data.byteOffset, 'memory of its own').to.equal(0);
          expect(data.buffer.byteLength).to.equal(length);
        }
        const { data } = await own;
        expect(data.buffer).to.equal(memory.buffer);
        expect([data.byteOffset, data.length]).to.deep.equal([memory.byteOffset + 10, 100_000]);
        expect(Buffer.compare(data, file.subarray(1, 100_001))).to.equal(0);
        const small = await firstValueFrom(
          read(open, { offset: 5, length: 50, target: memory.subarray(200_000, 200_060) }),
        );
        expect([small.data.buffer, small.data.byteOffset, small.data.length]).to.deep.equal([
          memory.buffer,
          memory.byteOffset + 200_000,
          50,
        ]);
        expect(memory[200_050]).to.equal(0);
        expect(Buffer.compare(small.data, file.subarray(5, 55))).to.equal(0);
        expect(ends).to.deep.equal([]);
        exchange.close();
      });
    }

    it('ends with ECONNRESET when the server hangs up inside a frame', async () => {
      for (const cut of [2, 40, 4 + HEAD, 4 + HEAD + 10]) {
        const sink = new RecordingSink();
        sink.exact = true;
        sink.room = length => Buffer.alloc(length);
        const { peer } = await connected(sink);
        peer.end(framed(readReply(pattern(300))).subarray(0, cut));
        expect(await sink.ended, `after ${cut} bytes`).to.have.property('code', 'ECONNRESET');
        expect(sink.frames).to.deep.equal([]);
      }
    });

    it('ends without an error when the server hangs up between frames', async () => {
      const { sink, peer } = await connected();
      peer.end(framed(pattern(30)));
      expect(await sink.ended).to.equal(undefined);
      expect(sink.hex).to.deep.equal([hexOf(pattern(30))]);
    });

    it("ends with the system's error on a reset", async () => {
      const { sink, peer } = await connected();
      peer.resetAndDestroy();
      expect(await sink.ended).to.have.property('code', 'ECONNRESET');
    });

    it('ends when the sink throws: such a socket would read on into the same memory', async () => {
      for (const where of ['onFrame', 'room'] as const) {
        const { sink, peer } = await connected();
        const error = new Error(`thrown in ${where}`);
        sink[where] = () => {
          throw error;
        };
        const gone = once(peer, 'close');
        peer.write(framed(readReply(pattern(300))).subarray(0, where === 'room' ? 200 : undefined));
        peer.write(framed(pattern(40)));
        expect(await sink.ended).to.equal(error);
        peer.resume();
        peer.end();
        await gone;
        expect(sink.frames.length).to.be.at.most(1);
        expect(sink.ends).to.deep.equal([error]);
      }
    });

    it('ends when it is not SMB', async () => {
      const { sink, peer } = await connected();
      peer.write('HTTP/1.1 400 Bad Request\r\n\r\n');
      expect(await sink.ended).to.have.property('code', 'ERR_SMB_PROTOCOL');
    });
  });

  describe('what it sends', () => {
    it('arrives before the end', async () => {
      const { sink, transport, peer } = await connected();
      const chunks: Buffer[] = [];
      peer.on('data', (chunk: Buffer) => chunks.push(chunk));
      const end = once(peer, 'end');
      transport.send([Buffer.from([0, 0, 0, 200]), pattern(200)]);
      transport.close();
      await end;
      expect(hexOf(...chunks)).to.equal(hexOf(framed(pattern(200))));
      // the server never ends its half: ours goes all the same, and at once
      const began = performance.now();
      expect(await sink.ended).to.equal(undefined);
      expect(performance.now() - began).to.be.below(1_500);
    });

    it('goes nowhere once it was destroyed', async () => {
      const { sink, transport } = await connected();
      transport.destroy();
      transport.send([framed(pattern(10))]);
      expect(await sink.ended).to.equal(undefined);
      expect(sink.ends).to.have.lengthOf(1);
    });
  });

  describe('connecting', () => {
    /** How an attempt fails. */
    async function failure(attempt: Promise<Transport>): Promise<unknown> {
      return attempt.then(
        transport => {
          transport.destroy();
          return expect.fail('it connected');
        },
        (error: unknown) => error,
      );
    }

    /** A port that completes no handshake: its listener's backlog is full, and its thread is busy. */
    async function deafPort(): Promise<number> {
      const worker = new Worker(
        `const { parentPort } = require('node:worker_threads');
         const server = require('node:net').createServer();
         server.listen({ host: '${HOST}', port: 0, backlog: 1 }, () => {
           parentPort.postMessage(server.address().port);
           setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
         });`,
        { eval: true },
      );
      const [port] = (await once(worker, 'message')) as [number];
      const fill = Array.from({ length: 8 }, () =>
        new Socket().on('error', () => undefined).connect(port, HOST),
      );
      closing.push(async () => {
        for (const socket of fill) socket.destroy();
        await worker.terminate();
      });
      await once(fill[0]!, 'connect');
      return port;
    }

    it('fails at once where nobody listens, and says where', async () => {
      const port = await freePort();
      const error = await failure(tcp({ host: HOST, port, timeout: 5_000 })(new RecordingSink(), never));
      expect(error)
        .to.be.instanceOf(SmbError)
        .and.to.include({
          code: 'ECONNREFUSED',
          syscall: 'connect',
          dest: `${HOST}:${port}`,
          outcome: 'not-sent',
          retryable: true,
          fatal: true,
        });
      expect((error as SmbError).message).to.include(`cannot connect to ${HOST}:${port}`);
      expect((error as SmbError).cause).to.have.property('code', 'ECONNREFUSED');
    });

    it('puts an IPv6 address in brackets', async () => {
      const port = await freePort();
      const error = await failure(tcp({ host: '::1', port, timeout: 5_000 })(new RecordingSink(), never));
      expect(error).to.be.instanceOf(SmbError).with.property('dest', `[::1]:${port}`);
      expect((error as SmbError).message).to.include(`[::1]:${port}`);
    });

    it('gives up after its time limit', async () => {
      const port = await deafPort();
      const sink = new RecordingSink();
      const error = await failure(tcp({ host: HOST, port, timeout: 100 })(sink, never));
      expect(error)
        .to.be.instanceOf(SmbError)
        .and.to.include({
          code: 'ETIMEDOUT',
          syscall: 'connect',
          dest: `${HOST}:${port}`,
          outcome: 'not-sent',
        });
      expect((error as SmbError).message).to.include('100 ms');
      expect(sink.ends, 'what never was open is not closed').to.deep.equal([]);
    });

    it('stops when it is aborted', async () => {
      const port = await deafPort();
      const abort = new AbortController();
      const attempt = failure(tcp({ host: HOST, port, timeout: 5_000 })(new RecordingSink(), abort.signal));
      abort.abort('enough');
      expect(await attempt)
        .to.be.instanceOf(AbortError)
        .with.property('cause', 'enough');
    });

    it('does not begin when it was aborted before', async () => {
      let sockets = 0;
      const port = await listen(() => sockets++);
      const aborted = AbortSignal.abort('no');
      const error = await failure(tcp({ host: HOST, port, timeout: 5_000 })(new RecordingSink(), aborted));
      expect(error).to.be.instanceOf(AbortError).with.property('cause', 'no');
      expect(sockets).to.equal(0);
    });
  });
});

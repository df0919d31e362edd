import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { FaultProxy, type ProxyFaults } from './proxy.ts';

describe('support: the fault proxy', () => {
  let echo: Server;
  let port: number;

  before(async () => {
    echo = createServer({ allowHalfOpen: true }, socket => {
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    ({ port } = echo.address() as AddressInfo);
  });
  after(() => echo.close());

  it('passes bytes and counts them', async () => {
    await using proxy = await FaultProxy.start(port);
    const bytes = Buffer.alloc(3_000_000, 'abc');
    const { received, how } = await exchange(proxy, bytes);
    expect(received.equals(bytes)).to.equal(true);
    expect(how).to.equal('end');
    expect([proxy.connections, proxy.bytesUp, proxy.bytesDown]).to.deep.equal([1, 3_000_000, 3_000_000]);
  });

  it('delays both ways and keeps the order', async () => {
    await using proxy = await FaultProxy.start(port, { up: { delay: 30 }, down: { delay: 30 } });
    const begin = performance.now();
    const { received } = await exchange(proxy, Buffer.from('slow'));
    expect(received.toString()).to.equal('slow');
    expect(performance.now() - begin).to.be.within(55, 1_000);
  });

  it('cuts with a reset', async () => {
    const { received, how } = await through({ down: { cutAfter: 1_000 } });
    expect(received.length).to.be.at.most(1_000);
    expect(how).to.equal('ECONNRESET');
  });

  it('truncates with an orderly end', async () => {
    const { received, how } = await through({ down: { truncateAfter: 1_000 } });
    expect([received.length, how]).to.deep.equal([1_000, 'end']);
  });

  it('stalls without a word', async () => {
    const { received, how } = await through({ down: { stallAfter: 1_000 } });
    expect([received.length, how]).to.deep.equal([1_000, 'nothing']);
  });

  it('sends one frame twice', async () => {
    await using proxy = await FaultProxy.start(port, { up: { duplicateFrame: 1 } });
    const frames = ['one', 'twoo', 'three'].map(text => {
      return Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    });
    const socket = connect(proxy.port, '127.0.0.1');
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    for (const byte of Buffer.concat(frames)) {
      socket.write(Buffer.from([byte]));
      await sleep(1);
    }
    socket.end();
    await once(socket, 'end');
    const [first, second, third] = frames as [Buffer, Buffer, Buffer];
    expect(Buffer.concat(pieces)).to.deep.equal(Buffer.concat([first, second, second, third]));
  });

  it('cuts everything when it is closed', async () => {
    const proxy = await FaultProxy.start(port);
    const socket = connect(proxy.port, '127.0.0.1');
    await once(socket, 'connect');
    while (proxy.open === 0) await sleep(1);
    socket.on('error', () => {});
    const closed = new Promise(resolve => socket.once('close', resolve));
    await proxy.close();
    await closed;
    expect(proxy.open).to.equal(0);
  });

  async function through(faults: ProxyFaults) {
    await using proxy = await FaultProxy.start(port, faults);
    return await exchange(proxy, Buffer.alloc(100_000, 'x'));
  }
});

/** Sends, ends, and tells what came back within half a second, and how it ended. */
async function exchange(proxy: FaultProxy, bytes: Buffer): Promise<{ received: Buffer; how: string }> {
  const socket: Socket = connect(proxy.port, '127.0.0.1');
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.end(bytes);
  const how = await new Promise<string>(resolve => {
    socket.once('end', () => resolve('end'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    setTimeout(() => resolve('nothing'), 500).unref();
  });
  socket.destroy();
  return { received: Buffer.concat(pieces), how };
}

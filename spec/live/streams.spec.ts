import { expect } from 'chai';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { filter, map, take, takeWhile, tap } from 'rxjs';
import { parallel } from '../../lib/operators/parallel.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { signalProcess } from '../support/proc.ts';
import { startSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { sparseFile } from '../support/tree.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { type LiveOptions, type LiveServer, onEveryServer } from './servers.ts';
import { Spy } from './spy.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const SIZES = [0, 1, 65_535, 65_536, 65_537, MIB - 1, MIB, MIB + 1, 20 * MIB];

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

onEveryServer('live: streams', function (kind) {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: LiveServer;
  let share: Share;
  const onDisk = (name: string) => join(server.path, name);

  before(async () => {
    server = await kind.start();
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(server.url());
    delete process.env['RXSMB_PCAP'];
  });

  after(async () => {
    await share.close();
    await server.stop();
    expect(await malformedFrames(capture)).to.deep.equal([]);
    const reads = await fields(capture, 'smb2.cmd == 8 && smb2.flags.response == 0', ['smb2.read_length']);
    expect(reads.length).to.be.above(100);
  });

  for (const size of SIZES) {
    it(`carries ${size} bytes both ways, in every manner`, async () => {
      const content = randomBytes(size);
      const hash = sha256(content);
      writeFileSync(onDisk('in'), content);

      expect(sha256(await share.readFile('in'))).to.equal(hash);
      expect(sha256(await gather(share.read('in')))).to.equal(hash);
      expect(sha256(await gather(share.createReadStream('in')))).to.equal(hash);
      expect(sha256(await gather(share.readable('in') as AsyncIterable<Uint8Array>))).to.equal(hash);

      await share.writeFile('out', content);
      expect(sha256(readFileSync(onDisk('out')))).to.equal(hash);
      const writing = share.createWriteStream('out');
      await pipeline(createReadStream(onDisk('in')), writing);
      expect(sha256(readFileSync(onDisk('out')))).to.equal(hash);
      expect(writing.bytesWritten).to.equal(size);
      await Readable.toWeb(createReadStream(onDisk('in'))).pipeTo(share.writable('out'));
      expect(sha256(readFileSync(onDisk('out')))).to.equal(hash);
      await share.writeFile('out', share.read('in'));
      expect(sha256(readFileSync(onDisk('out')))).to.equal(hash);

      await nothingOpen(server, share, 'in');
      await nothingOpen(server, share, 'out');
    });
  }

  it('is piped through gzip, and back', async () => {
    const content = Buffer.concat(Array.from({ length: 40 }, (_, index) => Buffer.alloc(100_000, index)));
    writeFileSync(onDisk('plain'), content);
    const zipped = join(freshFolder(), 'plain.gz');
    await pipeline(share.createReadStream('plain'), createGzip(), createWriteStream(zipped));
    await pipeline(createReadStream(zipped), createGunzip(), share.createWriteStream('again'));
    expect(sha256(readFileSync(onDisk('again')))).to.equal(sha256(content));
  });

  it('reads a part, its end inclusive', async () => {
    const content = randomBytes(3 * MIB);
    writeFileSync(onDisk('part'), content);
    for (const [start, end] of [
      [0, 0],
      [1, 70_000],
      [MIB - 1, 2 * MIB],
      [3 * MIB - 1, 3 * MIB + 100],
    ] as const) {
      const wanted = sha256(content.subarray(start, end + 1));
      expect(sha256(await gather(share.read('part', { start, end })))).to.equal(wanted);
      expect(sha256(await gather(share.createReadStream('part', { start, end })))).to.equal(wanted);
    }
    expect(await gather(share.read('part', { start: 3 * MIB }))).to.have.lengthOf(0);
    expect(await gather(share.createReadStream('part', { start: 2 * GIB }))).to.have.lengthOf(0);
    expect(() => share.createReadStream('part', { start: 5, end: 4 })).to.throw(RangeError);
    expect(await reason(share.read('part', { start: -1 })[Symbol.asyncIterator]().next())).to.be.instanceOf(
      RangeError,
    );
  });

  it('reads and writes beyond 4 GiB', async () => {
    const mark = randomBytes(2 * MIB);
    const at = 4 * GIB + 12_345;
    sparseFile(onDisk('sparse'), 5 * GIB, new Map([[at, mark]]));
    const end = at + mark.length - 1;
    expect(sha256(await gather(share.read('sparse', { start: at, end })))).to.equal(sha256(mark));
    expect(sha256(await gather(share.createReadStream('sparse', { start: at, end })))).to.equal(sha256(mark));
    const last = await gather(share.createReadStream('sparse', { start: 5 * GIB - 3 }));
    expect(last.equals(Buffer.alloc(3))).to.equal(true);

    const written = randomBytes(3 * MIB);
    const start = 5 * GIB - MIB;
    await finished(share.createWriteStream('sparse', { flags: 'r+', start }).end(written));
    expect(statSync(onDisk('sparse')).size).to.equal(5 * GIB + 2 * MIB);
    const disk = await open(onDisk('sparse'));
    const { buffer } = await disk.read(Buffer.alloc(written.length), 0, written.length, start);
    await disk.close();
    expect(sha256(buffer)).to.equal(sha256(written));
    const error = await reason(share.readFile('sparse'));
    expect(error).to.be.instanceOf(RangeError).with.property('code', 'ERR_FS_FILE_TOO_LARGE');
  });

  it('opens files as their flags say', async () => {
    writeFileSync(onDisk('flags'), 'first');
    const write = (flags: string, text: string, more = {}) =>
      finished(share.createWriteStream('flags', { flags, ...more }).end(text));
    await write('a', ' second');
    expect(readFileSync(onDisk('flags'), 'utf8')).to.equal('first second');
    await write('r+', 'FIRST', { flush: true });
    expect(readFileSync(onDisk('flags'), 'utf8')).to.equal('FIRST second');
    await write('r+', 'S', { start: 6 });
    expect(readFileSync(onDisk('flags'), 'utf8')).to.equal('FIRST Second');
    expect(await failure(write('wx', 'x'))).to.include({ code: 'EEXIST', syscall: 'open', path: 'flags' });
    await write('w', 'new');
    expect(readFileSync(onDisk('flags'), 'utf8')).to.equal('new');
    await share.appendFile('flags', ' and more');
    await share.appendFile('flags', ['!', Buffer.from('!')]);
    expect(readFileSync(onDisk('flags'), 'utf8')).to.equal('new and more!!');
    await share.writeFile('flags', 'x', { flag: 'a', flush: true });
    expect(await share.readFile('flags', 'utf8')).to.equal('new and more!!x');
    await share.appendFile('fresh', 'made');
    expect(readFileSync(onDisk('fresh'), 'utf8')).to.equal('made');
    expect(await failure(share.writeFile('flags', 'x', { flag: 'wx' }))).to.include({ code: 'EEXIST' });
  });

  it('says what is wrong with a path', async () => {
    await share.mkdir('folder');
    const missing = {
      code: 'ENOENT',
      syscall: 'open',
      path: 'no/such',
      status: 'STATUS_OBJECT_PATH_NOT_FOUND',
    };
    expect(await failure(share.readFile('no/such'))).to.include(missing);
    expect(await failure(share.writeFile('no/such', 'x'))).to.include(missing);
    expect(await failure(gather(share.read('no/such')))).to.include(missing);
    expect(await failure(finished(share.createReadStream('no/such').resume()))).to.include(missing);
    expect(await failure(finished(share.createWriteStream('no/such').end('x')))).to.include(missing);
    expect(await failure(gather(share.readable('no/such') as AsyncIterable<Uint8Array>))).to.include(missing);
    const onFolder: (() => PromiseLike<unknown>)[] = [
      () => share.readFile('folder'),
      () => share.writeFile('folder', 'x'),
      () => finished(share.createReadStream('folder').resume()),
      () => finished(share.createWriteStream('folder').end('x')),
    ];
    for (const work of onFolder) {
      expect(await failure(work())).to.include({ code: 'EISDIR', syscall: 'open', path: 'folder' });
    }
  });

  it('never copies what is written, though it is signed', async () => {
    const spied = await mount(server.url(undefined), { signing: 'required' });
    const spy = new Spy(spied);
    const memory = randomBytes(5 * MIB + 3);
    await finished(spied.createWriteStream('uncopied').end(memory));
    await spied.writeFile('uncopied', memory.subarray(0, 1000));
    const payloads = spy.of(Command.WRITE).flatMap(({ payload }) => payload);
    expect(payloads.length).to.be.above(5);
    for (const { buffer } of payloads) expect(buffer === memory.buffer).to.equal(true);
    expect(payloads.at(-1)?.byteOffset).to.equal(memory.byteOffset);
    await spied.close();
  });

  describe('with a consumer that is slow', () => {
    const SIZE = 64 * MIB;
    /** The window, the chunk that waits in the stream, and one that has just been taken. */
    const AHEAD = 8 * MIB + 3 * MIB;
    let spied: Share;
    let spy: Spy;

    before(() => {
      sparseFile(onDisk('large'), SIZE);
    });
    beforeEach(async () => {
      spied = await mount(server.url());
      spy = new Spy(spied);
    });
    afterEach(async () => {
      await spied.close();
      await nothingOpen(server, share, 'large');
    });

    it('a stream that is piped asks for no more than its window', async () => {
      let taken = 0;
      let most = 0;
      const slow = new Writable({
        highWaterMark: 1,
        write(chunk: Buffer, _encoding, callback) {
          taken += chunk.length;
          setTimeout(() => {
            most = Math.max(most, spy.asked - taken);
            callback();
          }, 2);
        },
      });
      await pipeline(spied.createReadStream('large'), slow);
      expect(taken).to.equal(SIZE);
      expect(most).to.be.within(2 * MIB, AHEAD);
    });

    it('a loop over a stream, or a Flow, asks for no more than its window', async () => {
      for (const pieces of [spied.createReadStream('large'), spied.read('large')]) {
        const before = spy.asked;
        let taken = 0;
        let most = 0;
        for await (const piece of pieces as AsyncIterable<Buffer>) {
          taken += piece.length;
          if (taken < 20 * MIB) await sleep(2);
          most = Math.max(most, spy.asked - before - taken);
        }
        expect(taken).to.equal(SIZE);
        expect(most).to.be.within(2 * MIB, AHEAD);
      }
    });

    it('demand passes through synchronous operators, and parallel', async () => {
      let taken = 0;
      let most = 0;
      const work = spied.read('large').pipe(
        filter(piece => piece.length > 0),
        map(piece => piece.length),
        tap(length => (taken += length)),
        takeWhile(() => taken < 20 * MIB),
        parallel(1, async () => {
          await sleep(2);
          most = Math.max(most, spy.asked - taken);
        }),
      );
      await new Promise<void>((resolve, reject) => {
        work.subscribe({ error: reject, complete: resolve });
      });
      expect(most).to.be.within(MIB, AHEAD);
    });

    it('a stream that nobody reads any more asks for nothing more', async () => {
      const stream = spied.createReadStream('large');
      await once(stream, 'readable');
      await sleep(50);
      const { asked } = spy;
      await sleep(50);
      expect(spy.asked).to.equal(asked);
      expect(asked).to.be.at.most(AHEAD);
      stream.destroy();
      await once(stream, 'close');
    });
  });

  describe('left in mid-transfer', () => {
    before(() => {
      sparseFile(onDisk('long'), GIB);
      writeFileSync(onDisk('short'), 'still there');
    });
    afterEach(async () => {
      expect(await share.readFile('short', 'utf8')).to.equal('still there');
    });

    /** What is unsubscribed closes in its own time, on a busy machine later than on an idle one. */
    async function allClosed(path: string): Promise<void> {
      const until = Date.now() + 2_000;
      for (;;) {
        await sleep(20);
        try {
          await nothingOpen(server, share, path);
          return;
        } catch (error) {
          if (Date.now() > until) throw error;
        }
      }
    }

    it('a Flow leaves no handle open', async () => {
      await new Promise<void>(resolve => {
        share.read('long').pipe(take(3)).subscribe({ complete: resolve });
      });
      await allClosed('long');
      for await (const piece of share.read('long')) {
        expect(piece.length).to.be.above(0);
        break;
      }
      await allClosed('long');
    });

    it('a stream leaves no handle open, and says close when that is so', async () => {
      for await (const piece of share.createReadStream('long')) {
        expect(piece.length).to.be.above(0);
        break;
      }
      await allClosed('long');
      const stream = share.createReadStream('long');
      await once(stream, 'data');
      stream.destroy();
      await once(stream, 'close');
      await nothingOpen(server, share, 'long');
    });

    it('a stream that is aborted leaves no handle open', async () => {
      const abort = new AbortController();
      const stream = share.createReadStream('long', { signal: abort.signal });
      await once(stream, 'data');
      abort.abort(new Error('enough'));
      expect(await reason(finished(stream))).to.include({ code: 'ABORT_ERR' });
      await allClosed('long');
      const reading = reason(share.readFile('long', { signal: AbortSignal.timeout(20) }));
      expect(await reading).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
      await allClosed('long');
    });

    it('a writing stream leaves no handle open', async () => {
      const stream = share.createWriteStream('written');
      for (let index = 0; index < 30; index++) stream.write(Buffer.alloc(MIB));
      await once(stream, 'ready');
      stream.destroy();
      await once(stream, 'close');
      await nothingOpen(server, share, 'written');
    });

    it('a Web stream leaves no handle open', async () => {
      const reader = share.readable('long').getReader();
      await reader.read();
      await reader.cancel();
      await allClosed('long');
      const writer = share.writable('written').getWriter();
      const closed = reason(writer.closed);
      await writer.write(Buffer.alloc(3 * MIB));
      await writer.abort(new Error('enough'));
      expect(await closed).to.be.instanceOf(Error);
      await nothingOpen(server, share, 'written');
    });
  });

  it('gives BYOB readers their bytes', async () => {
    const content = randomBytes(300_000);
    writeFileSync(onDisk('byob'), content);
    const reader = share.readable('byob').getReader({ mode: 'byob' });
    const got: Buffer[] = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(100_000));
      if (done) break;
      got.push(Buffer.from(value));
    }
    expect(sha256(Buffer.concat(got))).to.equal(sha256(content));
  });

  const TIGHT: readonly (readonly [string, LiveOptions])[] = [
    ['READs and WRITEs of 64 KiB', { maxIo: 65_536 }],
    ['8 credits', { credits: 8 }],
    ['dialect 2.0.2', { dialect: '2.0.2' }],
    ['dialect 2.1', { dialect: '2.1' }],
    ['dialect 3.0', { dialect: '3.0' }],
  ];
  for (const [what, options] of TIGHT) {
    it(`works with a server of ${what}`, async () => {
      const tight = await kind.shared(options);
      const tightShare = await mount(tight.url());
      const content = randomBytes(5 * MIB + 17);
      writeFileSync(join(tight.path, 'tight'), content);
      const [whole, flowed, streamed] = await Promise.all([
        tightShare.readFile('tight'),
        gather(tightShare.read('tight')),
        gather(tightShare.createReadStream('tight')),
      ]);
      for (const got of [whole, flowed, streamed]) expect(sha256(got)).to.equal(sha256(content));
      await Promise.all([
        tightShare.writeFile('a', content),
        pipeline(createReadStream(join(tight.path, 'tight')), tightShare.createWriteStream('b')),
      ]);
      for (const name of ['a', 'b']) {
        expect(sha256(readFileSync(join(tight.path, name)))).to.equal(sha256(content));
      }
      await nothingOpen(tight, tightShare, 'tight');
      await tightShare.close();
    });
  }

  // who dies is a process of Samba's
  if (kind.name !== 'Samba') return;

  it('fails with one typed error when the server dies in mid-transfer', async () => {
    const mortal = await startSamba();
    sparseFile(join(mortal.path, 'long'), GIB);
    const works: ((doomed: Share) => [Promise<unknown>, string])[] = [
      doomed => [gather(doomed.createReadStream('long')), 'read'],
      doomed => [gather(doomed.read('long')), 'read'],
      doomed => [doomed.readFile('long').then(), 'read'],
      doomed => {
        const endless = Readable.from(
          (function* () {
            for (;;) yield Buffer.alloc(MIB);
          })(),
        );
        return [pipeline(endless, doomed.createWriteStream('written')), 'write'];
      },
    ];
    for (const work of works) {
      const doomed = await mount(mortal.url());
      const closed = reason(doomed.closed);
      const [working, syscall] = work(doomed);
      const failed = failure(working);
      await sleep(60);
      for (const pid of mortal.childPids()) signalProcess(pid, 'SIGKILL');
      const error = await failed;
      expect(error).to.include({ syscall, fatal: true });
      expect(['ECONNRESET', 'EPIPE']).to.include(error.code);
      expect(error.path).to.equal(syscall === 'read' ? 'long' : 'written');
      expect(await closed).to.include({ fatal: true });
      await doomed.close();
    }
    await mortal.stop();
  });
});

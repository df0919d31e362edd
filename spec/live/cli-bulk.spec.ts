import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { appendFileSync, createReadStream } from 'node:fs';
import { useBench } from '../cli/bench.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const RSS_MAX = 160 * 1000 * 1000;

describe('rxsmb, the command,', function () {
  this.timeout(60_000);
  const bench = useBench();

  describe('with 1 GiB', function () {
    this.timeout(240_000);

    it('cats it, with the right hash and in little memory', async () => {
      const written = createHash('sha256');
      for (const piece of pattern(GIB)) {
        written.update(piece);
        appendFileSync(bench.onServer('big'), piece);
      }
      const read = createHash('sha256');
      const { code, stderr, maxRss } = await bench.rxsmb(['cat', bench.url('big')], {
        onStdout: piece => read.update(piece),
        timeout: 120_000,
      });
      expect(stderr).to.equal('');
      expect(code).to.equal(0);
      expect(read.digest('hex')).to.equal(written.digest('hex'));
      expect(maxRss)
        .to.be.above(20 * MIB)
        .and.below(RSS_MAX);
    });

    it('puts it from standard input, with the right hash and in little memory', async () => {
      const sent = createHash('sha256');
      async function* hashed() {
        for (const piece of pattern(GIB)) {
          sent.update(piece);
          yield piece;
        }
      }
      const { code, stderr, maxRss } = await bench.rxsmb(['put', '-', bench.url('big')], {
        stdin: hashed(),
        timeout: 120_000,
      });
      expect(stderr).to.equal('');
      expect(code).to.equal(0);
      const stored = createHash('sha256');
      for await (const piece of createReadStream(bench.onServer('big'), { highWaterMark: MIB })) {
        stored.update(piece as Buffer);
      }
      expect(stored.digest('hex')).to.equal(sent.digest('hex'));
      expect(maxRss)
        .to.be.above(20 * MIB)
        .and.below(RSS_MAX);
    });
  });
});

/** Pieces of bytes that are nowhere the same, made on the fly. */
function* pattern(bytes: number): Generator<Buffer> {
  const random = createHash('sha512').update('rxsmb').digest();
  const piece = Buffer.alloc(MIB);
  for (let at = 0; at < MIB; at += random.length) {
    random.writeUInt32LE(at);
    createHash('sha512').update(random).digest().copy(piece, at);
  }
  for (let at = 0; at < bytes; at += MIB) {
    const own = Buffer.from(piece);
    for (let page = 0; page < MIB; page += 4096) own.writeDoubleLE(at + page, page);
    yield own;
  }
}

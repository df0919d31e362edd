import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../lib/errors.ts';
import { Landing } from '../../lib/transport/landing.ts';
import { framed, HEAD, hexOf, pattern, readReply, RecordingSink } from './recording-sink.ts';

const PREFIX = 4;

/** Writes like a socket does: into what `buffer()` reports, at most `most` bytes at once. */
function pourIn(landing: Landing, bytes: Uint8Array, most = Infinity): void {
  for (let at = 0; at < bytes.length;) {
    const place = landing.buffer();
    expect(place.length, 'an empty place is ENOBUFS').to.be.above(0);
    const count = Math.min(place.length, most, bytes.length - at);
    place.set(bytes.subarray(at, at + count));
    at += count;
    landing.advance(count);
  }
}

/** Frames of each kind: below, at and above a head, and payloads that have a room of their own. */
const MESSAGES = [
  pattern(4),
  pattern(HEAD - 1),
  pattern(HEAD),
  pattern(HEAD + 1),
  readReply(pattern(300)),
  pattern(73),
  readReply(pattern(1)),
  pattern(200),
];
const STREAM = Buffer.concat(MESSAGES.map(framed));
const HEX = MESSAGES.map(message => hexOf(message));

function placing(exact: boolean): RecordingSink {
  const sink = new RecordingSink();
  sink.exact = exact;
  sink.room = length => (length === 300 || length === 1 ? Buffer.alloc(length) : undefined);
  return sink;
}

describe('landing', () => {
  for (const exact of [true, false]) {
    describe(exact ? 'while a large payload may come' : 'reading ahead', () => {
      it('finds the frames wherever the stream is cut', () => {
        for (let cut = 1; cut < STREAM.length; cut++) {
          const sink = placing(exact);
          const landing = new Landing(sink);
          pourIn(landing, STREAM.subarray(0, cut));
          pourIn(landing, STREAM.subarray(cut));
          expect(sink.hex, `cut at ${cut}`).to.deep.equal(HEX);
          expect(() => landing.end()).not.to.throw();
        }
      });

      it('finds the frames however small the pieces are', () => {
        for (const piece of [1, 2, 3, 5, 79, 80, 81, 83, 84, 85, 128]) {
          const sink = placing(exact);
          pourIn(new Landing(sink), STREAM, piece);
          expect(sink.hex, `in pieces of ${piece}`).to.deep.equal(HEX);
        }
      });

      it('gives a payload the room that was asked for, whole or in pieces', () => {
        for (const piece of [19, 83, 84, 1000, Infinity]) {
          const memory = new ArrayBuffer(200_000);
          const room = new Uint8Array(memory, 777, 150_000);
          const sink = new RecordingSink();
          sink.exact = exact;
          sink.room = length => (length === room.length ? room : undefined);
          const payload = pattern(room.length);
          pourIn(new Landing(sink), framed(readReply(payload)), piece);
          expect(sink.frames).to.have.lengthOf(1);
          expect(sink.frames[0]?.payload, `in pieces of ${piece}`).to.equal(room);
          expect(Buffer.compare(room, payload)).to.equal(0);
          expect(sink.frames[0]?.message).to.have.lengthOf(HEAD);
          expect(hexOf(new Uint8Array(memory, 0, 777))).to.equal('00'.repeat(777));
          expect(hexOf(new Uint8Array(memory, 150_777))).to.equal('00'.repeat(200_000 - 150_777));
        }
      });
    });
  }

  it('reads a head alone while a large payload may come, then the payload into its room at once', () => {
    const sink = placing(true);
    const landing = new Landing(sink);
    const frame = framed(readReply(pattern(300)));
    expect(landing.buffer()).to.have.lengthOf(PREFIX + HEAD);
    landing.buffer().set(frame.subarray(0, 30));
    landing.advance(30);
    expect(landing.buffer()).to.have.lengthOf(PREFIX + HEAD - 30);
    landing.buffer().set(frame.subarray(30, 84));
    landing.advance(54);
    const room = landing.buffer();
    expect(room).to.have.lengthOf(300);
    expect(room.buffer.byteLength, 'the room itself, not the block').to.equal(300);
    room.set(frame.subarray(84));
    landing.advance(300);
    expect(sink.frames[0]?.payload?.buffer).to.equal(room.buffer);
  });

  it('never reads past a small frame whose length it knows, while a large payload may come', () => {
    const landing = new Landing(placing(true));
    landing.buffer().set(framed(pattern(20)).subarray(0, 10));
    landing.advance(10);
    expect(landing.buffer()).to.have.lengthOf(PREFIX + 20 - 10);
  });

  it('only reports its place, however often it is asked', () => {
    const landing = new Landing(placing(true));
    const [first, second] = [landing.buffer(), landing.buffer()];
    expect([first.buffer, first.byteOffset, first.length]).to.deep.equal([
      second.buffer,
      second.byteOffset,
      second.length,
    ]);
    pourIn(landing, STREAM.subarray(0, 250));
    const [third, fourth] = [landing.buffer(), landing.buffer()];
    expect([third.buffer, third.byteOffset]).to.deep.equal([fourth.buffer, fourth.byteOffset]);
  });

  it('has set the next place before anybody is called', () => {
    const sink = placing(false);
    const landing = new Landing(sink);
    const room = Buffer.alloc(100_000); // its beginning fills the read-ahead to the last byte
    sink.room = () => room;
    let next: Uint8Array = new Uint8Array(0);
    sink.onFrame = () => (next = landing.buffer());
    pourIn(landing, framed(readReply(pattern(room.length))));
    expect(next.length).to.be.above(0);
    expect(next.buffer).not.to.equal(room.buffer);
  });

  it('never uses memory again that somebody may still look at', () => {
    const sink = new RecordingSink();
    const landing = new Landing(sink);
    const many = Array.from({ length: 5_000 }, (_, index) => pattern(4 + (index % 150), index));
    pourIn(landing, Buffer.concat(many.map(framed)), 40_000);
    expect(sink.frames).to.have.lengthOf(many.length);
    for (const [index, { message }] of sink.frames.entries()) {
      expect(Buffer.compare(message, many[index]!), `frame ${index}`).to.equal(0);
    }
    expect(new Set(sink.frames.map(({ message }) => message.buffer)).size).to.be.above(1);
  });

  it('takes a frame larger than its read-ahead as a whole where nobody has room for its payload', () => {
    const message = readReply(pattern(200_000));
    for (const exact of [true, false]) {
      for (const piece of [50, 65_536, Infinity]) {
        const sink = new RecordingSink();
        sink.exact = exact;
        pourIn(new Landing(sink), Buffer.concat([framed(message), framed(pattern(9))]), piece);
        expect(sink.frames.map(({ payload }) => payload)).to.deep.equal([undefined, undefined]);
        expect(Buffer.compare(sink.frames[0]!.message, message)).to.equal(0);
      }
    }
  });

  it('is right for any frames, any pieces, any wish for heads', () => {
    const lengths = fc.oneof(
      fc.integer({ min: 4, max: 200 }),
      fc.constantFrom(HEAD - 1, HEAD, HEAD + 1, 65_455, 65_456, 65_532, 65_533, 70_000),
    );
    const pieces = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 200, max: 70_000 }));
    const run = fc.record({
      frames: fc.array(fc.tuple(lengths, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 12 }),
      pieces: fc.array(pieces, { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(run, ({ frames, pieces: sizes }) => {
        const sink = new RecordingSink();
        const messages = frames.map(([length], index) => pattern(length, index));
        const rooms = frames.map(([, roomy]) => roomy);
        // a large frame's place may be asked for once, a small one's whenever a piece of it comes
        sink.room = length => (rooms[sink.frames.length] ? Buffer.alloc(length) : undefined);
        sink.exact = frames[0]![2];
        sink.onFrame = () => (sink.exact = frames[sink.frames.length]?.[2] ?? true);
        const landing = new Landing(sink);
        const stream = Buffer.concat(messages.map(framed));
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          pourIn(landing, stream.subarray(at, at + size));
          at += size;
        }
        expect(sink.frames.length).to.equal(messages.length);
        for (const [index, { message, payload = Buffer.alloc(0) }] of sink.frames.entries()) {
          expect(Buffer.compare(Buffer.concat([message, payload]), messages[index]!)).to.equal(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('copies what comes from elsewhere into place', () => {
    const sink = placing(false);
    const landing = new Landing(sink);
    landing.feed(STREAM);
    expect(sink.hex).to.deep.equal(HEX);
    for (const { message } of sink.frames) expect(message.buffer).not.to.equal(STREAM.buffer);
  });

  it('tells of a frame that grows, and leaves a whole one to speak for itself', () => {
    const sink = placing(true);
    const landing = new Landing(sink);
    const frame = framed(readReply(pattern(300)));
    pourIn(landing, framed(pattern(50)));
    expect(sink.alives).to.equal(0);
    pourIn(landing, frame.subarray(0, 3));
    pourIn(landing, frame.subarray(3, 84));
    pourIn(landing, frame.subarray(84, 200));
    expect(sink.alives).to.equal(3);
    pourIn(landing, frame.subarray(200));
    expect(sink.alives).to.equal(3);
    expect(sink.frames).to.have.lengthOf(2);
  });

  describe('refuses', () => {
    it('an end inside a frame, wherever', () => {
      const frame = framed(readReply(pattern(300)));
      for (let cut = 1; cut < frame.length; cut++) {
        const landing = new Landing(placing(cut % 2 === 0));
        pourIn(landing, frame.subarray(0, cut));
        expect(() => landing.end(), `after ${cut} bytes`)
          .to.throw(ProtocolError)
          .with.property('code', 'ECONNRESET');
      }
    });

    it('a prefix that is not of SMB', () => {
      const landing = new Landing(new RecordingSink());
      expect(() => {
        pourIn(landing, Buffer.from('HTTP/1.1 400 Bad Request'));
      }).to.throw(ProtocolError, 'does not speak SMB');
    });

    it('a frame longer than the limit, as soon as its prefix is known and before any memory is taken', () => {
      const sink = new RecordingSink();
      sink.frameLimit = 1000;
      const landing = new Landing(sink);
      pourIn(landing, framed(pattern(1000)));
      expect(sink.frames).to.have.lengthOf(1);
      expect(() => {
        pourIn(landing, Buffer.from([0, 0, 3, 0xe9]));
      }).to.throw(ProtocolError, '1001');
      expect(sink.heads).to.deep.equal([]);
    });

    it('a frame that cannot hold a message', () => {
      for (const length of [0, 1, 3]) {
        const landing = new Landing(new RecordingSink());
        expect(() => {
          pourIn(landing, Buffer.from([0, 0, 0, length, 1, 2, 3]));
        }, `length ${length}`).to.throw(ProtocolError);
      }
    });

    it('a room that does not fit its payload', () => {
      for (const size of [299, 301, 0]) {
        const sink = new RecordingSink();
        sink.room = () => Buffer.alloc(size);
        const landing = new Landing(sink);
        expect(() => {
          pourIn(landing, framed(readReply(pattern(300))), 100);
        }, `${size} bytes`).to.throw(RangeError);
      }
    });
  });
});

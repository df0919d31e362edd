import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { Intake } from '../../../lib/server/connection/intake.ts';

describe('Intake', () => {
  const frame = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const stream = Buffer.concat([frame('first'), frame('second one'), frame('last')]);

  function fed(step: number): string[] {
    const frames: string[] = [];
    const intake = new Intake(100, chunks => {
      frames.push(Buffer.from(chunks.gather(0, chunks.length)).toString());
    });
    for (let at = 0; at < stream.length; at += step) intake.feed(stream.subarray(at, at + step));
    return frames;
  }

  it('finds the same frames however the bytes are cut', () => {
    for (let step = 1; step <= stream.length; step++) {
      expect(fed(step), `in steps of ${step}`).to.deep.equal(['first', 'second one', 'last']);
    }
  });

  it('keeps a frame in the pieces in which it came', () => {
    const pieces: number[] = [];
    const intake = new Intake(100, chunks => pieces.push(...chunks.slice(0, 100).map(part => part.length)));
    intake.feed(stream.subarray(0, 6));
    intake.feed(stream.subarray(6, 9));
    expect(pieces).to.deep.equal([2, 3]);
  });

  it('joins a frame that comes in crumbs, so that it costs no more views than bytes', () => {
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    const pieces: Uint8Array[] = [];
    const intake = new Intake(sent.length, chunks => pieces.push(...chunks.slice(0, sent.length)));
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(sent.length);
    const stream = Buffer.concat([prefix, sent]);
    // crumbs, a chunk that is none, and crumbs again
    for (let at = 0; at < stream.length; at += at === 150_000 ? 5_000 : 1) {
      intake.feed(stream.subarray(at, at + (at === 150_000 ? 5_000 : 1)));
    }
    expect(Buffer.concat(pieces).equals(sent)).to.equal(true);
    expect(pieces.length).to.be.below(300);
  });

  it('refuses a frame that is longer than the limit before a byte of it came', () => {
    const intake = new Intake(9, () => expect.fail('no frame'));
    intake.feed(frame('ok').subarray(0, 0));
    expect(() => {
      intake.feed(frame('too long to take').subarray(0, 4));
    }).to.throw(ProtocolError, 'exceeds the limit of 9');
  });

  it('refuses what is no SMB over TCP', () => {
    const intake = new Intake(100, () => undefined);
    expect(() => {
      intake.feed(Buffer.from('GET / HTTP/1.1'));
    }).to.throw(ProtocolError, 'does not speak SMB');
  });

  it('takes a new limit for the next frame', () => {
    const frames: number[] = [];
    const intake = new Intake(6, chunks => {
      frames.push(chunks.length);
      intake.limit = 20;
    });
    intake.feed(stream);
    expect(frames).to.deep.equal([5, 10, 4]);
  });
});

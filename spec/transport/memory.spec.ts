import { expect } from 'chai';
import { memory, type MemoryPeer } from '../../lib/transport/memory.ts';
import { framed, hexOf, pattern, RecordingSink } from './recording-sink.ts';

const never = new AbortController().signal;

describe('memory', () => {
  it('hands over the very frame, and delivers what the server says, however cut', async () => {
    const sink = new RecordingSink();
    const sent = [Buffer.from('head'), pattern(100)];
    let got: readonly Uint8Array[] | undefined;
    const transport = await memory((frame, peer) => {
      got = frame;
      const reply = Buffer.concat([framed(pattern(33)), framed(pattern(44))]);
      for (const byte of reply) peer.deliver(Uint8Array.of(byte));
    })(sink, never);
    transport.send(sent);
    expect(got).to.equal(sent);
    expect(sink.hex).to.deep.equal([hexOf(pattern(33)), hexOf(pattern(44))]);
  });

  it('is synchronous and never recursive', async () => {
    const sink = new RecordingSink();
    const transport = await memory((_frame, peer) => {
      peer.deliver(framed(pattern(10)));
    })(sink, never);
    const rounds = 100_000;
    sink.onFrame = () => {
      if (sink.frames.length < rounds) transport.send([framed(pattern(4))]);
    };
    transport.send([framed(pattern(4))]);
    expect(sink.frames).to.have.lengthOf(rounds);
    expect(sink.ends).to.deep.equal([]);
  });

  it('ends once, by either side, and carries nothing afterwards', async () => {
    const sink = new RecordingSink();
    let peer: MemoryPeer | undefined;
    let frames = 0;
    const transport = await memory((_frame, far) => {
      peer = far;
      frames++;
    })(sink, never);
    transport.send([framed(pattern(4))]);
    const error = new Error('reset');
    peer?.end(error);
    peer?.end();
    transport.destroy();
    transport.close();
    transport.send([framed(pattern(4))]);
    peer?.deliver(framed(pattern(4)));
    expect(sink.ends).to.deep.equal([error]);
    expect(sink.frames).to.deep.equal([]);
    expect(frames).to.equal(1);
  });

  it('takes a FIN inside a frame for an error', async () => {
    const sink = new RecordingSink();
    const transport = await memory((_frame, peer) => {
      peer.deliver(framed(pattern(40)).subarray(0, 20));
      peer.end();
    })(sink, never);
    transport.send([framed(pattern(4))]);
    expect(sink.ends[0]).to.have.property('code', 'ECONNRESET');
  });

  it('ends with what the sink or the server throws', async () => {
    const error = new Error('thrown');
    const thrower = new RecordingSink();
    thrower.onFrame = () => {
      throw error;
    };
    const echo = await memory((_frame, peer) => {
      peer.deliver(framed(pattern(40)));
    })(thrower, never);
    echo.send([framed(pattern(4))]);
    expect(thrower.ends).to.deep.equal([error]);

    const sink = new RecordingSink();
    const broken = await memory(() => {
      throw error;
    })(sink, never);
    broken.send([framed(pattern(4))]);
    expect(sink.ends).to.deep.equal([error]);
  });
});

import { type Duplex, duplexPair } from 'node:stream';
import { expect } from 'chai';
import { AbortError } from '../../lib/errors.ts';
import { stream } from '../../lib/transport/stream.ts';
import { recordingDuplex } from './recording-duplex.ts';
import { framed, hexOf, pattern, readReply, RecordingSink } from './recording-sink.ts';

const never = new AbortController().signal;

async function connected() {
  const sink = new RecordingSink();
  const [near, far] = duplexPair();
  far.on('error', () => undefined);
  const transport = await stream(() => near)(sink, never);
  return { sink, near, far, transport };
}

/** The next chunk that arrives. */
function next(duplex: Duplex): Promise<Buffer> {
  return new Promise(resolve => duplex.once('data', resolve));
}

describe('stream', () => {
  it('carries frames both ways over any Duplex', async () => {
    const { sink, far, transport } = await connected();
    const arrived = next(far);
    transport.send([framed(pattern(50))]);
    expect(hexOf(await arrived)).to.equal(hexOf(framed(pattern(50))));
    const messages = [pattern(20), readReply(pattern(100_000)), pattern(90)];
    const room = Buffer.alloc(100_000);
    sink.room = length => (length === room.length ? room : undefined);
    const done = new Promise<void>(resolve => {
      sink.onFrame = () => {
        if (sink.frames.length === 3) resolve();
      };
    });
    const bytes = Buffer.concat(messages.map(framed));
    for (let at = 0; at < bytes.length; at += 30_000) far.write(bytes.subarray(at, at + 30_000));
    await done;
    expect(sink.hex).to.deep.equal(messages.map(message => hexOf(message)));
    expect(sink.frames[1]?.payload).to.equal(room);
    transport.destroy();
  });

  it('tells of the end once: a FIN between frames is none of our errors', async () => {
    const { sink, far, near } = await connected();
    far.end(framed(pattern(30)));
    expect(await sink.ended).to.equal(undefined);
    expect(sink.frames).to.have.lengthOf(1);
    expect(near.destroyed).to.equal(true);
    await new Promise(resolve => setImmediate(resolve));
    expect(sink.ends).to.have.lengthOf(1);
  });

  it('takes a FIN inside a frame for an error', async () => {
    const { sink, far } = await connected();
    far.end(framed(pattern(30)).subarray(0, 20));
    expect(await sink.ended).to.have.property('code', 'ECONNRESET');
  });

  it("tells of the Duplex's own error", async () => {
    const { sink, near } = await connected();
    const error = new Error('the tunnel fell in');
    near.destroy(error);
    expect(await sink.ended).to.equal(error);
    await new Promise(resolve => setImmediate(resolve));
    expect(sink.ends).to.have.lengthOf(1);
  });

  it('destroys the Duplex when the sink throws, and hands on nothing after that', async () => {
    const { sink, far, near } = await connected();
    const error = new Error('thrown by the sink');
    sink.onFrame = () => {
      throw error;
    };
    far.write(Buffer.concat([framed(pattern(30)), framed(pattern(31))]));
    far.write(framed(pattern(32)));
    expect(await sink.ended).to.equal(error);
    await new Promise(resolve => setImmediate(resolve));
    expect(near.destroyed).to.equal(true);
    near.emit('data', framed(pattern(33))); // as a Duplex does that does not heed its own destruction
    expect(sink.frames).to.have.lengthOf(1);
    expect(sink.ends).to.have.lengthOf(1);
  });

  it('closes after what was to be sent', async () => {
    const { sink, far, near, transport } = await connected();
    const chunks: Buffer[] = [];
    far.on('data', (chunk: Buffer) => chunks.push(chunk));
    const end = new Promise(resolve => far.once('end', resolve));
    transport.send([framed(pattern(30))]);
    transport.close();
    await end;
    expect(hexOf(...chunks)).to.equal(hexOf(framed(pattern(30))));
    await sink.ended;
    expect(near.destroyed, 'nobody has to end it from the far side').to.equal(true);
  });

  it('opens nothing once it is aborted', async () => {
    const abort = new AbortController();
    abort.abort('enough');
    let opened = 0;
    const dial = stream(() => {
      opened++;
      return recordingDuplex().duplex;
    });
    const error = await dial(new RecordingSink(), abort.signal).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(AbortError).with.property('cause', 'enough');
    expect(opened).to.equal(0);
  });

  it('rejects when there is no Duplex to be had', async () => {
    const error = new Error('no tunnel');
    const dial = stream(() => {
      throw error;
    });
    expect(await dial(new RecordingSink(), never).catch((failure: unknown) => failure)).to.equal(error);
  });
});

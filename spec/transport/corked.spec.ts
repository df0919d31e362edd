import { expect } from 'chai';
import { write } from '../../lib/commands/write.ts';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { corked } from '../../lib/transport/corked.ts';
import { stream } from '../../lib/transport/stream.ts';
import { rig } from '../support/script-rig.ts';
import { ScriptServer } from '../support/script-server.ts';
import { placeOf, recordingDuplex } from './recording-duplex.ts';
import { pattern } from './recording-sink.ts';

/** One turn of the event loop: what was corked has left. */
const tick = () => new Promise(resolve => setImmediate(resolve));

describe('corked', () => {
  it('sends all parts of a tick in one writev, in order, from the very memory it was given', async () => {
    const { duplex, writes } = recordingDuplex();
    const send = corked(duplex);
    const memory = new ArrayBuffer(5_000);
    const parts = [
      new Uint8Array(memory, 1, 10),
      new Uint8Array(memory, 100, 4_000),
      Buffer.from('the head of the next frame'),
      new Uint8Array(memory, 4_500, 3),
    ];
    send(parts.slice(0, 2));
    send(parts.slice(2));
    expect(writes, 'nothing leaves within the tick').to.deep.equal([]);
    await tick();
    expect(writes).to.have.lengthOf(1);
    expect(writes[0]?.map(placeOf)).to.deep.equal(parts.map(placeOf));
    for (const [index, chunk] of writes[0]!.entries()) expect(chunk.buffer).to.equal(parts[index]!.buffer);
    send([Buffer.from('later')]);
    await tick();
    expect(writes).to.have.lengthOf(2);
  });

  it('drops what comes after the end', async () => {
    const { duplex, writes } = recordingDuplex();
    const send = corked(duplex);
    duplex.end();
    send([Buffer.from('late')]);
    duplex.destroy();
    send([Buffer.from('later')]);
    await tick();
    expect(writes).to.deep.equal([]);
  });

  for (const signing of [undefined, ...Object.values(SigningAlgorithm)]) {
    const how = signing === undefined ? 'unsigned' : `signed by algorithm ${signing}`;
    it(`sends a WRITE's payload from the caller's memory, ${how}`, async () => {
      const { duplex, writes } = recordingDuplex();
      const { open } = await rig(new ScriptServer(), {
        dial: stream(() => duplex),
        ...(signing === undefined ? {} : { signing }),
      });
      const memory = pattern(1 << 20);
      const before = Buffer.from(memory);
      const pieces = [memory.subarray(3, 100_003), memory.subarray(200_000, 300_007), memory.subarray(7, 8)];
      const subscriptions = [
        write(open, pieces, { offset: 0 }).subscribe(),
        write(open, memory.subarray(11, 400_000), { offset: 5n }).subscribe(),
      ];
      await tick();
      expect(writes, 'one writev for both').to.have.lengthOf(1);
      const [head, ...payload] = writes[0]!;
      expect(head).to.have.lengthOf(4 + 64 + 48);
      const sent = [payload[0]!, payload[1]!, payload[2]!, payload[4]!];
      expect(sent.map(placeOf)).to.deep.equal([...pieces, memory.subarray(11, 400_000)].map(placeOf));
      for (const part of sent) expect(part.buffer).to.equal(memory.buffer);
      expect(Buffer.compare(memory, before), 'left as it was').to.equal(0);
      const signature = head!.subarray(4 + 48, 4 + 64);
      expect(signature.some(byte => byte !== 0)).to.equal(signing !== undefined);
      for (const subscription of subscriptions) subscription.unsubscribe();
      duplex.destroy();
    });
  }
});

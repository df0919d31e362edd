import { expect } from 'chai';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { HeaderFlags } from '../../../lib/wire/smb2/header.ts';
import { SigningAlgorithm } from '../../../lib/crypto/signing.ts';
import { echoRequest, rig, SESSION_ID, TREE_ID } from '../../support/script-rig.ts';
import { ScriptServer } from '../../support/script-server.ts';
import { pattern } from '../../transport/recording-sink.ts';
import { placeOf } from '../../transport/recording-duplex.ts';
import { submitted } from '../submitted.ts';

const { ECHO } = Command;

function holding(): ScriptServer {
  return new ScriptServer().on(ECHO, () => undefined);
}

describe('exchange: what goes out', () => {
  it('is one small buffer and the payload as it is', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const payload = [pattern(1000).subarray(7, 900), pattern(33)];
    submitted(exchange, echoRequest({ payload, treeId: TREE_ID }));
    const [head, ...rest] = server.frames[0]!;
    expect(head).to.have.lengthOf(4 + 64 + 4);
    expect([...head!.subarray(0, 4)]).to.deep.equal([0, 0, (68 + 893 + 33) >> 8, (68 + 893 + 33) & 0xff]);
    expect(rest.map(placeOf)).to.deep.equal(payload.map(placeOf));
    expect(server.requests[0]?.header).to.deep.include({
      command: ECHO,
      sessionId: SESSION_ID,
      treeId: TREE_ID,
      status: 0,
      flags: 0,
      nextCommand: 0,
    });
  });

  it('carries the ChannelSequence where replies have their status', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    exchange.channelSequence = 0x1234;
    submitted(exchange, echoRequest());
    expect(server.requests[0]?.header.status).to.equal(0x1234);
  });

  it('pads every element of a compound but the last to eight bytes, behind its payload too', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const payload = pattern(13);
    submitted(
      exchange,
      echoRequest(),
      echoRequest({ payload: [payload] }),
      echoRequest({ payload: [payload] }),
    );
    const { header: first } = server.requests[0]!;
    const [, second, third] = server.requests;
    expect([first.nextCommand, second!.header.nextCommand, third!.header.nextCommand]).to.deep.equal([
      72, 88, 0,
    ]);
    expect(second!.message).to.have.lengthOf(88);
    expect(Buffer.compare(second!.message.subarray(68, 81), payload)).to.equal(0);
    expect([...second!.message.subarray(81)]).to.deep.equal(Array(7).fill(0));
    expect(third!.message).to.have.lengthOf(68 + 13);
    // the caller's memory, twice
    const { buffer, byteOffset } = payload;
    const same = server.frames[0]!.filter(part => part.buffer === buffer && part.byteOffset === byteOffset);
    expect(same).to.have.lengthOf(2);
  });

  it('marks what is related to the element before, under its real session and tree', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const related = { related: true, treeId: TREE_ID };
    submitted(exchange, echoRequest({ treeId: TREE_ID }), echoRequest(related), echoRequest(related));
    expect(server.requests.map(({ header: { flags } }) => flags)).to.deep.equal([
      0,
      HeaderFlags.RELATED_OPERATIONS,
      HeaderFlags.RELATED_OPERATIONS,
    ]);
    for (const { header } of server.requests) {
      expect(header).to.include({ sessionId: SESSION_ID, treeId: TREE_ID });
    }
  });

  for (const signing of Object.values(SigningAlgorithm)) {
    it(`is signed element by element, payload and padding included, by algorithm ${signing}`, async () => {
      const server = holding(); // verifies each element from its header to its end
      const { exchange } = await rig(server, { signing });
      const pieces = [pattern(1001), pattern(70_000)];
      submitted(exchange, echoRequest({ payload: pieces }), echoRequest(), echoRequest({ payload: pieces }));
      expect(server.violation).to.equal(undefined);
      expect(server.requests.map(({ header: { flags } }) => flags & HeaderFlags.SIGNED)).to.deep.equal([
        8, 8, 8,
      ]);
    });
  }

  it('is not signed without a key', async () => {
    const server = holding();
    const { exchange } = await rig(server, { signing: SigningAlgorithm.AES_CMAC });
    submitted(exchange, echoRequest({ sessionId: 0n, signed: true }));
    expect(server.requests[0]?.header.flags).to.equal(0);
  });

  it('is shown to whoever asks, as it is sent, without the prefix', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    let shown: readonly Uint8Array[] = [];
    submitted(exchange, echoRequest({ payload: [pattern(5)], onSent: message => (shown = message) }));
    expect(Buffer.compare(Buffer.concat(shown), server.requests[0]!.message)).to.equal(0);
  });

  it('is refused where no frame could hold it, and takes nothing with it', async () => {
    const server = new ScriptServer();
    const { exchange, ends } = await rig(server);
    const payload = [Buffer.alloc(9 << 20)];
    expect(() => submitted(exchange, echoRequest({ payload }), echoRequest({ payload }))).to.throw(
      RangeError,
    );
    const small = submitted(exchange, echoRequest());
    expect(small.told).to.deep.equal(['complete']);
    expect(server.got(ECHO)).to.have.lengthOf(1);
    expect(ends).to.deep.equal([]);
  });
});

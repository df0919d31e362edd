import { createCipheriv } from 'node:crypto';
import { expect } from 'chai';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HeaderFlags, signatureOf } from '../../lib/wire/smb2/header.ts';
import { Exchange } from '../../lib/exchange/exchange.ts';
import { hexOf } from '../transport/recording-sink.ts';
import { echoRequest, KEY, rig, SESSION_ID } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { submitted } from './submitted.ts';

const { CANCEL, ECHO } = Command;
const CANCELLED = 0xc000_0120;

function holding(): ScriptServer {
  return new ScriptServer().on(ECHO, () => undefined);
}

describe('exchange: cancelling', () => {
  it('what is queued sends nothing, ever', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 1 });
    submitted(exchange, echoRequest());
    const queued = submitted(exchange, echoRequest());
    queued.cancel();
    queued.cancel();
    server.answer(server.requests[0]!, { ...answers.echoed(), credits: 10 });
    expect(server.frames).to.have.lengthOf(1);
    expect(queued.told, 'nothing will be late').to.deep.equal(['late']);
    expect(queued.replies).to.deep.equal([]);
    expect(exchange.window.available, 'and it costs nothing').to.equal(10);
  });

  it('what was submitted before there was a pipe sends nothing', async () => {
    const server = holding();
    const { exchange } = await rig(server, {
      dial: async (sink, signal) => {
        if (sink instanceof Exchange) submitted(sink, echoRequest()).cancel();
        else expect.fail('not an exchange');
        return server.dial(sink, signal);
      },
    });
    expect(exchange.open).to.equal(true);
    expect(server.frames).to.deep.equal([]);
  });

  it('what was sent asks by MessageId', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 10 });
    submitted(exchange, echoRequest({ charge: 3 }));
    const chain = submitted(exchange, echoRequest({ treeId: 77 }));
    const before = exchange.window.available;
    chain.cancel();
    chain.cancel();
    const cancels = server.got(CANCEL);
    expect(cancels).to.have.lengthOf(1);
    expect(cancels[0]?.header).to.include({
      messageId: 3n,
      asyncId: undefined,
      sessionId: SESSION_ID,
      treeId: 77,
      creditCharge: 0,
      flags: 0,
      nextCommand: 0,
    });
    expect([...cancels[0]!.message.subarray(64)]).to.deep.equal([4, 0, 0, 0]);
    expect(exchange.window.available, 'it consumes no credit').to.equal(before);
    expect(exchange.ledger.size, 'both are still owed an answer').to.equal(2);
    expect(chain.told).to.deep.equal([]);
    server.answer(server.requests[1]!, { status: CANCELLED });
    expect(chain.told).to.deep.equal(['late']);
    expect(chain.replies[0]?.header.status).to.equal(CANCELLED);
  });

  it('what has had an interim reply asks by AsyncId', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest());
    server.answer(server.requests[0]!, answers.pending(0x1234_5678_9abcn));
    chain.cancel();
    expect(server.got(CANCEL)[0]?.header).to.include({
      messageId: 0n,
      asyncId: 0x1234_5678_9abcn,
      flags: HeaderFlags.ASYNC_COMMAND,
      sessionId: SESSION_ID,
    });
    server.answer(server.requests[0]!, { status: CANCELLED, asyncId: 0x1234_5678_9abcn });
    expect(chain.told).to.deep.equal(['late']);
  });

  it('what is answered sends nothing', async () => {
    const server = new ScriptServer();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest());
    chain.cancel();
    expect(chain.told).to.deep.equal(['complete']);
    expect(server.got(CANCEL)).to.deep.equal([]);
  });

  it('what the link took with it sends nothing', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest());
    server.end();
    chain.cancel();
    expect(chain.told).to.deep.equal(['error']);
    expect(server.got(CANCEL)).to.deep.equal([]);
  });

  it('a compound asks for those of its elements that are not answered yet', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest(), echoRequest(), echoRequest());
    const [first, second, third] = server.requests;
    server.answer(first!, answers.echoed());
    server.answer(third!, answers.pending(3n));
    chain.cancel();
    expect(
      server.got(CANCEL).map(({ header: { messageId, asyncId } }) => asyncId ?? messageId),
    ).to.deep.equal([1n, 3n]);
    server.answer(second!, { status: CANCELLED });
    expect(chain.told).to.deep.equal([]);
    server.answer(third!, { status: CANCELLED, asyncId: 3n });
    expect(chain.told).to.deep.equal(['late']);
    expect(chain.replies.map(reply => reply?.header.status)).to.deep.equal([0, CANCELLED, CANCELLED]);
  });

  it('what must happen once it was sent is not asked to stop, yet nobody is told', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest({ steadfast: true }));
    chain.cancel();
    expect(server.got(CANCEL)).to.deep.equal([]);
    server.answer(server.requests[0]!, answers.echoed());
    expect(chain.told).to.deep.equal(['late']);
  });

  for (const algorithm of Object.values(SigningAlgorithm)) {
    it(`is signed where its request was, by algorithm ${algorithm}`, async () => {
      const server = holding(); // verifies what comes
      const { exchange } = await rig(server, { signing: algorithm });
      const [sent, pending] = [submitted(exchange, echoRequest()), submitted(exchange, echoRequest())];
      server.answer(server.requests[1]!, answers.pending(5n));
      sent.cancel();
      pending.cancel();
      expect(server.violation).to.equal(undefined);
      const cancels = server.got(CANCEL);
      expect(cancels).to.have.lengthOf(2);
      for (const { header, message } of cancels) {
        expect(header.flags & HeaderFlags.SIGNED).to.equal(HeaderFlags.SIGNED);
        expect(signatureOf(message).some(byte => byte !== 0)).to.equal(true);
      }
    });
  }

  it('under AES-GMAC has a nonce of its own, or servers drop it silently', async () => {
    const server = holding();
    const { exchange } = await rig(server, { signing: SigningAlgorithm.AES_GMAC });
    submitted(exchange, echoRequest()).cancel();
    const { message } = server.got(CANCEL)[0]!;
    const bare = Uint8Array.from(message).fill(0, 48, 64);
    const CANCEL_BIT = 2;
    const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, CANCEL_BIT, 0, 0, 0); // MessageId 0, then the bits
    const gmac = createCipheriv('aes-128-gcm', KEY, nonce).setAAD(bare);
    gmac.final();
    expect(hexOf(signatureOf(message))).to.equal(hexOf(gmac.getAuthTag()));
  });
});

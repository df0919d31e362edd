import { expect } from 'chai';
import { Command } from '../../lib/wire/smb2/command.ts';
import { echoRequest, rig } from '../support/script-rig.ts';
import { answers, type Received, ScriptServer } from '../support/script-server.ts';
import { submitted } from './submitted.ts';

const { ECHO } = Command;
const header = ({ header: { messageId, creditCharge, credits } }: Received) => [
  messageId,
  creditCharge,
  credits,
];

/** A server that answers when the spec says so. */
function holding(): ScriptServer {
  return new ScriptServer().on(ECHO, () => undefined);
}

describe('exchange: ids and credits', () => {
  it('takes consecutive ids for what a request costs, and says the charge', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 30 });
    for (const charge of [1, 4, 2, 1]) submitted(exchange, echoRequest({ charge }));
    // 512 wanted in all; each asks its own back and for what is still missing
    expect(server.requests.map(header)).to.deep.equal([
      [0n, 1, 1 + 482],
      [1n, 4, 4 + 482],
      [5n, 2, 2 + 482],
      [7n, 1, 1 + 482],
    ]);
    expect(exchange.window.available).to.equal(22);
  });

  it('says charge 0 on a dialect without multi-credit, where each request still takes one id', async () => {
    const server = holding();
    const { exchange } = await rig(server, { multiCredit: false });
    submitted(exchange, echoRequest());
    submitted(exchange, echoRequest());
    expect(server.requests.map(header).map(([id, charge]) => [id, charge])).to.deep.equal([
      [0n, 0],
      [1n, 0],
    ]);
  });

  it('grows to its target and stays there', async () => {
    const server = new ScriptServer();
    server.maxCredits = 8192;
    const { exchange } = await rig(server, { credits: 1 });
    for (let round = 0; round < 5; round++) submitted(exchange, echoRequest());
    expect(exchange.window.available).to.equal(512);
    expect(server.requests.map(({ header: { credits } }) => credits)).to.deep.equal([512, 1, 1, 1, 1]);
  });

  it('sends a compound under one first id, with ids and charges of its elements', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 30 });
    submitted(exchange, echoRequest({ charge: 2 }), echoRequest({ charge: 3 }), echoRequest());
    submitted(exchange, echoRequest());
    expect(server.frames).to.have.lengthOf(2);
    expect(server.requests.map(header).map(([id, charge]) => [id, charge])).to.deep.equal([
      [0n, 2],
      [2n, 3],
      [5n, 1],
      [6n, 1],
    ]);
    expect(exchange.window.available).to.equal(30 - 7);
  });

  it('never sends more than was granted: what is too dear waits, whole', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 5 });
    const chains = [3, 3, 1, 2].map(charge => submitted(exchange, echoRequest({ charge })));
    expect(server.requests).to.have.lengthOf(1);
    server.answer(server.requests[0]!, { ...answers.echoed(), credits: 1 }); // 2 left and 1: just enough
    expect(server.requests.map(({ header: { creditCharge } }) => creditCharge)).to.deep.equal([3, 3]);
    expect(exchange.window.available).to.equal(0);
    server.answer(server.requests[1]!, { ...answers.echoed(), credits: 2 });
    expect(server.requests.map(({ header: { creditCharge } }) => creditCharge)).to.deep.equal([3, 3, 1]);
    server.answer(server.requests[2]!, { ...answers.echoed(), credits: 9 });
    server.answer(server.requests[3]!, answers.echoed());
    expect(chains.map(({ told }) => told.join())).to.deep.equal(Array(4).fill('complete'));
    expect(server.violation).to.equal(undefined);
  });

  it('sends in the order of submission: a cheap one does not overtake a dear one', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 2 });
    const order: number[] = [];
    for (const charge of [1, 8, 1, 1])
      submitted(exchange, echoRequest({ charge, onSent: () => order.push(charge) }));
    expect(order).to.deep.equal([1]);
    server.answer(server.requests[0]!, { ...answers.echoed(), credits: 20 });
    expect(order).to.deep.equal([1, 8, 1, 1]);
  });

  it('goes on with cheaper ones when a dear one that held them up is cancelled', async () => {
    const server = holding();
    const { exchange } = await rig(server, { credits: 2 });
    const dear = submitted(exchange, echoRequest({ charge: 8 }));
    submitted(exchange, echoRequest());
    submitted(exchange, echoRequest());
    expect(server.requests).to.deep.equal([]);
    dear.cancel();
    expect(server.requests).to.have.lengthOf(2);
  });

  it('lives on eight credits', async () => {
    const server = new ScriptServer();
    server.maxCredits = 8;
    const { exchange } = await rig(server, { credits: 8 });
    const chains = Array.from({ length: 100 }, (_, index) =>
      submitted(exchange, echoRequest({ charge: 1 + (index % 8) })),
    );
    await Promise.all(chains.map(({ over }) => over));
    expect(chains.every(({ told }) => told.join() === 'complete')).to.equal(true);
    expect(exchange.window.available).to.equal(8);
    expect(exchange.window.capacity).to.equal(8);
    expect(server.violation).to.equal(undefined);
  });

  it('knows its capacity, whatever is in use just now', async () => {
    const server = holding();
    server.maxCredits = 20;
    const { exchange } = await rig(server, { credits: 20 });
    submitted(exchange, echoRequest({ charge: 15 }));
    server.answer(server.requests[0]!, { ...answers.echoed(), credits: 12 });
    expect(exchange.window.capacity).to.equal(20);
    expect(exchange.window.available).to.equal(17);
  });

  describe('banks credits from every frame:', () => {
    it('interim replies', async () => {
      const server = holding();
      const { exchange } = await rig(server, { credits: 1 });
      submitted(exchange, echoRequest());
      submitted(exchange, echoRequest());
      expect(server.requests).to.have.lengthOf(1);
      server.answer(server.requests[0]!, answers.pending(1n, { credits: 1 }));
      expect(server.requests, 'the interim brought the credit of the next one').to.have.lengthOf(2);
      server.answer(server.requests[0]!, { ...answers.echoed(), asyncId: 1n, credits: 3 });
      expect(exchange.window.available).to.equal(3);
    });

    it('refusals', async () => {
      const server = new ScriptServer().on(ECHO, { ...answers.refused(0xc000_0022), credits: 7 });
      const { exchange } = await rig(server, { credits: 3 });
      submitted(exchange, echoRequest());
      expect(exchange.window.available).to.equal(2 + 7);
    });

    it('replies that nobody waits for', async () => {
      const server = holding();
      const { exchange } = await rig(server, { credits: 3 });
      submitted(exchange, echoRequest()).cancel();
      expect(exchange.window.available, 'not at the moment of cancelling').to.equal(2);
      server.answer(server.requests[0]!, { ...answers.refused(0xc000_0120), credits: 5 });
      expect(exchange.window.available).to.equal(7);
    });

    it('the last reply of a compound, where the others have none', async () => {
      const server = holding();
      const { exchange } = await rig(server, { credits: 3 });
      submitted(exchange, echoRequest(), echoRequest(), echoRequest());
      expect(exchange.window.available).to.equal(0);
      const credits = [0, 0, 3];
      server.answerTogether(
        ...server.requests.map(
          (request, index) => [request, { ...answers.echoed(), credits: credits[index] }] as const,
        ),
      );
      expect(exchange.window.available).to.equal(3);
    });
  });

  describe('starvation', () => {
    it('is an error of all where the server leaves the client without any credit', async () => {
      const server = new ScriptServer().on(ECHO, { ...answers.echoed(), credits: 0 });
      const { exchange, ends } = await rig(server, { credits: 1, starvation: 20 });
      const [first, second] = [submitted(exchange, echoRequest()), submitted(exchange, echoRequest())];
      await second.over;
      expect(first.told).to.deep.equal(['complete']);
      expect(second.error).to.include({
        code: 'ERR_SMB_CREDITS',
        command: 'ECHO',
        outcome: 'not-sent',
        fatal: true,
      });
      expect(ends).to.have.lengthOf(1);
      expect(server.requests).to.have.lengthOf(1);
    });

    it('is an error of a request alone that costs more than the server ever gives', async () => {
      const server = new ScriptServer();
      server.maxCredits = 4;
      const { exchange, ends } = await rig(server, { credits: 4, starvation: 20 });
      const dear = submitted(exchange, echoRequest({ charge: 5 }));
      const cheap = submitted(exchange, echoRequest());
      expect(cheap.told).to.deep.equal([]);
      await cheap.over;
      expect(dear.error).to.include({
        code: 'ERR_SMB_CREDITS',
        command: 'ECHO',
        outcome: 'not-sent',
        fatal: false,
      });
      expect(cheap.told).to.deep.equal(['complete']);
      expect(ends).to.deep.equal([]);
    });

    it('is not yet there while a reply may bring credits, an interim one seen or not', async () => {
      const server = holding();
      const { exchange, ends } = await rig(server, { credits: 1, starvation: 10 });
      submitted(exchange, echoRequest());
      const waiting = submitted(exchange, echoRequest());
      await new Promise(resolve => setTimeout(resolve, 50));
      server.answer(server.requests[0]!, answers.pending(9n, { credits: 0 }));
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(waiting.told).to.deep.equal([]);
      expect(ends).to.deep.equal([]);
      server.answer(server.requests[0]!, { ...answers.echoed(), asyncId: 9n, credits: 1 });
      expect(server.requests).to.have.lengthOf(2);
    });

    it('is there when only a request without a deadline is under way', async () => {
      const server = holding();
      const { exchange, ends } = await rig(server, { credits: 1, starvation: 20 });
      const patient = submitted(exchange, echoRequest({ patient: true }));
      server.answer(server.requests[0]!, answers.pending(9n, { credits: 0 }));
      const starved = submitted(exchange, echoRequest());
      await starved.over;
      expect(starved.error).to.have.property('code', 'ERR_SMB_CREDITS');
      expect(patient.error).to.include({ code: 'ERR_SMB_CREDITS', outcome: 'unknown' });
      expect(ends).to.have.lengthOf(1);
    });

    it('ends when nobody wants the dear request any more', async () => {
      const server = new ScriptServer();
      const { exchange, ends } = await rig(server, { credits: 2, starvation: 20 });
      const dear = submitted(exchange, echoRequest({ charge: 3 }));
      dear.cancel();
      await new Promise(resolve => setTimeout(resolve, 60));
      expect(dear.error).to.equal(undefined);
      expect(ends).to.deep.equal([]);
    });
  });
});

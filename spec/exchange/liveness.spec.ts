import { expect } from 'chai';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { SmbError } from '../../lib/errors.ts';
import { tcp } from '../../lib/transport/tcp.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { echoRequest, rig } from '../support/script-rig.ts';
import { answers, type Received, ScriptServer } from '../support/script-server.ts';
import { pattern } from '../transport/recording-sink.ts';
import { submitted } from './submitted.ts';

const { CANCEL, CHANGE_NOTIFY, ECHO, FLUSH, READ } = Command;

/** What an interval of a test stands for; deadlines are several of them, so that a slow machine changes nothing. */
const MOMENT = 15;
const SILENCE = 10 * MOMENT;

const moment = (count = 1) => new Promise(resolve => setTimeout(resolve, count * MOMENT));

/** A server that answers nothing but ECHO. */
function silent(): ScriptServer {
  const server = new ScriptServer();
  for (const command of [FLUSH, READ, CHANGE_NOTIFY]) server.on(command, () => undefined);
  return server;
}

/** Acts again and again until the condition holds; a spec's own time limit ends it otherwise. */
async function until(condition: () => boolean, act: () => void = () => undefined): Promise<void> {
  while (!condition()) {
    act();
    await moment();
  }
}

const flush = () => echoRequest({ command: FLUSH });
const watch = () => echoRequest({ command: CHANGE_NOTIFY, patient: true });

describe('exchange: deadlines', () => {
  it('a server that owes an answer and is silent is given up, and all with it', async () => {
    const { exchange, ends } = await rig(silent(), { silence: SILENCE });
    const chains = [submitted(exchange, flush()), submitted(exchange, watch())];
    const began = performance.now();
    await chains[0]!.over;
    expect(performance.now() - began).to.be.at.least(SILENCE);
    expect(chains[0]!.error).to.include({
      code: 'ETIMEDOUT',
      command: 'FLUSH',
      outcome: 'unknown',
      fatal: true,
    });
    expect(chains[0]!.error!.message).to.include(`${SILENCE} ms`);
    expect(chains[1]!.error).to.include({ code: 'ETIMEDOUT', command: 'CHANGE_NOTIFY', fatal: true });
    expect(ends).to.have.lengthOf(1);
    expect(ends[0]).to.have.property('code', 'ETIMEDOUT');
  });

  it('a server that owes nothing may be silent', async () => {
    const { exchange, ends } = await rig(silent(), { silence: SILENCE });
    submitted(exchange, echoRequest());
    await moment(14);
    expect(ends).to.deep.equal([]);
    const began = performance.now();
    const late = submitted(exchange, flush());
    await late.over;
    expect(performance.now() - began, 'and the next request has its whole time').to.be.at.least(SILENCE);
  });

  it('an interim reply to one request is a sign of life for all', async () => {
    const server = silent();
    const { exchange } = await rig(server, { silence: SILENCE });
    const [first] = [submitted(exchange, flush()), submitted(exchange, watch())];
    await moment(6);
    const interim = performance.now();
    server.answer(server.requests[1]!, answers.pending(1n));
    server.on(ECHO, () => undefined);
    await first.over;
    expect(performance.now() - interim).to.be.at.least(SILENCE);
  });

  it('a reply that grows, however slowly, is no silence', async () => {
    const server = silent();
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    const chain = submitted(exchange, flush());
    const reply = new Uint8Array(200 - 4);
    reply.set(server.reply(server.requests[0]!, answers.echoed()));
    const frame = Buffer.concat([Uint8Array.of(0, 0, 0, reply.length), reply]);
    let at = 0;
    const began = performance.now();
    await until(
      () => performance.now() - began > 1.5 * SILENCE,
      () => {
        server.deliverRaw(frame.subarray(at, ++at));
      },
    );
    expect(ends).to.deep.equal([]);
    server.deliverRaw(frame.subarray(at));
    expect(chain.told).to.deep.equal(['complete']);
  });

  it('one request that the server answers others around is given up alone', async () => {
    const server = silent();
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    const lost = submitted(exchange, flush());
    await until(
      () => lost.told.length > 0,
      () => submitted(exchange, echoRequest()),
    );
    expect(lost.error).to.include({ code: 'ETIMEDOUT', command: 'FLUSH', outcome: 'unknown', fatal: false });
    expect(ends).to.deep.equal([]);
    expect(server.got(CANCEL).map(({ header: { messageId } }) => messageId)).to.deep.equal([0n]);
    // it stays in the ledger, and what comes late brings its credits and its handle
    expect(exchange.ledger.find(0n)).not.to.equal(undefined);
    server.answer(server.requests[0]!, answers.echoed());
    expect(lost.told).to.deep.equal(['error', 'late']);
    expect(submitted(exchange, echoRequest()).told).to.deep.equal(['complete']);
  });

  it('an interim reply gives a request its whole time again', async () => {
    const server = silent();
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    const began = performance.now();
    const chain = submitted(exchange, flush());
    await moment(6);
    const interim = performance.now() - began;
    server.answer(server.requests[0]!, answers.pending(1n));
    await chain.over;
    expect(performance.now() - began).to.be.at.least(interim + SILENCE);
    expect(ends).to.have.lengthOf(1);
  });

  it('a second interim reply is no sign of life', async () => {
    const server = silent();
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    const chain = submitted(exchange, flush());
    const [request] = server.requests as [Received];
    await until(
      () => chain.told.length > 0,
      () => {
        server.answer(request, answers.pending(1n));
      },
    );
    expect(chain.error).to.include({ code: 'ETIMEDOUT', command: 'FLUSH' });
    expect(ends).to.have.lengthOf(1);
  });

  it('a patient request waits as long as it likes, guarded by an ECHO', async () => {
    const server = silent();
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    const chain = submitted(exchange, watch());
    server.answer(server.requests[0]!, answers.pending(1n));
    await until(() => server.got(ECHO).length >= 2);
    expect(ends).to.deep.equal([]);
    expect(chain.told).to.deep.equal([]);
    server.answer(server.requests[0]!, { ...answers.echoed(), asyncId: 1n });
    expect(chain.told).to.deep.equal(['complete']);
  });

  it('a patient request without an interim reply has a deadline like any other', async () => {
    const { exchange } = await rig(silent(), { silence: SILENCE });
    const chain = submitted(exchange, watch());
    await chain.over;
    expect(chain.error).to.include({ code: 'ETIMEDOUT', command: 'CHANGE_NOTIFY' });
  });

  it('an ECHO that finds nobody ends the link', async () => {
    const server = silent().on(ECHO, () => undefined);
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    const chain = submitted(exchange, watch());
    server.answer(server.requests[0]!, answers.pending(1n));
    await chain.over;
    expect(chain.error).to.include({ code: 'ETIMEDOUT', command: 'CHANGE_NOTIFY', fatal: true });
    expect((ends[0] as SmbError).command).to.equal('ECHO');
    expect(server.got(ECHO)).to.have.lengthOf(1);
  });

  it('a missed ECHO alone proves nothing: a NAS may drop one while it works', async () => {
    const server = silent().on(ECHO, () => undefined);
    const { exchange, ends } = await rig(server, { silence: SILENCE });
    submitted(exchange, watch());
    server.answer(server.requests[0]!, answers.pending(1n));
    await until(() => server.got(ECHO).length === 1);
    const began = performance.now();
    await until(
      () => performance.now() - began > 1.5 * SILENCE,
      () => {
        // the server goes on with something else
        const work = submitted(exchange, echoRequest({ command: READ }));
        server.answer(server.requests.at(-1)!, { body: pattern(16) });
        expect(work.told).to.deep.equal(['complete']);
      },
    );
    expect(ends).to.deep.equal([]);
  });

  it('a process that was busy itself looks at what has arrived before it judges', async () => {
    const server = new ScriptServer().on(FLUSH, () => undefined);
    const listener = createServer(socket => {
      server.serve(socket);
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const dial = tcp({ host: '127.0.0.1', port, timeout: 1_000 });
    const { exchange, ends } = await rig(server, { silence: SILENCE, dial });
    const work = submitted(exchange, flush());
    await until(() => server.got(FLUSH).length > 0);
    await turn(); // what comes next are timers, before anything is read
    server.answer(server.requests[0]!, answers.echoed());
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * SILENCE);
    await work.over;
    expect(work.told).to.deep.equal(['complete']);
    exchange.close();
    listener.close();
    expect(ends).to.deep.equal([undefined]);
  });

  it('an idle link is asked from time to time, if that is wanted', async () => {
    const server = silent();
    const { exchange, ends } = await rig(server, { idle: 2 * MOMENT });
    submitted(exchange, echoRequest());
    await until(() => server.got(ECHO).length >= 3);
    expect(ends).to.deep.equal([]);
    const asked = server.got(ECHO).length;
    exchange.close();
    await moment(8);
    expect(server.got(ECHO), 'not after the end').to.have.lengthOf(asked);
  });

  it('an idle link is left alone by default, and where there is no session yet', async () => {
    for (const options of [{ idle: 0 }, { idle: MOMENT, probe: () => undefined }]) {
      const server = silent();
      const { exchange } = await rig(server, options);
      submitted(exchange, echoRequest());
      await moment(8);
      expect(server.got(ECHO)).to.have.lengthOf(1);
      exchange.close();
    }
  });
});

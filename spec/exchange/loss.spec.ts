import { expect } from 'chai';
import { AbortError, SmbError } from '../../lib/errors.ts';
import { Exchange } from '../../lib/exchange/exchange.ts';
import { SecurityTable } from '../../lib/exchange/security.ts';
import type { Transport } from '../../lib/transport/transport.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { echoRequest, rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { submitted } from './submitted.ts';

const { ECHO, LOGOFF, FLUSH } = Command;

describe('exchange: the end of the link', () => {
  /** Two requests under way, one half answered compound, and one queued. */
  async function busy() {
    const server = new ScriptServer();
    for (const command of [ECHO, LOGOFF, FLUSH]) server.on(command, () => undefined);
    const order: string[] = [];
    const { exchange, ends } = await rig(server, { credits: 4 });
    ends.push = error => order.push(`closed ${(error as { code?: string } | undefined)?.code ?? 'by us'}`);
    const wait = (name: string, ...commands: Command[]) => {
      const chain = submitted(exchange, ...commands.map(command => echoRequest({ command })));
      void chain.over.then(() => undefined);
      return { name, chain };
    };
    const chains = [
      wait('a', ECHO),
      wait('b', FLUSH, LOGOFF),
      wait('c', LOGOFF),
      wait('d', ECHO), // no credit is left for it
      wait('e', FLUSH),
    ];
    server.answer(server.requests[1]!, { ...answers.echoed(), credits: 0 });
    return { server, exchange, order, chains };
  }

  const rows = (chains: Awaited<ReturnType<typeof busy>>['chains']) =>
    chains.map(({ chain }) => {
      const { code, command, outcome, fatal } = chain.error as SmbError;
      return [chain.told.join(), code, command, outcome, fatal];
    });

  it('is told to every waiter once, each with its own command and outcome, then to the owner once', async () => {
    const { server, chains, order, exchange } = await busy();
    server.end();
    server.end(new Error('again'));
    exchange.fail(new Error('and again'));
    exchange.close();
    expect(rows(chains)).to.deep.equal([
      ['error', 'ECONNRESET', 'ECHO', 'unknown', true],
      ['error', 'ECONNRESET', 'LOGOFF', 'unknown', true],
      ['error', 'ECONNRESET', 'LOGOFF', 'unknown', true],
      ['error', 'ECONNRESET', 'ECHO', 'not-sent', true],
      ['error', 'ECONNRESET', 'FLUSH', 'not-sent', true],
    ]);
    expect(order).to.deep.equal(['closed ECONNRESET']);
    expect(exchange.ledger.size).to.equal(0);
  });

  it('is told in the order of submission, and before the owner is told', async () => {
    const server = new ScriptServer().on(ECHO, () => undefined);
    const told: string[] = [];
    const exchange = new Exchange({
      security: new SecurityTable(),
      silence: 1_000,
      idle: 0,
      probe: () => undefined,
      onClosed: () => told.push('owner'),
    });
    exchange.window.grant(2);
    server.grant(2);
    exchange.attach(await server.dial(exchange, new AbortController().signal));
    for (const name of ['first', 'second', 'third', 'queued', 'queued too']) {
      exchange.submit([echoRequest()], {
        complete: () => undefined,
        error() {
          told.push(name);
          // a waiter that tries again at once is refused at once
          if (name === 'second') told.push(submitted(exchange, echoRequest()).told.join());
        },
      });
    }
    server.end();
    expect(told).to.deep.equal(['first', 'second', 'error', 'third', 'queued', 'queued too', 'owner']);
  });

  it("carries the system's code and words, and the error itself as the cause", async () => {
    const { server, chains, order } = await busy();
    server.end(Object.assign(new Error('read ETIMEDOUT'), { code: 'ETIMEDOUT' }));
    const error = chains[0]!.chain.error as SmbError;
    expect(error).to.be.instanceOf(SmbError).and.to.include({ code: 'ETIMEDOUT', name: 'SmbError' });
    expect(error.message).to.include('read ETIMEDOUT');
    expect((error.cause as SmbError).cause).to.have.property('message', 'read ETIMEDOUT');
    expect(order).to.deep.equal(['closed ETIMEDOUT']);
  });

  it('has a code of text, whatever broke the pipe: a DOMException has a number', async () => {
    const { server, chains } = await busy();
    server.end(new DOMException('enough', 'AbortError'));
    expect(chains[0]!.chain.error).to.include({ code: 'ECONNRESET', fatal: true });
  });

  it('by our own wish says so', async () => {
    const { exchange, chains, order } = await busy();
    exchange.close();
    expect(rows(chains)[0]).to.deep.equal(['error', 'ERR_SMB_CLOSED', 'ECHO', 'unknown', true]);
    expect(rows(chains)[4]).to.deep.equal(['error', 'ERR_SMB_CLOSED', 'FLUSH', 'not-sent', true]);
    expect(order).to.deep.equal(['closed by us']);
    expect(submitted(exchange, echoRequest()).error).to.include({
      code: 'ERR_SMB_CLOSED',
      outcome: 'not-sent',
    });
  });

  it('by an abort stays an abort', async () => {
    const { exchange, chains } = await busy();
    const abort = new AbortError(AbortSignal.abort('enough'));
    exchange.fail(abort);
    for (const { chain } of chains) expect(chain.error).to.equal(abort);
  });

  it('is nothing that a cancelled request is told of', async () => {
    const { server, chains } = await busy();
    chains[0]!.chain.cancel();
    server.end();
    expect(chains[0]!.chain.told).to.deep.equal([]);
    expect(chains[1]!.chain.told).to.deep.equal(['error']);
  });

  it('tears down a pipe that is connected too late', () => {
    const exchange = new Exchange({
      security: new SecurityTable(),
      silence: 1_000,
      idle: 0,
      probe: () => undefined,
      onClosed: () => undefined,
    });
    const waiting = submitted(exchange, echoRequest());
    exchange.close();
    const calls: string[] = [];
    const transport: Transport = {
      send: () => calls.push('send'),
      close: () => calls.push('close'),
      destroy: () => calls.push('destroy'),
    };
    exchange.attach(transport);
    expect(calls).to.deep.equal(['destroy']);
    expect(waiting.error).to.include({ code: 'ERR_SMB_CLOSED', outcome: 'not-sent' });
  });

  describe('quiet', () => {
    it('resolves at once where nothing is under way', async () => {
      const { exchange } = await rig(new ScriptServer());
      await exchange.quiet(60_000);
    });

    it('resolves for all who wait when the last reply is here', async () => {
      const server = new ScriptServer().on(ECHO, () => undefined);
      const { exchange } = await rig(server, { credits: 1 });
      submitted(exchange, echoRequest());
      submitted(exchange, echoRequest());
      const done: string[] = [];
      const both = ['one', 'two'].map(name => exchange.quiet(60_000).then(() => done.push(name)));
      server.answer(server.requests[0]!, answers.echoed());
      await Promise.resolve();
      expect(done, 'the queued one is not answered yet').to.deep.equal([]);
      server.answer(server.requests[1]!, answers.echoed());
      await Promise.all(both);
      expect(done).to.deep.equal(['one', 'two']);
    });

    it('waits for what was cancelled, and resolves when time is up', async () => {
      const server = new ScriptServer().on(ECHO, () => undefined);
      const { exchange } = await rig(server);
      submitted(exchange, echoRequest()).cancel();
      await exchange.quiet(20);
      expect(exchange.ledger.size).to.equal(1);
    });

    it('resolves when the link ends', async () => {
      const server = new ScriptServer().on(ECHO, () => undefined);
      const { exchange } = await rig(server);
      submitted(exchange, echoRequest());
      const quiet = exchange.quiet(60_000);
      server.end();
      await quiet;
    });
  });
});

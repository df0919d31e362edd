import { expect } from 'chai';
import { writePrefix } from '../../lib/transport/framing.ts';
import { memory } from '../../lib/transport/memory.ts';
import type { Dial } from '../../lib/transport/transport.ts';
import { viewOf } from '../../lib/wire/fields.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HeaderFlags, writeHeader } from '../../lib/wire/smb2/header.ts';
import { echoRequest, rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';

const ROUNDS = 100_000;

/** A server that answers every ECHO at once, and keeps nothing. */
function tireless(): Dial {
  const reply = new Uint8Array(4 + 68);
  writePrefix(reply, 68);
  reply[4 + 64] = 4;
  return memory(([request], peer) => {
    const messageId = request === undefined ? 0n : viewOf(request).getBigUint64(4 + 24, true);
    const flags = HeaderFlags.SERVER_TO_REDIR;
    writeHeader(reply, 4, { command: Command.ECHO, credits: 1, flags, messageId });
    peer.deliver(reply);
  });
}

describe('exchange: everything may be synchronous', () => {
  it('a reply may submit the next request, as often as you like', async () => {
    const { exchange, ends } = await rig(new ScriptServer(), { credits: 1, dial: tireless() });
    let rounds = 0;
    const next = () => {
      exchange.submit([echoRequest()], {
        complete() {
          if (++rounds < ROUNDS) next();
        },
        error: error => expect.fail(error.message),
      });
    };
    next();
    expect(rounds).to.equal(ROUNDS);
    expect(ends).to.deep.equal([]);
    expect(exchange.ledger.size).to.equal(0);
  });

  it('so may a hook on the way out', async () => {
    const { exchange } = await rig(new ScriptServer(), { credits: 2, dial: tireless() });
    let sent = 0;
    const next = () => {
      exchange.submit(
        [
          echoRequest({
            onSent() {
              if (++sent < ROUNDS) next();
            },
          }),
        ],
        { complete: () => undefined, error: error => expect.fail(error.message) },
      );
    };
    next();
    await exchange.quiet(1_000);
    expect(sent).to.equal(ROUNDS);
  });

  it('what a hook submits leaves after what it was hooked to, under the next id', async () => {
    const server = new ScriptServer(); // keeps the books
    const { exchange } = await rig(server);
    const told: string[] = [];
    const submit = (name: string, onSent: () => void) => {
      exchange.submit([echoRequest({ onSent })], {
        complete: () => told.push(name),
        error: error => told.push(error.message),
      });
    };
    submit('first', () => {
      submit('second', () => {
        submit('third', () => undefined);
      });
    });
    expect(server.requests.map(({ header: { messageId } }) => messageId)).to.deep.equal([0n, 1n, 2n]);
    expect(told).to.deep.equal(['first', 'second', 'third']);
  });

  it('a reply may cancel what else is under way, and the next in the same frame is still right', async () => {
    const server = new ScriptServer().on(Command.ECHO, () => undefined);
    const { exchange, ends } = await rig(server);
    const told: string[] = [];
    const cancels: (() => void)[] = [];
    for (const name of ['a', 'b', 'c']) {
      cancels.push(
        exchange.submit([echoRequest()], {
          complete() {
            told.push(name);
            cancels[1]?.();
          },
          error: error => told.push(error.message),
          late: () => told.push(`${name} late`),
        }),
      );
    }
    const [a, b, c] = server.requests;
    server.answerTogether([a!, answers.echoed()], [b!, answers.echoed()], [c!, answers.echoed()]);
    expect(told).to.deep.equal(['a', 'b late', 'c']);
    expect(ends).to.deep.equal([]);
  });
});

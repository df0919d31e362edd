import { expect } from 'chai';
import { merge, pieces } from '../../lib/server/script/frames.ts';
import { everyFrame } from '../../lib/server/script/on.ts';
import type { ServerScript } from '../../lib/server/script/script.ts';
import { PREFIX } from '../../lib/transport/framing.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { TRANSFORM_SIZE, writeTransform } from '../../lib/wire/smb2/transform.ts';
import { framed, pattern } from '../transport/recording-sink.ts';
import { echoRequest, rig } from '../support/script-rig.ts';
import { answers, ScriptServer } from '../support/script-server.ts';
import { submitted } from './submitted.ts';

const { ECHO, LOGOFF, OPLOCK_BREAK } = Command;
const echoed = answers.echoed();

function holding(...scripts: ServerScript[]): ScriptServer {
  return new ScriptServer(...scripts).on(ECHO, () => undefined).on(LOGOFF, () => undefined);
}

describe('exchange: replies', () => {
  it('finds its request by MessageId, in whatever order they come', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const done: number[] = [];
    const chains = Array.from({ length: 5 }, (_, index) => {
      const chain = submitted(exchange, echoRequest());
      void chain.over.then(() => done.push(index));
      return chain;
    });
    const order = [3, 0, 4, 2, 1];
    for (const index of order) server.answer(server.requests[index]!, echoed);
    await Promise.all(chains.map(({ over }) => over));
    expect(done).to.deep.equal(order);
    expect(chains.map(({ replies }) => replies[0]?.header.messageId)).to.deep.equal([0n, 1n, 2n, 3n, 4n]);
  });

  it('may be cut anywhere, or come several in a chunk', async () => {
    for (const cut of [1, 7, 64, 100]) {
      const server = holding(everyFrame(merge(3), pieces(cut)));
      const { exchange } = await rig(server);
      const chains = [1, 2, 3].map(() => submitted(exchange, echoRequest()));
      for (const request of server.requests) server.answer(request, echoed);
      expect(chains.map(({ told }) => told.join())).to.deep.equal(Array(3).fill('complete'));
    }
  });

  it('of a compound come together', async () => {
    const server = new ScriptServer();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest(), echoRequest(), echoRequest());
    expect(chain.told).to.deep.equal(['complete']);
    expect(chain.replies.map(reply => reply?.header.messageId)).to.deep.equal([0n, 1n, 2n]);
    // none can see a neighbour: 68 bytes, padded to 8
    expect(chain.replies.map(reply => reply?.message.length)).to.deep.equal([72, 72, 72]);
  });

  it('of a compound may be split over several frames, in any order', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest(), echoRequest(), echoRequest());
    const other = submitted(exchange, echoRequest());
    const [first, second, third, alone] = server.requests;
    server.answer(third!, { ...echoed, status: 3 });
    // one of ours and one of somebody else in one frame
    server.answerTogether([alone!, { ...echoed, status: 4 }], [first!, { ...echoed, status: 1 }]);
    expect(other.told).to.deep.equal(['complete']);
    expect(chain.told).to.deep.equal([]);
    server.answer(second!, { ...echoed, status: 2 });
    expect(chain.told).to.deep.equal(['complete']);
    expect(chain.replies.map(reply => reply?.header.status)).to.deep.equal([1, 2, 3]);
    expect(other.replies.map(reply => reply?.header.status)).to.deep.equal([4]);
  });

  it('of any command may be preceded by an interim one, which is no answer', async () => {
    for (let command = 0; command <= Command.SET_INFO; command++) {
      if (command === Command.CANCEL) continue;
      const server = new ScriptServer().on(command, () => undefined);
      const { exchange } = await rig(server);
      const chain = submitted(
        exchange,
        echoRequest({ command: command as Command, body: new Uint8Array(48) }),
      );
      const [request] = server.requests;
      server.answer(request!, answers.pending(5n), answers.pending(5n));
      expect(chain.told).to.deep.equal([]);
      server.answer(request!, { ...echoed, asyncId: 5n });
      expect(chain.told, `command ${command}`).to.deep.equal(['complete']);
      expect(chain.replies[0]?.header).to.include({ asyncId: 5n, command });
    }
  });

  it('of one element of a compound may be interim', async () => {
    const server = new ScriptServer();
    server.on(ECHO, echoed, answers.pending(7n), echoed);
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest(), echoRequest(), echoRequest());
    expect(chain.told).to.deep.equal([]);
    server.answer(server.requests[1]!, { ...echoed, asyncId: 7n });
    expect(chain.told).to.deep.equal(['complete']);
  });

  it('that nobody waits for any longer is counted and thrown away', async () => {
    const server = holding();
    const { exchange, ends } = await rig(server);
    const chain = submitted(exchange, echoRequest());
    chain.cancel();
    server.answer(server.requests[0]!, echoed);
    expect(chain.told).to.deep.equal(['late']);
    expect(ends).to.deep.equal([]);
    expect(exchange.ledger.size).to.equal(0);
  });

  it('may be notices, which answer nothing', async () => {
    const server = holding();
    const { exchange, notices, ends } = await rig(server);
    const chain = submitted(exchange, echoRequest());
    const notice = server.reply(server.requests[0]!, {
      body: new Uint8Array(24),
      header: { command: OPLOCK_BREAK, messageId: 0xffff_ffff_ffff_ffffn, sessionId: 0n },
    });
    server.deliver([notice]);
    expect(notices.map(message => message.length)).to.deep.equal([64 + 24]);
    expect(chain.told).to.deep.equal([]);
    expect(ends).to.deep.equal([]);
  });

  describe('break the protocol, and end the link once, when they', () => {
    /** What becomes of two requests and the link. */
    async function after(act: (server: ScriptServer) => void) {
      const server = holding();
      const { exchange, ends } = await rig(server);
      const chains = [
        submitted(exchange, echoRequest()),
        submitted(exchange, echoRequest({ command: LOGOFF })),
      ];
      act(server);
      expect(ends).to.have.lengthOf(1);
      expect(exchange.open).to.equal(false);
      expect(chains.map(({ told }) => told)).to.deep.equal([['error'], ['error']]);
      expect(chains.map(({ error }) => (error as { command?: string } | undefined)?.command)).to.deep.equal([
        'ECHO',
        'LOGOFF',
      ]);
      for (const { error } of chains) {
        expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', outcome: 'unknown', fatal: true });
      }
      const frames = server.frames.length;
      server.answer(server.requests[1]!, echoed);
      const late = submitted(exchange, echoRequest());
      expect(late.error).to.include({ code: 'ERR_SMB_PROTOCOL', command: 'ECHO', outcome: 'not-sent' });
      expect(server.frames, 'nothing is sent any more').to.have.lengthOf(frames);
      return chains[0]!.error!.message;
    }

    it('answer what is not outstanding', async () => {
      const message = await after(server => {
        server.answer(server.requests[0]!, { ...echoed, header: { messageId: 99n } });
      });
      expect(message).to.include('99');
    });

    it('answer twice', async () => {
      const server = holding();
      const { exchange, ends } = await rig(server);
      const [first, second] = [submitted(exchange, echoRequest()), submitted(exchange, echoRequest())];
      server.answer(server.requests[0]!, echoed, echoed);
      expect(first.told).to.deep.equal(['complete']);
      expect(second.error).to.have.property('code', 'ERR_SMB_PROTOCOL');
      expect(ends).to.have.lengthOf(1);
    });

    it('bear another command', async () => {
      const message = await after(server => {
        server.answer(server.requests[0]!, { ...echoed, header: { command: LOGOFF } });
      });
      expect(message).to.match(/ECHO.*LOGOFF/);
    });

    it('are requests', async () => {
      const message = await after(server => {
        server.answer(server.requests[0]!, { ...echoed, header: { flags: 0 } });
      });
      expect(message).to.include('ECHO request');
    });

    it('come unasked and are no notice', async () => {
      await after(server => {
        server.answer(server.requests[0]!, { ...echoed, header: { messageId: 0xffff_ffff_ffff_ffffn } });
      });
    });

    it('are interim without an AsyncId', async () => {
      await after(server => {
        server.answer(server.requests[0]!, { status: 0x103 });
      });
    });

    it('lead outside their frame, into a header, nowhere, or to themselves', async () => {
      for (const nextCommand of [1, 7, 8, 56, 60, 66, 72, 1000, 0x7fff_fff8, 0xffff_fff8]) {
        await after(server => {
          server.answer(server.requests[0]!, { ...echoed, header: { nextCommand } });
        });
      }
    });

    it('end inside the header of a second element', async () => {
      await after(server => {
        const header = { nextCommand: 72 };
        const first = server.reply(server.requests[0]!, { ...echoed, header });
        server.deliver([first, new Uint8Array(4 + 63)]);
      });
    });

    it('are no SMB2 message: cut off, of SMB1, sealed, compressed, or something else', async () => {
      const sealed = new Uint8Array(TRANSFORM_SIZE + 4);
      writeTransform(sealed, { nonce: pattern(16), originalMessageSize: 4, sessionId: 1n });
      const beginning = (start: string) => Buffer.concat([Buffer.from(start, 'hex'), pattern(40)]);
      const cases: [Uint8Array, RegExp][] = [
        [beginning('fe534d42'), /do not fit/],
        [beginning('ff534d42'), /SMB1/],
        [beginning('fd534d42'), /do not fit/],
        [sealed, /encrypted/],
        [beginning('fc534d42'), /compressed/],
        [beginning('48545450'), /not an SMB2 message/],
      ];
      for (const [bytes, words] of cases) {
        const message = await after(server => {
          server.deliverRaw(framed(bytes));
        });
        expect(message).to.match(words);
      }
    });

    it('have a header of another size', async () => {
      await after(server => {
        const message = server.reply(server.requests[0]!, echoed);
        message[4] = 63;
        server.deliver([message]);
      });
    });

    it('are too long', async () => {
      await after(server => {
        server.deliverRaw(Uint8Array.of(1, 0, 0, 0));
      });
    });
  });

  it('are not looked at after whoever got one before has ended the link', async () => {
    const server = holding();
    const { exchange, ends } = await rig(server);
    exchange.submit([echoRequest()], {
      complete: () => {
        exchange.close();
      },
      error: () => undefined,
    });
    const second = submitted(exchange, echoRequest());
    server.answerTogether([server.requests[0]!, echoed], [server.requests[1]!, echoed]);
    expect(second.told).to.deep.equal(['error']);
    expect(second.error).to.include({ code: 'ERR_SMB_CLOSED', outcome: 'unknown' });
    expect(ends, 'a polite end, not a violation').to.deep.equal([undefined]);
  });

  it('break nothing when they come after the end', async () => {
    for (const end of ['in the middle', 'before']) {
      const server = holding();
      const { exchange } = await rig(server);
      const close = () => {
        exchange.close();
      };
      exchange.submit([echoRequest()], { complete: close, error: () => undefined });
      submitted(exchange, echoRequest());
      const [first, second] = server.requests;
      const frame = server.made([first!, echoed], [second!, echoed]).subarray(PREFIX);
      if (end === 'before') close();
      expect(() => {
        exchange.frame(frame, undefined);
      }, end).not.to.throw();
      expect(exchange.open).to.equal(false);
    }
  });

  it('are read head by head only where a large one may come, or nothing is expected', async () => {
    const server = holding();
    const { exchange } = await rig(server);
    const large = { place: () => undefined };
    expect(exchange.wantsHead(), 'idle').to.equal(true);
    submitted(exchange, echoRequest());
    expect(exchange.wantsHead(), 'a small one').to.equal(false);
    submitted(exchange, echoRequest(large));
    submitted(exchange, echoRequest(large)).cancel();
    expect(exchange.wantsHead(), 'large ones').to.equal(true);
    server.answer(server.requests[1]!, echoed);
    expect(exchange.wantsHead(), 'one large one, although nobody waits for it').to.equal(true);
    server.answer(server.requests[2]!, echoed);
    expect(exchange.wantsHead(), 'none any more').to.equal(false);
  });

  it('keep their flags and statuses for whoever reads them', async () => {
    const server = new ScriptServer().on(ECHO, { ...echoed, status: 0x8000_0005, credits: 3 });
    const { exchange } = await rig(server);
    const chain = submitted(exchange, echoRequest());
    const reply = chain.replies[0]!;
    expect(reply.header).to.include({ status: 0x8000_0005, credits: 3, command: ECHO });
    expect(reply.header.flags & HeaderFlags.SERVER_TO_REDIR).to.equal(1);
    expect(reply.payload).to.equal(undefined);
  });
});

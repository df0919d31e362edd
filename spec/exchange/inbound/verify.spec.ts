import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { read } from '../../../lib/commands/read.ts';
import { SigningAlgorithm } from '../../../lib/crypto/signing.ts';
import { mangle } from '../../../lib/server/script/frames.ts';
import { everyFrame } from '../../../lib/server/script/on.ts';
import type { ServerScript } from '../../../lib/server/script/script.ts';
import { PREFIX } from '../../../lib/transport/framing.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { HeaderFlags } from '../../../lib/wire/smb2/header.ts';
import { echoRequest, rig } from '../../support/script-rig.ts';
import { type Answer, answers, ScriptServer } from '../../support/script-server.ts';
import { pattern } from '../../transport/recording-sink.ts';
import { submitted } from '../submitted.ts';

const { ECHO, READ, OPLOCK_BREAK } = Command;
const echoed = answers.echoed();
const USER_SESSION_DELETED = 0xc000_0203;
const NETWORK_SESSION_EXPIRED = 0xc000_035c;

/** What one reply on a signed session leads to. */
async function outcome(signing: SigningAlgorithm, answer: Answer, ...scripts: ServerScript[]) {
  const server = new ScriptServer(...scripts).on(ECHO, () => undefined);
  const { exchange, ends } = await rig(server, { signing });
  const [chain, other] = [submitted(exchange, echoRequest()), submitted(exchange, echoRequest())];
  server.answer(server.requests[0]!, answer);
  return { chain, other, ends, exchange, server };
}

/** Alters frames, with the four bytes in front of them. */
function altering(change: (frame: Uint8Array) => void): ServerScript {
  return everyFrame(() => (frame, next) => {
    change(frame);
    next(frame);
  });
}

function flip(at: number): ServerScript {
  return everyFrame(mangle(at - PREFIX, 0x40));
}

describe('exchange: signatures of replies', () => {
  for (const signing of Object.values(SigningAlgorithm)) {
    describe(`by algorithm ${signing}`, () => {
      it('pass where they hold', async () => {
        const { chain, ends } = await outcome(signing, echoed);
        expect(chain.told).to.deep.equal(['complete']);
        expect(chain.replies[0]!.header.flags & HeaderFlags.SIGNED).to.equal(HeaderFlags.SIGNED);
        expect(ends).to.deep.equal([]);
      });

      it('pass in a compound, each over its own bytes and padding', async () => {
        const server = new ScriptServer();
        const { exchange } = await rig(server, { signing });
        const chain = submitted(exchange, echoRequest(), echoRequest(), echoRequest());
        expect(chain.told).to.deep.equal(['complete']);
      });

      it('pass over a payload that landed apart from its head', async () => {
        const server = new ScriptServer().on(READ, answers.data(pattern(200_000)));
        const { open } = await rig(server, { signing });
        const { data } = await firstValueFrom(read(open, { offset: 0, length: 200_000 }));
        expect(data.byteOffset).to.equal(0);
        expect(Buffer.compare(data, pattern(200_000))).to.equal(0);
      });

      it('end the link where one bit is not as it was sent, in any part of the head', async () => {
        for (let at = 4 + 4; at < 4 + 68; at++) {
          const { chain, other, ends } = await outcome(signing, echoed, flip(at));
          expect(chain.told, `byte ${at - 4}`).to.deep.equal(['error']);
          expect(other.told).to.deep.equal(['error']);
          // a changed size, command, flag or id is a violation before it is a forgery
          expect((chain.error as { code?: string }).code).to.be.oneOf([
            'ERR_SMB_SIGNATURE',
            'ERR_SMB_PROTOCOL',
          ]);
          expect(ends).to.have.lengthOf(1);
        }
      });

      it('end the link where one bit of a landed payload is not as it was sent', async () => {
        for (const at of [84, 100_000, 84 + 199_999]) {
          const server = new ScriptServer(flip(at)).on(READ, answers.data(pattern(200_000)));
          const { open, ends } = await rig(server, { signing });
          const error: unknown = await firstValueFrom(read(open, { offset: 0, length: 200_000 })).catch(
            (failure: unknown) => failure,
          );
          expect(error).to.include({
            code: 'ERR_SMB_SIGNATURE',
            command: 'READ',
            path: 'folder\\file',
            fatal: true,
            outcome: 'unknown',
          });
          expect(ends).to.have.lengthOf(1);
        }
      });
    });
  }

  const signing = SigningAlgorithm.AES_CMAC;

  it('may not be missing', async () => {
    const { chain, other, ends } = await outcome(signing, { ...echoed, signed: false });
    expect(chain.error).to.include({ code: 'ERR_SMB_SIGNATURE', command: 'ECHO', fatal: true });
    expect(chain.error?.message).to.include('is not signed');
    expect(other.error).to.include({ code: 'ERR_SMB_SIGNATURE' });
    expect(ends).to.have.lengthOf(1);
  });

  it('may not be missing from a refusal either', async () => {
    const { chain } = await outcome(signing, { status: 0xc000_0022, signed: false });
    expect(chain.error).to.have.property('code', 'ERR_SMB_SIGNATURE');
  });

  it('count whether or not the flag is there: who alters a reply clears it', async () => {
    const { chain } = await outcome(
      signing,
      echoed,
      altering(frame => {
        frame[4 + 16]! &= ~HeaderFlags.SIGNED;
      }),
    );
    expect(chain.error).to.have.property('code', 'ERR_SMB_SIGNATURE');
  });

  it('are no matter for interim replies, whatever their field holds', async () => {
    for (const flags of [3, 3 | HeaderFlags.SIGNED]) {
      const { chain, server, ends } = await outcome(
        signing,
        answers.pending(7n, { header: { flags } }),
        altering(frame => {
          if (frame[4 + 8] === 3) frame.fill(0xab, 4 + 48, 4 + 64); // STATUS_PENDING
        }),
      );
      expect(ends).to.deep.equal([]);
      server.answer(server.requests[0]!, { ...echoed, asyncId: 7n });
      expect(chain.told).to.deep.equal(['complete']);
    }
  });

  it('are no matter for a break notice, which Samba sends plain and with session 0', async () => {
    const server = new ScriptServer().on(ECHO, () => undefined);
    const { exchange, notices, ends } = await rig(server, { signing });
    submitted(exchange, echoRequest());
    server.answer(server.requests[0]!, {
      body: new Uint8Array(24),
      signed: false,
      credits: 0,
      header: { command: OPLOCK_BREAK, messageId: 0xffff_ffff_ffff_ffffn, sessionId: 0n },
    });
    expect(notices).to.have.lengthOf(1);
    expect(ends).to.deep.equal([]);
  });

  it('cannot be asked of a server that has lost the session, and its key', async () => {
    for (const status of [USER_SESSION_DELETED, NETWORK_SESSION_EXPIRED]) {
      const { chain, other, ends } = await outcome(signing, { status, signed: false });
      expect(chain.error).to.include({ code: 'ERR_SMB_CLOSED', command: 'ECHO', fatal: true });
      expect(other.error).to.include({ code: 'ERR_SMB_CLOSED', fatal: true });
      expect(ends).to.have.lengthOf(1);
    }
  });

  it('cannot be asked either where an earlier part of the chain has said that the session is over', async () => {
    const server = new ScriptServer().on(ECHO, () => undefined);
    const { exchange, ends } = await rig(server, { signing });
    const chain = submitted(exchange, echoRequest(), echoRequest());
    const [first, second] = server.requests;
    server.answer(first!, { ...echoed, status: NETWORK_SESSION_EXPIRED });
    expect(ends).to.deep.equal([]);
    server.answer(second!, { ...echoed, signed: false });
    expect(chain.error).to.include({ code: 'ERR_SMB_CLOSED', fatal: true });
  });

  it('are checked where only one request was signed, and only there', async () => {
    const server = new ScriptServer().on(ECHO, () => undefined);
    const { exchange } = await rig(server, { signing });
    const security = exchange.security.of(echoRequest().sessionId)!;
    exchange.security.set(echoRequest().sessionId, { ...security, required: false });
    const [plain, signed] = [
      submitted(exchange, echoRequest()),
      submitted(exchange, echoRequest({ signed: true })),
    ];
    expect(server.requests.map(({ header: { flags } }) => flags & HeaderFlags.SIGNED)).to.deep.equal([0, 8]);
    server.answer(server.requests[0]!, echoed);
    expect(plain.told).to.deep.equal(['complete']);
    server.answer(server.requests[1]!, { ...echoed, signed: false });
    expect(signed.error).to.have.property('code', 'ERR_SMB_SIGNATURE');
  });

  it('are checked where the server signs unasked', async () => {
    const server = new ScriptServer().on(ECHO, () => undefined);
    const { exchange } = await rig(server, { signing });
    const security = exchange.security.of(echoRequest().sessionId)!;
    exchange.security.set(echoRequest().sessionId, { ...security, required: false });
    const chain = submitted(exchange, echoRequest());
    server.answer(server.requests[0]!, { ...echoed, header: { flags: 1 | HeaderFlags.SIGNED } });
    expect(chain.error).to.have.property('code', 'ERR_SMB_SIGNATURE');
  });

  it('are the business of whoever says so', async () => {
    const server = new ScriptServer().on(ECHO, { ...echoed, signed: false });
    const { exchange } = await rig(server, { signing });
    expect(submitted(exchange, echoRequest({ verifies: true })).told).to.deep.equal(['complete']);
  });
});

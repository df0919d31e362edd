import { expect } from 'chai';
import { PREFIX, writePrefix } from '../../../lib/transport/framing.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../../../lib/wire/smb2/header.ts';
import { LeaseBreakNotification } from '../../../lib/wire/smb2/lease-break.ts';
import { submitted } from '../../exchange/submitted.ts';
import { echoRequest, rig, type Rig } from '../../support/script-rig.ts';
import { answers, type Received, ScriptServer } from '../../support/script-server.ts';

const { CHANGE_NOTIFY, ECHO, FLUSH } = Command;

/** What an interval of a spec stands for; deadlines are several of them, so that a slow machine changes nothing. */
const MOMENT = 15;
const SILENCE = 10 * MOMENT;

const flush = () => echoRequest({ command: FLUSH });
const watch = () => echoRequest({ command: CHANGE_NOTIFY, patient: true });

/** Says something again and again until somebody has had enough; a spec's own time limit ends it otherwise. */
async function flood(rigged: Rig, over: () => boolean, say: () => void): Promise<void> {
  while (!over()) {
    if (rigged.exchange.open) say();
    await new Promise(resolve => setTimeout(resolve, MOMENT));
  }
}

/** A break of a lease that nobody holds. */
function notice(): Uint8Array {
  const body = LeaseBreakNotification.encode(
    { leaseKey: Buffer.alloc(16, 0xee), newLeaseState: 0, currentLeaseState: 7, flags: 0, newEpoch: 2 },
    HEADER_SIZE,
  );
  const message = new Uint8Array(HEADER_SIZE + body.length);
  writeHeader(message, 0, {
    command: Command.OPLOCK_BREAK,
    flags: HeaderFlags.SERVER_TO_REDIR,
    messageId: 0xffff_ffff_ffff_ffffn,
  });
  message.set(body, HEADER_SIZE);
  return message;
}

function framed(message: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(PREFIX);
  writePrefix(prefix, message.length);
  return Buffer.concat([prefix, message]);
}

/** Frames one after the other, each piece the end of one and the beginning of the next. */
function astride(frame: () => Uint8Array): () => Uint8Array {
  let begun: Uint8Array = new Uint8Array(0);
  return () => {
    const rest = begun;
    const next = frame();
    begun = next.subarray(20);
    return Buffer.concat([rest, next.subarray(0, 20)]);
  };
}

describe('a hostile server, on the wire:', () => {
  let server: ScriptServer;

  beforeEach(() => {
    server = new ScriptServer();
    for (const command of [FLUSH, CHANGE_NOTIFY]) server.on(command, () => undefined);
  });

  /** How a request ends that is owed an answer, while the server says other things. */
  async function owed(say: (rigged: Rig, request: Received) => void) {
    const rigged = await rig(server, { silence: SILENCE });
    const chain = submitted(rigged.exchange, flush());
    await flood(
      rigged,
      () => chain.told.length > 0,
      () => {
        say(rigged, server.requests[0]!);
      },
    );
    expect(chain.told).to.deep.equal(['error']);
    expect(chain.error).to.include({ code: 'ETIMEDOUT', command: 'FLUSH', fatal: true });
    expect(rigged.ends).to.have.lengthOf(1);
    expect(rigged.exchange.window.available).to.be.at.most(8_192);
  }

  it('interim replies without end do not keep a request waiting', () =>
    owed((_, request) => {
      server.answer(request, answers.pending(1n));
    }));

  it('nor do those of which one has always begun: a frame that grows is a sign of life only for a while', () => {
    const next = astride(() => server.made([server.requests[0]!, answers.pending(1n)]));
    return owed(() => {
      for (let count = 0; count < 16; count++) server.deliverRaw(next());
    });
  });

  it('notices without end do not keep a request waiting, whole or astride', async () => {
    await owed(() => {
      server.deliver([notice()]);
    });
    server = new ScriptServer().on(FLUSH, () => undefined);
    const next = astride(() => framed(notice()));
    await owed(() => {
      for (let count = 0; count < 16; count++) server.deliverRaw(next());
    });
  });

  it('interim replies to a patient request do not stand for the ECHO that guards it', async () => {
    server.on(ECHO, () => undefined);
    const rigged = await rig(server, { silence: SILENCE });
    const chain = submitted(rigged.exchange, watch());
    await flood(
      rigged,
      () => chain.told.length > 0,
      () => {
        server.answer(server.requests[0]!, answers.pending(1n));
      },
    );
    expect(chain.error).to.include({ code: 'ETIMEDOUT', fatal: true });
    expect(server.got(ECHO)).to.have.lengthOf(1);
  });

  it('a hundred thousand replies in one frame are looked at once each, and end with the frame', async () => {
    const { exchange, ends } = await rig(server);
    const pendings: number[] = [];
    const chain = submitted(exchange, { ...flush(), onPending: () => pendings.push(1) });
    const one = server.reply(server.requests[0]!, answers.pending(1n));
    const size = (one.length + 7) & ~7;
    const count = 100_000;
    const frame = new Uint8Array(size * count);
    for (let at = 0; at < frame.length; at += size) {
      frame.set(one, at);
      if (at + size < frame.length) new DataView(frame.buffer).setUint32(at + 20, size, true); // NextCommand
    }
    server.deliver([frame]);
    expect(pendings).to.have.lengthOf(1);
    expect(chain.told).to.deep.equal([]);
    expect(ends).to.deep.equal([]);
    expect(exchange.ledger.size).to.equal(1);
    server.answer(server.requests[0]!, answers.echoed());
    expect(chain.told).to.deep.equal(['complete']);
  });

  it('credits without end are not believed: 65,535 with each reply leave a window of 8,192', async () => {
    const { exchange } = await rig(server);
    server.on(ECHO, { ...answers.echoed(), credits: 0xffff });
    for (let count = 0; count < 100; count++) submitted(exchange, echoRequest());
    expect(exchange.window.available).to.equal(8_192);
    // what is not sent for lack of them waits: nobody may have more under way than the window
    for (let count = 0; count < 8_300; count++) submitted(exchange, flush());
    expect(exchange.ledger.size).to.equal(8_192);
  });

  it('a frame that claims what it may and stops is a silent server', async () => {
    const rigged = await rig(server, { silence: SILENCE });
    const chain = submitted(rigged.exchange, flush());
    const frame = new Uint8Array(PREFIX + 40);
    writePrefix(frame, 0xff_ffff);
    frame.set(server.reply(server.requests[0]!, answers.echoed()).subarray(0, 40), PREFIX);
    server.deliverRaw(frame);
    await chain.over;
    expect(chain.error).to.include({ code: 'ETIMEDOUT', fatal: true });
    expect(rigged.ends).to.have.lengthOf(1);
  });

  it('frames of 0 bytes end the link at the first', async () => {
    const { exchange, ends } = await rig(server);
    const chain = submitted(exchange, flush());
    for (let count = 0; count < 1_000; count++) server.deliverRaw(new Uint8Array(PREFIX));
    expect(chain.error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
    expect(ends).to.have.lengthOf(1);
  });

  for (const [what, say] of [
    ['unknown message ids', ({ header }) => ({ header: { messageId: header.messageId + 999n } })],
    ['another command', () => ({ header: { command: ECHO } })],
  ] as const satisfies readonly (readonly [string, (request: Received) => object])[]) {
    it(`replies with ${what}, a thousand of them, end the link at the first`, async () => {
      const { exchange, ends } = await rig(server);
      const chain = submitted(exchange, flush());
      const reply = server.reply(server.requests[0]!, { ...answers.echoed(), ...say(server.requests[0]!) });
      for (let count = 0; count < 1_000; count++) server.deliver([reply]);
      expect(chain.error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
      expect(ends).to.have.lengthOf(1);
    });
  }

  it('a reply that comes twice is none the second time', async () => {
    const { exchange, ends } = await rig(server);
    const chain = submitted(exchange, flush());
    const reply = server.reply(server.requests[0]!, answers.echoed());
    for (let count = 0; count < 3; count++) server.deliver([reply]);
    expect(chain.told).to.deep.equal(['complete']);
    expect(ends).to.have.lengthOf(1);
    expect(ends[0]).to.include({ code: 'ERR_SMB_PROTOCOL' });
  });

  it('credits never granted are a typed end, not a wait', async () => {
    server.on(ECHO, { ...answers.echoed(), credits: 0 });
    const { exchange, ends } = await rig(server, { credits: 2, starvation: SILENCE });
    const chains = Array.from({ length: 4 }, () => submitted(exchange, echoRequest()));
    await chains[3]!.over;
    expect(chains.map(({ told }) => told[0])).to.deep.equal(['complete', 'complete', 'error', 'error']);
    expect(chains[3]!.error).to.include({ code: 'ERR_SMB_CREDITS', outcome: 'not-sent', fatal: true });
    expect(ends).to.have.lengthOf(1);
  });
});

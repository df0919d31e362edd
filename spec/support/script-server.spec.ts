import { expect } from 'chai';
import { createSigner, SigningAlgorithm } from '../../lib/crypto/signing.ts';
import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { EchoRequest } from '../../lib/wire/smb2/echo.ts';
import {
  type Header,
  HEADER_SIZE,
  HeaderFlags,
  readHeader,
  writeHeader,
} from '../../lib/wire/smb2/header.ts';
import { RecordingSink } from '../transport/recording-sink.ts';
import { SESSION_ID } from './script-host.ts';
import { answers, ScriptServer } from './script-server.ts';

const KEY = new Uint8Array(16).fill(7);

function echo(header: Partial<Header>): Uint8Array {
  const body = EchoRequest.encode({}, HEADER_SIZE);
  const frame = new Uint8Array(PREFIX + HEADER_SIZE + body.length);
  writePrefix(frame, frame.length - PREFIX);
  writeHeader(frame, PREFIX, { command: Command.ECHO, creditCharge: 1, credits: 1, ...header });
  frame.set(body, PREFIX + HEADER_SIZE);
  return frame;
}

async function connected(server: ScriptServer) {
  const sink = new RecordingSink();
  const transport = await server.dial(sink, new AbortController().signal);
  const send = (header: Partial<Header>, alter = (frame: Uint8Array) => frame) => {
    transport.send([alter(echo(header))]);
  };
  return { sink, send };
}

describe('support: script server', () => {
  it('answers a client that keeps the books', async () => {
    const server = new ScriptServer();
    const { sink, send } = await connected(server);
    send({ messageId: 0n, credits: 4 });
    send({ messageId: 1n, creditCharge: 3 });
    send({ messageId: 4n });
    expect(sink.frames.map(({ message }) => readHeader(message).messageId)).to.deep.equal([0n, 1n, 4n]);
    expect(server.violation).to.equal(undefined);
  });

  const breaches: [string, Partial<Header>][] = [
    ['leaves out an id', { messageId: 2n }],
    ['repeats an id', { messageId: 0n }],
    ['sends more than was granted', { messageId: 1n, creditCharge: 2 }],
    ['signs without a key', { messageId: 1n, flags: HeaderFlags.SIGNED }],
  ];
  for (const [what, header] of breaches) {
    it(`ends the link of a client that ${what}`, async () => {
      const server = new ScriptServer();
      const { sink, send } = await connected(server);
      send({ messageId: 0n, credits: 1 });
      send(header);
      expect(server.violation).to.be.instanceOf(Error);
      expect(sink.ends).to.deep.equal([server.violation]);
      expect(sink.frames).to.have.lengthOf(1);
    });
  }

  it('verifies what is signed', async () => {
    for (const spoilt of [false, true]) {
      const server = new ScriptServer();
      server.signer = createSigner(SigningAlgorithm.AES_CMAC, KEY, 'server');
      const { sink, send } = await connected(server);
      send({ messageId: 0n, sessionId: SESSION_ID, flags: HeaderFlags.SIGNED }, frame => {
        createSigner(SigningAlgorithm.AES_CMAC, KEY).sign([frame.subarray(PREFIX)]);
        if (spoilt) frame[PREFIX + 50]! ^= 1;
        return frame;
      });
      expect(server.violation === undefined).to.equal(!spoilt);
      const reply = sink.frames[0]?.message;
      if (reply !== undefined) {
        expect(createSigner(SigningAlgorithm.AES_CMAC, KEY).verify([reply])).to.equal(true);
      }
    }
  });

  it('goes through its script step by step, and stays at the last', async () => {
    const server = new ScriptServer().on(Command.ECHO, answers.refused(1), () => [
      answers.pending(9n),
      answers.refused(2),
    ]);
    const { sink, send } = await connected(server);
    for (const messageId of [0n, 1n, 2n]) send({ messageId, credits: 3 });
    const statuses = sink.frames.map(({ message }) => readHeader(message).status);
    expect(statuses).to.deep.equal([1, 0x103, 2, 0x103, 2]);
  });
});

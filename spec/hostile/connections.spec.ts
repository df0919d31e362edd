import { type Duplex, duplexPair } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError, SmbError } from '../../lib/errors.ts';
import { Chunks } from '../../lib/server/connection/chunks.ts';
import { Connection } from '../../lib/server/connection/connection.ts';
import { memory } from '../../lib/server/file-systems/memory.ts';
import { mount } from '../../lib/share/mount.ts';
import type { DialectRange } from '../../lib/target.ts';
import { PREFIX } from '../../lib/transport/framing.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { readHeader } from '../../lib/wire/smb2/header.ts';
import { servedOver } from '../support/script-stream.ts';
import { tampered } from '../support/tampered.ts';
import { STRANGERS, USUAL } from './campaign.ts';
import { converse, SHARE } from './converse.ts';
import { mutations } from './mutation.ts';
import { recorded } from './recording.ts';
import { replay } from './replay.ts';
import { hostOf } from './server-parts.ts';
import { countCase } from './trial.ts';

/** Conversations with one spoiled message, for each of the two sides and each dialect. */
const CASES = Math.ceil(USUAL.cases / 4);
/** Bytes of memory outside of the heap that a spoiled conversation may leave behind, all together. */
const MEMORY = 256 * 1024 * 1024;
const NOBODY = { host: 'test', share: SHARE, auth: 'anonymous' } as const;
/** A server that says nothing more is found out soon. */
const SOON = { connect: 5_000, silence: 250, idle: 0 };

/** Talks until the end, whatever comes; gives what failed. */
async function talk(transport: () => Duplex, dialects: DialectRange): Promise<unknown[]> {
  const failures: unknown[] = [];
  try {
    const share = await mount({ ...NOBODY, dialects, timeouts: SOON, transport });
    failures.push(...(await converse(share)));
    await share.close();
  } catch (error) {
    failures.push(error);
  }
  return failures;
}

function checkTyped(failures: readonly unknown[]): void {
  const untyped = failures.find(error => !(error instanceof SmbError));
  if (untyped !== undefined) throw new Error('an error of no type of ours', { cause: untyped });
}

async function checkGone(way: Duplex | undefined): Promise<void> {
  for (let turn = 0; way?.destroyed === false; turn++) {
    if (turn > 500) throw new Error('the connection is still open');
    await sleep(5);
  }
}

async function holds<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => Promise<void>): Promise<void> {
  const before = process.memoryUsage().arrayBuffers;
  await fc.assert(
    fc.asyncProperty(arbitrary, async value => {
      countCase();
      await law(value);
      expect(process.memoryUsage().arrayBuffers - before).to.be.below(MEMORY);
    }),
    { seed: USUAL.seed, numRuns: CASES },
  );
}

describe('a whole connection with one spoiled message', () => {
  for (const [name, version] of [
    ['anonymous-2.1', '2.1'],
    ['anonymous-3.1.1', '3.1.1'],
  ] as const) {
    const dialects = { min: version, max: version };

    it(`of Samba, in ${version}, ends with values or typed errors, and is gone`, async function () {
      this.timeout(300_000);
      const messages = recorded(name);
      const whole = await talk(() => replay(messages, reply => reply), dialects);
      expect(whole.map(String), 'what fails of itself').to.have.lengthOf(2);
      const replies = messages.filter(({ direction }) => direction === 'reply').length;
      await holds(fc.tuple(fc.nat(replies - 1), mutations(STRANGERS)), async ([which, mutate]) => {
        let way: Duplex | undefined;
        const failures = await talk(() => {
          way = replay(messages, (reply, index) => (index === which ? mutate(reply) : reply));
          return way;
        }, dialects);
        checkTyped(failures);
        await checkGone(way);
      });
    });

    it(`of a client, in ${version}, is answered or hung up on by the server, which serves on`, async function () {
      this.timeout(300_000);
      const server = serve();
      let sent = 0;
      const counting = await talk(
        () => tampered(server.connect(), { up: () => (sent++, undefined) }),
        dialects,
      );
      checkTyped(counting);
      await holds(fc.tuple(fc.nat(sent - 1), mutations(STRANGERS)), async ([which, mutate]) => {
        let index = 0;
        const spoil = (message: Buffer) => (index++ === which ? [mutate(message)] : undefined);
        checkTyped(await talk(() => tampered(server.connect(), { up: spoil }), dialects));
        if (server.mistakes.length > 0)
          throw new Error('a mistake of the server', { cause: server.mistakes[0] });
      });
      await talk(() => server.connect(), dialects); // removes what an interrupted conversation has left behind
      const again = await talk(() => server.connect(), dialects);
      expect(again.map(String)).to.deep.equal(counting.map(String));
    });
  }
});

/** Our server without a listener: what it calls an internal error is a mistake, and so is an error without a type. */
function serve(): { readonly connect: () => Duplex; readonly mistakes: unknown[] } {
  const host = hostOf({ shares: { [SHARE]: memory({}) }, anonymous: true });
  const mistakes: unknown[] = [];
  const connect = () => {
    const [near, far] = duplexPair();
    const connection = new Connection(host, {
      send(frame, sent) {
        const message = Buffer.concat(frame);
        if (readHeader(message, PREFIX).status === NtStatus.STATUS_INTERNAL_ERROR) {
          mistakes.push(new Error(`STATUS_INTERNAL_ERROR: ${message.toString('hex')}`));
        }
        far.write(message, sent);
      },
      end: () => void far.end(),
    });
    servedOver(far, frame => {
      try {
        connection.receive(new Chunks([Buffer.concat(frame).subarray(PREFIX)]));
      } catch (error) {
        if (!(error instanceof ProtocolError)) mistakes.push(error);
        far.destroy();
        near.destroy();
      }
    });
    far.on('close', () => void connection.close());
    near.on('close', () => far.destroy());
    return near;
  };
  return { connect, mistakes };
}

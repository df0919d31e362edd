import { expect } from 'chai';
import { commandName } from '../../lib/wire/smb2/command.ts';
import type { Decoder } from './decoder.ts';
import { dissector } from './dissect.ts';
import { fieldAt, lies, withField } from './mutation.ts';
import { recorded, type RecordedMessage, RECORDINGS } from './recording.ts';
import { trial } from './trial.ts';
import { startCounting, stopCounting } from './work.ts';

/** Widths of fields; those of several bytes begin at even places, as nearly all of SMB do. */
const WIDTHS = [1, 2, 4] as const;
/** What a byte alone becomes: the longer fields try the rest. */
const BYTES = [0, 1, 0x80, 0xff];
/** Behind this only payload follows. */
const FIELDS = 400;

describe('every message of a real conversation', () => {
  before(startCounting);
  after(stopCounting);

  for (const name of RECORDINGS) {
    it(`of ${name} is read, or refused, whatever one of its fields says and wherever it ends`, function () {
      this.timeout(120_000);
      const messages = recorded(name);
      expect(messages.length).to.be.above(10);
      for (const message of differing(messages)) sweep(message, requestOf(message, messages));
    });
  }
});

function requestOf(
  reply: RecordedMessage,
  messages: readonly RecordedMessage[],
): RecordedMessage | undefined {
  return messages.find(
    ({ direction, header }) => direction === 'request' && header.messageId === reply.header.messageId,
  );
}

const seen = new Set<string>();

/** Messages that are not as another before them, of any conversation, but for their numbers. */
function differing(messages: readonly RecordedMessage[]): RecordedMessage[] {
  return messages.filter(({ direction, header, message }) => {
    const kind = `${direction} ${header.command} ${header.status} ${message.length}`;
    return !seen.has(kind) && seen.add(kind);
  });
}

function sweep(recordedMessage: RecordedMessage, request: RecordedMessage | undefined): void {
  const { direction, header, message } = recordedMessage;
  const decoder: Decoder = {
    id: `the ${direction} of ${commandName(header.command)}, status ${header.status}`,
    decode: dissector(recordedMessage, request),
    samples: [message],
    growth: 400,
  };
  expect(trial(decoder, message), `${decoder.id} is taken as it came`).to.equal(true);
  const end = Math.min(message.length, FIELDS);
  for (let at = 0; at < end; at++) {
    attempt(decoder, message.subarray(0, at), `cut at ${at}`);
    for (const width of WIDTHS) {
      if (width > 1 && at % 2 !== 0) continue;
      const was = fieldAt(message, at, width);
      const values = width === 1 ? BYTES : lies(was, width, at, message.length);
      for (const value of values) {
        attempt(decoder, withField(message, at, width, value), `${width} bytes at ${at} became ${value}`);
      }
    }
  }
}

function attempt(decoder: Decoder, bytes: Uint8Array, change: string): void {
  try {
    trial(decoder, bytes);
  } catch (error) {
    throw new Error(
      `${(error as Error).message}\n  change: ${change}\n  of: ${Buffer.from(bytes).toString('hex')}`,
      {
        cause: error,
      },
    );
  }
}

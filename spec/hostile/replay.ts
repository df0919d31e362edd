import { type Duplex, duplexPair } from 'node:stream';
import { split } from '../../lib/exchange/inbound/split.ts';
import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import { viewOf } from '../../lib/wire/fields.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { ErrorResponse } from '../../lib/wire/smb2/error.ts';
import { type Header, HEADER_SIZE, HeaderFlags, writeHeader } from '../../lib/wire/smb2/header.ts';
import { servedOver } from '../support/script-stream.ts';
import type { RecordedMessage } from './recording.ts';

/** Where a header has the way to the next message of its frame, and its MessageId. */
const [NEXT_COMMAND, MESSAGE_ID] = [20, 24];

/** What becomes of a reply, which is the n-th. */
export type Spoil = (reply: Uint8Array, index: number) => Uint8Array;

/**
 * A server that says what Samba has said: to the n-th request of a command its n-th replies, under the MessageId that
 * is due; to what was never asked STATUS_NOT_SUPPORTED, and nothing to an ECHO.
 */
export function replay(messages: readonly RecordedMessage[], spoil: Spoil): Duplex {
  const [near, far] = duplexPair();
  const asked = new Map<number, number>();
  let index = 0;
  const peer = servedOver(far, frame => {
    for (const { header } of split(Buffer.concat(frame).subarray(PREFIX), undefined)) {
      if (header.command === Command.CANCEL || header.command === Command.ECHO) continue;
      const count = asked.get(header.command) ?? 0;
      asked.set(header.command, count + 1);
      for (const reply of repliesTo(messages, header, count)) deliver(spoil(reply, index++));
    }
  });
  near.on('close', () => far.destroy());

  function deliver(reply: Uint8Array): void {
    const prefix = new Uint8Array(PREFIX);
    writePrefix(prefix, reply.length);
    peer.deliver(Buffer.concat([prefix, reply]));
  }
  return near;
}

function repliesTo(
  messages: readonly RecordedMessage[],
  { command, messageId }: Header,
  count: number,
): Uint8Array[] {
  const same = messages.filter(
    ({ direction, header }) => direction === 'request' && header.command === command,
  );
  const then = same[count]?.header.messageId;
  const replies = messages.filter(
    ({ direction, header }) => direction === 'reply' && header.messageId === then,
  );
  if (replies.length === 0) return [refusal(command, messageId)];
  return replies.map(({ message }) => {
    const reply = Uint8Array.from(message);
    viewOf(reply).setUint32(NEXT_COMMAND, 0, true);
    viewOf(reply).setBigUint64(MESSAGE_ID, messageId, true);
    return reply;
  });
}

function refusal(command: number, messageId: bigint): Uint8Array {
  const body = ErrorResponse.encode({}, HEADER_SIZE);
  const reply = new Uint8Array(HEADER_SIZE + body.length);
  const status = NtStatus.STATUS_NOT_SUPPORTED;
  writeHeader(reply, 0, { command, messageId, status, credits: 1, flags: HeaderFlags.SERVER_TO_REDIR });
  reply.set(body, HEADER_SIZE);
  return reply;
}

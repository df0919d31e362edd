// What can be done to a reply before it is signed
import { Command } from '../../wire/smb2/command.ts';
import { HEADER_SIZE } from '../../wire/smb2/header.ts';
import { ReadResponse } from '../../wire/smb2/read.ts';
import type { Sabotage, ScriptedAnswer, ScriptedReply } from './script.ts';

/**
 * Says something else. It is signed after that, so that a signature proves nothing against it.
 * @param change fields that are different, or what makes them of the reply
 *
 * @example
 * ```ts
 * script: onReply(Command.WRITE, alter({ status: NtStatus.STATUS_DISK_FULL }))
 * ```
 */
export function alter(
  change: ScriptedAnswer | ((reply: ScriptedReply) => ScriptedAnswer),
): Sabotage<ScriptedReply> {
  return () => (reply, next) => {
    next(altered(reply, typeof change === 'function' ? change(reply) : change));
  };
}

function altered(reply: ScriptedReply, change: ScriptedAnswer): ScriptedReply {
  const { status = reply.status, body = reply.body, payload = reply.payload } = change;
  const header = { ...reply.header, ...change.header };
  return { ...reply, ...change, status, body, payload, header, request: reply.request };
}

/**
 * Gives at most so many bytes to a READ, as a server may, whatever was asked for. Other replies are left alone.
 *
 * @example
 * ```ts
 * script: onReply(Command.READ, shortRead(10))
 * ```
 */
export function shortRead(bytes: number): Sabotage<ScriptedReply> {
  return alter(({ request, status, payload }) => {
    if (request.header.command !== Command.READ || status !== 0) return {};
    const data = Buffer.concat(payload).subarray(0, bytes);
    return {
      body: ReadResponse.encode({ dataLength: data.length }, HEADER_SIZE),
      payload: [data],
    };
  });
}

/**
 * Leaves out all but so many bytes behind the header; the frame is as long as what is left.
 *
 * @example
 * ```ts
 * script: onReply(Command.QUERY_INFO, truncate(7))
 * ```
 */
export function truncate(bytes: number): Sabotage<ScriptedReply> {
  return alter(({ body, payload }) => ({
    body: Buffer.concat([body, ...payload]).subarray(0, bytes),
    payload: [],
  }));
}

/**
 * Grants so many credits with each reply: 0 starves a client, 8192 flood it.
 *
 * @example
 * ```ts
 * script: everyReply(credits(1))
 * ```
 */
export function credits(count: number): Sabotage<ScriptedReply> {
  return alter({ credits: count });
}

/**
 * Leaves a reply unsigned that should be signed.
 *
 * @example
 * ```ts
 * script: onReply(Command.CREATE, unsigned())
 * ```
 */
export function unsigned(): Sabotage<ScriptedReply> {
  return alter({ signed: false });
}

/**
 * Sends a reply in the clear whose request was encrypted.
 *
 * @example
 * ```ts
 * script: onReply(Command.READ, unsealed())
 * ```
 */
export function unsealed(): Sabotage<ScriptedReply> {
  return alter({ sealed: false });
}

/**
 * Sends each reply of a compound in a frame of its own.
 *
 * @example
 * ```ts
 * script: everyReply(apart())
 * ```
 */
export function apart(): Sabotage<ScriptedReply> {
  return alter({ apart: true });
}

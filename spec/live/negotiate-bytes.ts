import { Command } from '../../lib/wire/smb2/command.ts';
import type { NegotiateContextType } from '../../lib/wire/smb2/negotiate-contexts.ts';
import type { Rewrite } from '../support/tampered.ts';
import { at } from './man-in-the-middle.ts';

/** Where the fields of the request stand, counted from the message's start. */
export const REQUEST = {
  dialectCount: 66,
  securityMode: 68,
  capabilities: 72,
  guid: 76,
  contexts: 92,
} as const;

/** Where those of the reply stand. */
export const REPLY = {
  securityMode: 66,
  dialect: 68,
  contextCount: 70,
  guid: 72,
  capabilities: 88,
  contexts: 124,
} as const;

/** Leaves only the oldest `count` dialects in the offer. */
export function strip(count: number): Rewrite {
  return at(Command.NEGOTIATE, message => void message.writeUInt16LE(count, REQUEST.dialectCount));
}

/** Writes a dialect into the reply. */
export function chooses(dialect: number): Rewrite {
  return at(Command.NEGOTIATE, message => void message.writeUInt16LE(dialect, REPLY.dialect));
}

/** A negotiate context in the message that it is part of; its data may grow into its padding. */
export class ContextBytes {
  readonly #message: Buffer;
  readonly #start: number;

  constructor(message: Buffer, list: number, type: NegotiateContextType) {
    let start = message.readUInt32LE(list);
    while (message.readUInt16LE(start) !== type) {
      start += Math.ceil((8 + message.readUInt16LE(start + 2)) / 8) * 8;
    }
    this.#message = message;
    this.#start = start;
  }

  get(offset: number): number {
    return this.#message.readUInt16LE(this.#start + 8 + offset);
  }

  /** Writes 16 bits of the data. */
  set(offset: number, value: number): this {
    this.#message.writeUInt16LE(value, this.#start + 8 + offset);
    return this;
  }

  /** Another type, the same data. */
  retype(type: number): this {
    this.#message.writeUInt16LE(type, this.#start);
    return this;
  }

  resize(length: number): this {
    this.#message.writeUInt16LE(length, this.#start + 2);
    return this;
  }
}

/** Does something to one context of a NEGOTIATE; `list` is where its message tells of its contexts. */
export function inContext(
  list: number,
  type: NegotiateContextType,
  change: (context: ContextBytes) => unknown,
): Rewrite {
  return at(Command.NEGOTIATE, message => void change(new ContextBytes(message, list, type)));
}

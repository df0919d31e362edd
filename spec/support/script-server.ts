/**
 * A server by script: a double for what no real server can be made to do.
 *
 * ```ts
 * const server = new ScriptServer();
 * server.on(Command.READ, request => answers.data(Buffer.from('abc')));   // every READ
 * server.on(Command.CREATE, answers.pending(7n), answers.created());      // step by step, the last for ever
 * const { tree, open } = await rig(server);                               // script-rig.ts: no login needed
 * ```
 *
 * A script gives one answer, a list of them (interim ones first), a promise (answered when it resolves), or
 * `undefined`: then the spec answers itself, in any order, by `server.answer(request, ...)`. Commands without
 * a script get what `script-answers.ts` has for them (CREATE, CLOSE, WRITE, FLUSH, ECHO, ...); CANCEL gets
 * nothing.
 *
 * Like a real server it keeps the books and fails the spec when the client breaks them: message ids are
 * consecutive, no more is sent than was granted, signatures hold. What follows a failed element of a related
 * compound fails with it.
 */
import { type Duplex, duplexPair } from 'node:stream';
import type { Signer } from '../../lib/crypto/signing.ts';
import { captured } from '../../lib/session/dial.ts';
import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import { memory, type MemoryPeer } from '../../lib/transport/memory.ts';
import type { Dial } from '../../lib/transport/transport.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateResponse } from '../../lib/wire/smb2/create.ts';
import { type FileId, RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import {
  type Header,
  HEADER_SIZE,
  HeaderFlags,
  readHeader,
  writeHeader,
} from '../../lib/wire/smb2/header.ts';
import { alignUp } from '../../lib/wire/struct.ts';
import { answers, fileIdIn } from './script-answers.ts';
import { Books } from './script-books.ts';
import { servedOver } from './script-stream.ts';
import type { Answer, Reaction, Received, Script } from './script-types.ts';

export { answers } from './script-answers.ts';
export type { Answer, Reaction, Received, Script } from './script-types.ts';

export class ScriptServer {
  /** All that came, CANCELs included, in order. */
  readonly requests: Received[] = [];
  /** The frames that came, in the very memory that the client sent. */
  readonly frames: (readonly Uint8Array[])[] = [];
  /** Handles that CREATE gave and CLOSE did not take back. */
  readonly handles = new Set<bigint>();
  /** Signs the replies to signed requests, and verifies those. */
  signer: Signer | undefined;
  /** Credits that the client may have at most, those in use included. */
  maxCredits = 512;
  /** Every reply of a compound in a frame of its own. */
  split = false;
  /** Cuts what is delivered into pieces of so many bytes. 0: as it is. */
  cut = 0;
  /** Alters each frame (with its prefix) on its way out. */
  mangle: ((frame: Uint8Array) => Uint8Array) | undefined;
  /** What the client broke, told to it by ending the link, and to the spec here. */
  violation: Error | undefined;
  readonly #scripts = new Map<number, Script[]>();
  #peer: MemoryPeer | undefined;
  #burst: Uint8Array[] | undefined;
  readonly #books = new Books();

  /** The way to it: in memory, recorded where RXSMB_PCAP names a file. */
  readonly dial: Dial = (sink, signal) =>
    captured(
      memory((frame, peer) => {
        this.#peer = peer;
        this.receive(frame);
      }),
    )(sink, signal);

  /** The way to it for `transport: () => server.duplex()`. */
  duplex(): Duplex {
    const [near, far] = duplexPair();
    this.serve(far);
    const peer = this.#peer;
    // an error at the far side of a pair is none at the near side, as a reset of a socket would be
    this.#peer = peer && { ...peer, end: error => (error ? void near.destroy(error) : peer.end()) };
    return near;
  }

  /** Serves a stream that somebody opened, a socket for instance. */
  serve(stream: Duplex): void {
    this.#peer = servedOver(stream, frame => {
      this.receive(frame);
    });
  }

  /** What to answer to a command: one script for all, or one after the other, the last one for ever. */
  on(command: number, ...steps: readonly Script[]): this {
    this.#scripts.set(command, [...steps]);
    return this;
  }

  /** The requests of one command. */
  got(command: number): Received[] {
    return this.requests.filter(({ header }) => header.command === command);
  }

  /** Credits that the client has without having asked for them. */
  grant(credits: number): void {
    this.#books.held += credits;
  }

  /** Answers a request, now; interim answers leave it open. */
  answer(request: Received, ...given: readonly Answer[]): void {
    for (const answer of given) this.deliver([this.reply(request, answer)]);
  }

  /** Answers several requests in one frame. */
  answerTogether(...pairs: readonly (readonly [Received, Answer])[]): void {
    this.deliver(pairs.map(([request, answer], at) => this.reply(request, answer, at < pairs.length - 1)));
  }

  /** The bytes of a reply; its credits count as given. */
  reply(request: Received, answer: Answer, more = false): Uint8Array {
    const { header } = request;
    const status = answer.status ?? NtStatus.STATUS_SUCCESS;
    const body = answer.body ?? answers.refused(status).body ?? new Uint8Array(0);
    const length = HEADER_SIZE + body.length;
    const message = new Uint8Array(more ? alignUp(length, 8) : length);
    message.set(body, HEADER_SIZE);
    const interim = status === NtStatus.STATUS_PENDING;
    const signed = this.signer !== undefined && has(header, HeaderFlags.SIGNED) && !interim;
    if (!interim) this.#books.answered(request);
    const room = Math.max(0, this.maxCredits - this.#books.total);
    const credits = answer.credits ?? Math.min(header.credits, room);
    this.#books.held += credits;
    writeHeader(message, 0, {
      command: header.command,
      messageId: header.messageId,
      sessionId: header.sessionId,
      ...(answer.asyncId === undefined ? { treeId: header.treeId } : { asyncId: answer.asyncId }),
      creditCharge: header.creditCharge,
      status,
      credits,
      nextCommand: more ? message.length : 0,
      flags:
        HeaderFlags.SERVER_TO_REDIR |
        (header.flags & HeaderFlags.RELATED_OPERATIONS) |
        (signed && answer.signed !== false ? HeaderFlags.SIGNED : 0),
      ...answer.header,
    });
    if (signed && answer.signed !== false) this.signer?.sign([message]);
    this.#count(request, status, openedBy(request, answer));
    return message;
  }

  /** Sends messages as one frame. */
  deliver(messages: readonly Uint8Array[]): void {
    if (messages.length === 0) return;
    const prefix = new Uint8Array(PREFIX);
    writePrefix(
      prefix,
      messages.reduce((sum, message) => sum + message.length, 0),
    );
    const frame = Uint8Array.from(Buffer.concat([prefix, ...messages]));
    this.deliverRaw(this.mangle?.(frame) ?? frame);
  }

  /** Sends bytes, whatever they are. */
  deliverRaw(bytes: Uint8Array): void {
    if (this.#burst !== undefined) {
      this.#burst.push(bytes);
      return;
    }
    const step = this.cut === 0 ? bytes.length : this.cut;
    for (let at = 0; at < bytes.length; at += step) this.#peer?.deliver(bytes.subarray(at, at + step));
  }

  /** All that is sent meanwhile arrives as one chunk. */
  merged(work: () => void): void {
    this.#burst = [];
    work();
    const chunk = Buffer.concat(this.#burst);
    this.#burst = undefined;
    if (chunk.length > 0) this.deliverRaw(chunk);
  }

  /** Ends the pipe: as a FIN, or with an error. */
  end(error?: Error): void {
    this.#peer?.end(error);
  }

  /** What the client sent; called by the ways to it. */
  receive(frame: readonly Uint8Array[]): void {
    this.frames.push(frame);
    try {
      this.#answerAll(this.#split(Buffer.concat(frame).subarray(PREFIX)));
    } catch (error) {
      this.violation ??= error as Error;
      throw error;
    }
  }

  #answerAll(elements: readonly Received[]): void {
    const together: (readonly [Received, Answer])[] = [];
    let before: number | undefined;
    let fileId = RELATED_FILE_ID;
    for (const request of elements) {
      if (request.header.command === Command.CANCEL) continue;
      const related = has(request.header, HeaderFlags.RELATED_OPERATIONS);
      if (related) request.fileId = fileId;
      else fileId = request.fileId; // though this one be answered later
      const failed = related && before !== undefined && before !== 0 && before !== OVERFLOW;
      const reaction = failed ? { status: before } : this.#react(request);
      for (const answer of this.#atOnce(request, reaction)) {
        if (answer.status === NtStatus.STATUS_PENDING) {
          this.answer(request, answer);
          continue;
        }
        before = answer.status;
        together.push([request, answer]);
        fileId = openedBy(request, answer) ?? request.fileId;
      }
    }
    if (this.split) for (const [request, answer] of together) this.answer(request, answer);
    else this.answerTogether(...together);
  }

  /** What a reaction says now; a promise says it later. */
  #atOnce(request: Received, reaction: Reaction): readonly Answer[] {
    if (!(reaction instanceof Promise)) return reaction === undefined ? [] : [reaction].flat();
    void reaction.then(answer => {
      this.answer(request, answer);
    });
    return [];
  }

  #react(request: Received): Reaction {
    const { command } = request.header;
    const steps = this.#scripts.get(command) ?? [answers.usual];
    const script = steps.length > 1 ? steps.shift() : steps[0];
    return typeof script === 'function' ? script(request, this) : script;
  }

  #split(message: Uint8Array): Received[] {
    const elements: Received[] = [];
    for (let at = 0; ;) {
      const header = readHeader(message, at);
      const end = header.nextCommand === 0 ? message.length : at + header.nextCommand;
      const element = message.slice(at, end);
      const request: Received = {
        header,
        message: element,
        frame: this.frames.length - 1,
        index: elements.length,
        fileId: RELATED_FILE_ID,
        read: codec => codec.decode(element, HEADER_SIZE),
      };
      request.fileId = answers.fileIdOf(request);
      this.#check(request);
      elements.push(request);
      this.requests.push(request);
      if (header.nextCommand === 0) return elements;
      at = end;
    }
  }

  #check(request: Received): void {
    const { header, message } = request;
    if (has(header, HeaderFlags.SIGNED) && this.signer?.verify([message]) !== true) {
      throw new Error(`the signature of request ${header.messageId} is wrong`);
    }
    if (header.command === Command.CANCEL) return;
    this.#books.take(request);
  }

  #count({ header, fileId }: Received, status: number, opened: FileId | undefined): void {
    if (opened !== undefined) this.handles.add(opened.volatile);
    if (header.command === Command.CLOSE && status === 0) this.handles.delete(fileId.volatile);
  }
}

const OVERFLOW = NtStatus.STATUS_BUFFER_OVERFLOW;

function has({ flags }: Header, bit: number): boolean {
  return (flags & bit) !== 0;
}

/** The open that a CREATE gave. */
function openedBy({ header }: Received, { status = 0, body }: Answer): FileId | undefined {
  if (header.command !== Command.CREATE || status !== 0 || body === undefined) return undefined;
  return fileIdIn(CreateResponse, Buffer.concat([Buffer.alloc(HEADER_SIZE), body]));
}

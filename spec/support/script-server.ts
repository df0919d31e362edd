/**
 * A server by script: a double for what no real server can be made to do.
 *
 * ```ts
 * const server = new ScriptServer();
 * server.on(Command.READ, request => answers.data(Buffer.from('abc')));   // every READ
 * server.on(Command.CREATE, answers.pending(7n), answers.created());      // step by step, the last for ever
 * const { tree, open } = await rig(server);                               // script-rig.ts: no login needed
 * const other = new ScriptServer(everyFrame(pieces(7)));                  // any script of rxsmb/server besides
 * ```
 *
 * A script gives one answer, a list of them (interim ones first), a promise (answered when it resolves), or
 * `undefined`: then the spec answers itself, in any order, by `server.answer(request, ...)`. Commands without
 * a script get what `script-answers.ts` has for them (CREATE, CLOSE, WRITE, FLUSH, ECHO, ...); CANCEL gets
 * nothing.
 *
 * It is a connection of `rxsmb/server` with a script. What that server takes for a breach of the protocol fails the
 * spec: message ids and credits that were not granted, signatures that do not hold. So do message ids that are not
 * consecutive, as our client's are.
 */
import { type Duplex, duplexPair } from 'node:stream';
import type { Signer } from '../../lib/crypto/signing.ts';
import { Chunks } from '../../lib/server/connection/chunks.ts';
import { Connection } from '../../lib/server/connection/connection.ts';
import type { Agreement } from '../../lib/server/connection/link.ts';
import { all, everyRequest } from '../../lib/server/script/on.ts';
import type { ScriptedClient, ScriptedRequest, ServerScript } from '../../lib/server/script/script.ts';
import type { Session } from '../../lib/server/state/session.ts';
import { captured } from '../../lib/session/dial.ts';
import { PREFIX, writePrefix } from '../../lib/transport/framing.ts';
import { memory, type MemoryPeer } from '../../lib/transport/memory.ts';
import type { Dial } from '../../lib/transport/transport.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateResponse } from '../../lib/wire/smb2/create.ts';
import { Dialect } from '../../lib/wire/smb2/dialect.ts';
import { type FileId, RELATED_FILE_ID } from '../../lib/wire/smb2/file-id.ts';
import { HEADER_SIZE, HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { answers, fileIdIn } from './script-answers.ts';
import { adopted, AnyShare } from './script-host.ts';
import { servedOver } from './script-stream.ts';
import { type Answer, type Reaction, type Received, type Script, scripted, SERVER } from './script-types.ts';

export { answers } from './script-answers.ts';
export { type Answer, type Reaction, type Received, type Script, SERVER } from './script-types.ts';

export class ScriptServer {
  /** All that came, CANCELs included, in order. */
  readonly requests: Received[] = [];
  /** The frames that came, in the very memory that the client sent. */
  readonly frames: (readonly Uint8Array[])[] = [];
  /** Handles that CREATE gave and CLOSE did not take back. */
  readonly handles = new Set<bigint>();
  /** What the client broke, told to it by ending the link, and to the spec here. */
  violation: Error | undefined;
  readonly #steps = new Map<number, Script[]>();
  readonly #script: ServerScript;
  /** Requests as `rxsmb/server` has them. */
  readonly #scripted = new WeakMap<Received, ScriptedRequest>();
  #client: ScriptedClient | undefined;
  #connection: Connection;
  #peer: MemoryPeer | undefined;
  #made: Uint8Array[] | undefined;
  #nextId = 0n;
  /** What the elements of the present compound mean. */
  #fileId = RELATED_FILE_ID;

  constructor(...scripts: readonly ServerScript[]) {
    this.#script = all(...scripts, this.#reacting());
    this.#connection = this.#connect(Dialect.SMB_3_1_1, this.#script);
    adopted(this.#connection);
  }

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
    this.#steps.set(command, [...steps]);
    return this;
  }

  /** The requests of one command. */
  got(command: number): Received[] {
    return this.requests.filter(({ header }) => header.command === command);
  }

  /** Wants a login from now on, in this dialect; the script is for what it says of it. */
  wantLogin(dialect: Dialect, script: ServerScript): void {
    this.#connection = this.#connect(dialect, all(script, this.#script));
  }

  /** The one session. */
  get session(): Session | undefined {
    return this.#connection.sessions.values().next().value;
  }

  /** Signs the replies to signed requests, and verifies those. */
  set signer(signer: Signer | undefined) {
    if (this.session !== undefined) this.session.signer = signer;
  }

  /** Remembers another negotiation than there was. */
  agree(otherwise: Partial<Agreement>): void {
    const { agreement } = this.#connection;
    if (agreement !== undefined) this.#connection.agreement = { ...agreement, ...otherwise };
  }

  /** Credits that the client may have at most. */
  set maxCredits(most: number) {
    this.#connection.credits.most = most;
  }

  /** Credits that the client has without having asked for them. */
  grant(credits: number): void {
    this.#connection.credits.give(credits);
  }

  /** Answers a request, now; interim answers leave it open. */
  answer(request: Received, ...given: readonly Answer[]): void {
    for (const answer of given) this.answerTogether([request, answer]);
  }

  /** Answers several requests in one frame. */
  answerTogether(...pairs: readonly (readonly [Received, Answer])[]): void {
    this.#client?.together(() => {
      for (const [request, answer] of pairs) this.#say(request, answer);
    });
  }

  /** The message of an answer, which is not sent; its credits count as given. */
  reply(request: Received, answer: Answer): Uint8Array {
    return this.made([request, answer]).subarray(PREFIX);
  }

  /** The frame of answers, which is not sent; their credits count as given. */
  made(...pairs: readonly (readonly [Received, Answer])[]): Uint8Array {
    const frames: Uint8Array[] = [];
    this.#made = frames;
    this.answerTogether(...pairs);
    this.#made = undefined;
    return Buffer.concat(frames);
  }

  /** Sends messages as one frame. */
  deliver(messages: readonly Uint8Array[]): void {
    const prefix = new Uint8Array(PREFIX);
    writePrefix(
      prefix,
      messages.reduce((sum, message) => sum + message.length, 0),
    );
    this.deliverRaw(Uint8Array.from(Buffer.concat([prefix, ...messages])));
  }

  /** Sends bytes, whatever they are. */
  deliverRaw(bytes: Uint8Array): void {
    this.#peer?.deliver(bytes);
  }

  /** Ends the pipe: as a FIN, or with an error. */
  end(error?: Error): void {
    this.#peer?.end(error);
  }

  /** What the client sent; called by the ways to it. */
  receive(frame: readonly Uint8Array[]): void {
    this.frames.push(frame);
    this.#guarded(() => {
      this.#connection.receive(new Chunks([Buffer.concat(frame).subarray(PREFIX)]));
    });
  }

  #connect(dialect: Dialect, script: ServerScript): Connection {
    return new Connection(new AnyShare(dialect, script), {
      send: (frame, sent) => {
        const bytes = Uint8Array.from(Buffer.concat(frame));
        if (this.#made === undefined) this.deliverRaw(bytes);
        else this.#made.push(bytes);
        sent();
      },
      end: () => {
        this.end();
      },
    });
  }

  #reacting(): ServerScript {
    const reacting = everyRequest(client => {
      this.#client = client;
      return (request, next) => {
        this.#guarded(() => {
          this.#take(request, () => {
            next(request);
          });
        });
      };
    });
    return client => ({
      ...reacting(client),
      violation: error => {
        this.#violated(error);
      },
    });
  }

  #take(request: ScriptedRequest, usual: () => void): void {
    const received = this.#received(request);
    this.#check(received);
    this.requests.push(received);
    const reaction = request.doomed ? SERVER : this.#react(received);
    if (reaction === SERVER) {
      usual();
      return;
    }
    if (reaction instanceof Promise) {
      void reaction.then(answer => {
        this.answer(received, answer);
      });
    } else {
      for (const answer of reaction === undefined ? [] : [reaction].flat()) this.#say(received, answer);
    }
    // what was not answered is answered by the spec; what follows need not wait for that
    request.skip();
  }

  #received(request: ScriptedRequest): Received {
    const { header, message, index } = request;
    const received: Received = {
      header,
      message,
      index,
      frame: this.frames.length - 1,
      fileId: RELATED_FILE_ID,
      read: codec => codec.decode(message, HEADER_SIZE),
    };
    this.#scripted.set(received, request);
    const related = (header.flags & HeaderFlags.RELATED_OPERATIONS) !== 0;
    received.fileId = related ? this.#fileId : answers.fileIdOf(received);
    this.#fileId = received.fileId;
    return received;
  }

  /** What a server lets pass, and our client never does. */
  #check({ header: { command, messageId, creditCharge, sessionId, flags } }: Received): void {
    const known = this.#connection.sessions.get(sessionId)?.signer !== undefined;
    if ((flags & HeaderFlags.SIGNED) !== 0 && !known && command !== Command.SESSION_SETUP) {
      throw new Error(`request ${messageId} is signed without a key`);
    }
    if (command === Command.CANCEL) return;
    if (messageId !== this.#nextId) throw new Error(`MessageId ${messageId} where ${this.#nextId} is next`);
    this.#nextId += BigInt(Math.max(1, creditCharge));
  }

  #react(request: Received): Reaction {
    const { command } = request.header;
    if (command === Command.CANCEL) return undefined;
    const steps = this.#steps.get(command) ?? [answers.usual];
    const script = steps.length > 1 ? steps.shift() : steps[0];
    return typeof script === 'function' ? script(request, this) : script;
  }

  #say(request: Received, answer: Answer): void {
    const { status = NtStatus.STATUS_SUCCESS } = answer;
    const { command } = request.header;
    const opened = openedBy(request, answer);
    if (opened !== undefined) this.handles.add(opened.volatile);
    if (command === Command.CLOSE && status === 0) this.handles.delete(request.fileId.volatile);
    this.#fileId = opened ?? request.fileId;
    this.#scripted.get(request)?.answer(scripted(answer));
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#violated(error as Error);
    }
  }

  #violated(error: Error): void {
    this.violation ??= error;
    this.end(error);
  }
}

/** The open that a CREATE gave. */
function openedBy({ header }: Received, { status = 0, body }: Answer): FileId | undefined {
  if (header.command !== Command.CREATE || status !== 0 || body === undefined) return undefined;
  return fileIdIn(CreateResponse, Buffer.concat([Buffer.alloc(HEADER_SIZE), body]));
}

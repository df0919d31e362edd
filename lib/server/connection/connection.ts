// [MS-SMB2] 3.3.1.7 Per Transport Connection, 3.3.5.2 Receiving Any Message
import { ProtocolError } from '../../errors.ts';
import { PREAUTH_START } from '../../crypto/preauth.ts';
import type { Signer } from '../../crypto/signing.ts';
import { Command } from '../../wire/smb2/command.ts';
import { Dialect } from '../../wire/smb2/dialect.ts';
import { HeaderFlags, protocolOf } from '../../wire/smb2/header.ts';
import { handlerOf } from '../commands/table.ts';
import { greetOld } from '../commands/smb1-negotiate.ts';
import { refusalOf } from '../refused.ts';
import type { Host } from '../state/host.ts';
import type { Session } from '../state/session.ts';
import { Call, type Chain, newChain } from './call.ts';
import type { Chunks } from './chunks.ts';
import { Credits } from './credits.ts';
import { admit } from './admit.ts';
import { type Agreement, HangUp, type Link } from './link.ts';
import { type Message, split } from './message.ts';
import { assemble, type Outgoing } from './outgoing.ts';
import { errorReply, INTERIM, type Reply } from './reply.ts';
import { Slabs } from './slabs.ts';

/** The way back to the client. */
export interface Wire {
  /** Sends a frame; `sent` is called when its bytes are not needed any more. */
  send(frame: readonly Uint8Array[], sent: () => void): void;
  /** Hangs up, after what was sent. */
  end(): void;
}

/** Longest message before anything was agreed on: a stranger does not get to claim memory. */
const STRANGERS_FRAME = 65_536;
/** What a message has beside its payload. */
const FRAME_ROOM = 4096;

/** One client: its messages in, its replies out, whatever the pipe. */
export class Connection implements Link {
  readonly host: Host;
  readonly credits: Credits;
  readonly sessions = new Map<bigint, Session>();
  readonly slabs = new Slabs();
  /** What NEGOTIATE settled. */
  agreement: Agreement | undefined;
  /** The hash over the NEGOTIATE messages (3.1.1). */
  preauth: Uint8Array = PREAUTH_START;
  readonly #wire: Wire;
  /** Requests that are worked on, by MessageId. */
  readonly #calls = new Map<bigint, Call>();
  #lastAsync = 0n;
  #over = false;

  constructor(host: Host, wire: Wire) {
    this.host = host;
    this.#wire = wire;
    this.credits = new Credits(host.settings.credits);
  }

  /** Longest frame that may come now. */
  get frameLimit(): number {
    const { maxWrite, maxTransact } = this.host.settings;
    return this.agreement === undefined ? STRANGERS_FRAME : Math.max(maxWrite, maxTransact) + FRAME_ROOM;
  }

  /**
   * Takes a frame.
   * @throws {ProtocolError} when the connection must end (3.3.5.2)
   */
  receive(frame: Chunks): void {
    if (this.#over) return;
    switch (protocolOf(frame.gather(0, 4))) {
      case 'smb2':
        this.#begin(split(frame));
        return;
      case 'smb1':
        this.#greetOld(frame);
        return;
      default:
        throw new ProtocolError('not an SMB2 message');
    }
  }

  /** The pipe is gone: what waits is given up, what is open is closed. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    for (const call of this.#calls.values()) call.cancel();
    for (const session of this.sessions.values()) {
      this.host.sessions.delete(session.id);
      await session.end();
    }
    this.sessions.clear();
  }

  /** Ends the connection from our side. */
  hangUp(): void {
    this.#wire.end();
  }

  /** Ends a session that somebody gave up or took over. */
  async endSession(session: Session): Promise<void> {
    this.sessions.delete(session.id);
    this.host.sessions.delete(session.id);
    for (const call of this.#calls.values()) if (call.chain.sessionId === session.id) call.cancel();
    await session.end();
  }

  #begin(messages: readonly Message[]): void {
    for (const { header } of messages) {
      // CANCEL names the request that it is about, and takes no id of its own
      if (header.command !== Command.CANCEL) this.credits.take(header.messageId, header.creditCharge);
    }
    void this.#run(messages);
  }

  async #run(messages: readonly Message[]): Promise<void> {
    const chain = newChain();
    const done: Outgoing[] = [];
    const flush = () => {
      this.#send(done.splice(0));
    };
    try {
      for (const message of messages) {
        const call = new Call(this, message, chain, pended => {
          flush(); // a client may need the replies before this one to go on
          pended.asyncId = ++this.#lastAsync;
          this.#send([this.#outgoing(pended, INTERIM)]);
        });
        const reply = await this.#answer(call);
        if (reply !== undefined) done.push(this.#outgoing(call, reply));
        if (call.asyncId !== undefined) flush();
      }
      flush();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.hangUp();
    }
  }

  /** @throws {ProtocolError} when the client may not go on */
  async #answer(call: Call): Promise<Reply | undefined> {
    const { header } = call.message;
    if (header.command === Command.CANCEL) {
      this.#cancel(call.message);
      return undefined;
    }
    this.#calls.set(header.messageId, call);
    try {
      admit(call);
      const reply = await handlerOf(header.command)(call);
      call.chain.status = reply.status ?? 0;
      return reply;
    } catch (error) {
      if (error instanceof HangUp) throw error.reason;
      const refused = refusalOf(error);
      call.chain.status = refused.status;
      return errorReply(refused, this.agreement?.dialect === Dialect.SMB_3_1_1);
    } finally {
      this.#calls.delete(header.messageId);
    }
  }

  /** 3.3.5.16: by AsyncId where there is one, else by MessageId. */
  #cancel({ header }: Message): void {
    for (const call of this.#calls.values()) {
      const same =
        header.asyncId === undefined
          ? call.message.header.messageId === header.messageId
          : call.asyncId === header.asyncId;
      if (same) call.cancel();
    }
  }

  #outgoing(call: Call, reply: Reply): Outgoing {
    const { header } = call.message;
    const { chain, asyncId } = call;
    // the interim reply has brought the credits already
    const late = asyncId !== undefined && reply !== INTERIM;
    return {
      reply,
      signer: reply === INTERIM ? undefined : (reply.signer ?? this.#signer(call)),
      header: {
        command: header.command,
        messageId: header.messageId,
        creditCharge: header.creditCharge,
        credits: late ? 0 : this.credits.grant(header.credits),
        sessionId: reply.sessionId ?? sessionIdOf(call, chain),
        flags: header.flags & HeaderFlags.RELATED_OPERATIONS,
        ...(asyncId === undefined
          ? { treeId: reply.treeId ?? chain.treeId, processId: header.processId }
          : { asyncId }),
      },
    };
  }

  /** 3.3.4.1.1: a signed request gets a signed reply, and a session that must be signed nothing else. */
  #signer(call: Call): Signer | undefined {
    // a LOGOFF may have overtaken it
    const session = this.sessions.get(call.chain.sessionId) ?? call.entered;
    const wanted = call.message.has(HeaderFlags.SIGNED) || session?.signingRequired === true;
    return wanted ? session?.signer : undefined;
  }

  #send(replies: readonly Outgoing[]): void {
    if (replies.length === 0 || this.#over) return;
    this.#wire.send(assemble(replies), () => {
      for (const { reply } of replies) reply.sent?.();
    });
  }

  #greetOld(frame: Chunks): void {
    const reply = greetOld(this, frame.gather(0, frame.length));
    this.credits.take(0n, 1);
    const credits = this.credits.grant(1);
    this.#send([{ reply, signer: undefined, header: { command: Command.NEGOTIATE, credits } }]);
  }
}

function sessionIdOf(call: Call, chain: Chain): bigint {
  return chain.sessionId === 0n ? call.message.header.sessionId : chain.sessionId;
}

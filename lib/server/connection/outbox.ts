// [MS-SMB2] 3.3.4.1 Sending Any Outgoing Message: which replies share a frame, what their headers say, who signs
import type { Signer } from '../../crypto/signing.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Command } from '../../wire/smb2/command.ts';
import { HeaderFlags } from '../../wire/smb2/header.ts';
import { RunningScript } from '../script/running-script.ts';
import type { ServerScript } from '../script/script.ts';
import type { Call } from './call.ts';
import type { Credits } from './credits.ts';
import type { Link } from './link.ts';
import { assemble, frames, type Outgoing } from './outgoing.ts';
import type { Reply } from './reply.ts';
import type { Wire } from './wire.ts';

/** All that leaves a connection. */
export class Outbox {
  /** What misbehaves here on purpose. */
  readonly script: RunningScript | undefined;
  /** Nothing leaves any more. */
  closed = false;
  readonly #link: Link;
  readonly #credits: Credits;
  readonly #wire: Wire;
  /** Replies that leave together, as soon as what makes them returns. */
  #batch: Outgoing[] | undefined;

  constructor(link: Link, credits: Credits, wire: Wire) {
    this.#link = link;
    this.#credits = credits;
    const { script } = link.host.settings;
    this.script = script && this.#running(script, wire);
    this.#wire = this.script?.wire ?? wire;
  }

  /** Hangs up, after what was sent. */
  end(): void {
    this.closed = true;
    this.#wire.end();
  }

  /** Sends a reply: with the others of its batch, unless it is an interim one, or there is no batch. */
  emit(call: Call, reply: Reply): void {
    if (this.script === undefined) this.#put(call, reply);
    else
      this.script.reply(call, reply, scripted => {
        this.#put(call, scripted);
      });
  }

  /** Answers a client that speaks SMB1. */
  greet(reply: Reply): void {
    const header = { command: Command.NEGOTIATE, credits: this.#credits.grant(1, 1) };
    this.#send([{ reply, signer: undefined, sealer: undefined, header }]);
  }

  /** What is emitted meanwhile is kept in this batch. */
  into(batch: Outgoing[], work: () => void): void {
    const outer = this.#batch;
    this.#batch = batch;
    try {
      work();
    } finally {
      this.#batch = outer;
    }
  }

  /** Sends what the batch holds, as one frame. */
  flush(): void {
    if (this.#batch !== undefined) this.#send(this.#batch.splice(0));
  }

  #put(call: Call, reply: Reply): void {
    const outgoing = this.#outgoing(call, reply);
    if (this.#batch === undefined) {
      this.#send([outgoing]);
    } else if (reply.status === NtStatus.STATUS_PENDING) {
      this.flush(); // a client may need the replies before this one to go on
      this.#send([outgoing]);
    } else {
      this.#batch.push(outgoing);
    }
  }

  #send(replies: readonly Outgoing[]): void {
    if (this.closed) return;
    for (const frame of frames(replies)) {
      this.#wire.send(assemble(frame), () => {
        for (const { reply } of frame) reply.sent?.();
      });
    }
  }

  #outgoing(call: Call, reply: Reply): Outgoing {
    const { header } = call.message;
    const { chain, asyncId } = call;
    const { treeId = chain.treeId, sessionId = chain.sessionId || header.sessionId } = reply;
    return {
      reply,
      signer: this.#signer(call, reply),
      sealer: reply.altered?.sealed === false ? undefined : chain.sealedBy?.sealing?.sealer,
      header: {
        command: header.command,
        messageId: header.messageId,
        creditCharge: header.creditCharge,
        credits: this.#granted(call, reply),
        sessionId,
        flags: header.flags & HeaderFlags.RELATED_OPERATIONS,
        ...(asyncId === undefined ? { treeId, processId: header.processId } : { asyncId }),
      },
    };
  }

  #granted({ message, asyncId }: Call, { status, altered }: Reply): number {
    if (altered?.credits !== undefined) return this.#credits.give(altered.credits);
    // the interim reply has brought the credits already
    const late = asyncId !== undefined && status !== NtStatus.STATUS_PENDING;
    return late ? 0 : this.#credits.grant(message.header.credits, message.header.creditCharge);
  }

  /** 3.3.4.1.1: a signed request gets a signed reply, and a session that must be signed nothing else. */
  #signer({ message, chain, entered }: Call, { status, signer, altered }: Reply): Signer | undefined {
    if (altered?.signed === false || status === NtStatus.STATUS_PENDING) return undefined;
    // 3.3.4.1.1: what is sealed is not signed as well
    if (chain.sealedBy !== undefined) return undefined;
    // a LOGOFF may have overtaken it
    const session = this.#link.sessions.get(chain.sessionId) ?? entered;
    const asked = altered?.signed === true || message.has(HeaderFlags.SIGNED);
    return signer ?? (asked || session?.signingRequired === true ? session?.signer : undefined);
  }

  #running(script: ServerScript, wire: Wire): RunningScript {
    return new RunningScript(script, {
      number: this.#link.host.nextClient(),
      wire,
      together: work => {
        const batch: Outgoing[] = [];
        this.into(batch, work);
        this.#send(batch);
      },
      late: (call, reply) => {
        this.emit(call, reply);
      },
      hangUp: () => {
        this.end();
      },
    });
  }
}

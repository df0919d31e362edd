// What a script sees and says. Types only: whoever is scripted and whoever scripts meet here.
import type { Header } from '../../wire/smb2/header.ts';

/**
 * What a server does on purpose that a good one does not: called once for each client, it gives what shall happen on
 * the way in and out. What it counts is that client's alone.
 *
 * Most scripts are made of {@link onRequest}, {@link onReply}, {@link everyFrame} and the like; one by hand:
 *
 * @example
 * ```ts
 * const slowAtNight: ServerScript = client => ({
 *   reply(reply, next) {
 *     console.log(client.number, reply.request.command, reply.status);
 *     setTimeout(next, 500, reply);
 *   },
 * });
 * await SmbServer.listen({ shares: { docs: memory() }, anonymous: true, script: slowAtNight });
 * ```
 */
export type ServerScript = (client: ScriptedClient) => ScriptStages;

/** Where a script can step in. What is left out goes its usual way. */
export interface ScriptStages {
  /** Each request, CANCELs too: handed on, the server answers it. */
  readonly request?: Step<ScriptedRequest> | undefined;
  /** Each reply, interim ones too, before it is signed: handed on, it leaves. */
  readonly reply?: Step<ScriptedReply> | undefined;
  /** Each frame as it leaves, with the four bytes of its length in front: handed on, these bytes are sent. */
  readonly frame?: Step<Uint8Array> | undefined;
  /** Told when the client breaks the protocol: a message id that it does not have, a wrong signature. */
  readonly violation?: ((error: Error) => void) | undefined;
}

/**
 * Gets what comes along and hands it on: at once or later, as it is or altered, once, often, in another order, or
 * never.
 */
export type Step<T> = (item: T, next: (item: T) => void) => void;

/** Makes a {@link Step} for a client. */
export type Sabotage<T> = (client: ScriptedClient) => Step<T>;

/** The same for whatever comes along: requests, replies and frames. */
export type AnySabotage = <T>(client: ScriptedClient) => Step<T>;

/** One client of a server with a script. */
export interface ScriptedClient {
  /** The how manieth of this server it is, from 1 on. */
  readonly number: number;
  /** Requests that came so far, the present one included. */
  readonly requests: number;
  /** Replies that were made so far, the present one included. */
  readonly replies: number;
  /** Frames that were made so far, the present one included. */
  readonly frames: number;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Sends as one frame the replies that are handed on meanwhile. */
  together(work: () => void): void;
  /** Sends bytes unasked, whatever they are. No stage sees them. */
  send(bytes: Uint8Array): void;
  /** Sends a message unasked, as a frame. No stage sees it. */
  notify(notice: ScriptedNotice): void;
  /** Hangs up, after what was sent. */
  hangUp(): void;
}

/** A message that nobody asked for. */
export interface ScriptedNotice {
  /** What stands behind the header. */
  readonly body: Uint8Array;
  /** @defaultValue an OPLOCK_BREAK with MessageId -1, as notices have it ([MS-SMB2] 2.2.23) */
  readonly header?: Partial<Header> | undefined;
}

/** A request as it came. */
export interface ScriptedRequest {
  /** Its command by name: `'READ'`. */
  readonly command: string;
  /** Its header, decoded. */
  readonly header: Header;
  /** All of it, from the header on. */
  readonly message: Uint8Array;
  /** Its place in its compound, from 0 on. */
  readonly index: number;
  /** The element before it in a related compound failed, and it fails with that one, whatever it asks for. */
  readonly doomed: boolean;
  /** Who sent it. */
  readonly client: ScriptedClient;
  /** Answers it in the server's stead. After an answer with STATUS_PENDING another one follows. */
  answer(answer: ScriptedAnswer): void;
  /** Sends the interim reply (STATUS_PENDING); once is enough, more than once does nothing. */
  pend(): void;
  /** Lets the rest of its compound go on without it; its answer then gets a frame of its own. */
  skip(): void;
}

/** What can be otherwise with a reply than a good server has it, besides what it says. */
export interface Alteration {
  /** Credits to grant, whatever was asked for. */
  readonly credits?: number | undefined;
  /** `false` leaves it unsigned, `true` signs it although its request was not signed. */
  readonly signed?: boolean | undefined;
  /** `false` sends it in the clear although its request was encrypted. */
  readonly sealed?: boolean | undefined;
  /** In a frame of its own, though others of its compound leave at the same time. */
  readonly apart?: boolean | undefined;
  /** Fields of the header that are not what they should be; they are signed as they are. */
  readonly header?: Partial<Header> | undefined;
}

/** What can be said of a reply; what is left out is what a good server says. */
export interface ScriptedAnswer extends Alteration {
  /** NTSTATUS. @defaultValue success */
  readonly status?: number | undefined;
  /** What stands behind the header. @defaultValue that of an ERROR response */
  readonly body?: Uint8Array | undefined;
  /** Behind the body. */
  readonly payload?: readonly Uint8Array[] | undefined;
}

/** A reply on its way out. */
export interface ScriptedReply extends ScriptedAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  readonly payload: readonly Uint8Array[];
  /** What it answers. */
  readonly request: ScriptedRequest;
}

import { PREFIX, writePrefix } from '../../transport/framing.ts';
import { Command } from '../../wire/smb2/command.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../../wire/smb2/header.ts';
import type { Wire } from '../connection/wire.ts';
import type { Scripted } from './scripted.ts';
import type { ScriptedClient, ScriptedNotice } from './script.ts';

/** A client as its script sees it. */
export class RunningClient implements ScriptedClient {
  readonly number: number;
  requests = 0;
  replies = 0;
  frames = 0;
  /** Sends as one frame what is handed on meanwhile. */
  readonly together: (work: () => void) => void;
  readonly hangUp: () => void;
  readonly #wire: Wire;
  readonly #gone = new AbortController();

  constructor({ number, wire, together, hangUp }: Scripted) {
    this.number = number;
    this.together = together;
    this.hangUp = hangUp;
    this.#wire = wire;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  send(bytes: Uint8Array): void {
    this.#wire.send([bytes], () => undefined);
  }

  notify({ body, header }: ScriptedNotice): void {
    const frame = new Uint8Array(PREFIX + HEADER_SIZE + body.length);
    writePrefix(frame, frame.length - PREFIX);
    writeHeader(frame, PREFIX, {
      command: Command.OPLOCK_BREAK,
      messageId: 0xffff_ffff_ffff_ffffn,
      flags: HeaderFlags.SERVER_TO_REDIR,
      ...header,
    });
    frame.set(body, PREFIX + HEADER_SIZE);
    this.send(frame);
  }

  /** It is gone. */
  leave(): void {
    this.#gone.abort();
  }

  /** Runs a part of the script. That it throws is a bug of the script, and must not look like a broken link. */
  run(part: () => void): void {
    try {
      part();
    } catch (error) {
      this.hangUp();
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

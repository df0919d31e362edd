import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { Call } from '../connection/call.ts';
import type { Replied, Reply } from '../connection/reply.ts';
import type { Wire } from '../connection/wire.ts';
import { RunningClient } from './running-client.ts';
import { RunningRequest } from './running-request.ts';
import type { Scripted } from './scripted.ts';
import type { ScriptedReply, ScriptStages, ServerScript } from './script.ts';

/** A script at work on one connection. */
export class RunningScript {
  /** The way to the client, with the script in it. */
  readonly wire: Wire;
  readonly #client: RunningClient;
  readonly #stages: ScriptStages;
  readonly #late: (call: Call, reply: Reply) => void;
  readonly #requests = new WeakMap<Call, RunningRequest>();

  constructor(script: ServerScript, way: Scripted) {
    this.#client = new RunningClient(way);
    this.#late = way.late;
    this.#stages = script(this.#client);
    this.wire = this.#scripted(way.wire);
  }

  /**
   * Lets a request through to the server, or not.
   * @param work has the server answer it
   */
  request(call: Call, work: () => Replied): Replied {
    this.#client.requests++;
    const { request: step } = this.#stages;
    if (step === undefined) return work();
    const request = this.#requestOf(call);
    this.#client.run(() => {
      step(request, () => {
        request.settle(work());
      });
    });
    return request.first;
  }

  /** What a compound waited for is on its way. */
  settled(call: Call): void {
    this.#requests.get(call)?.settled();
  }

  /** Lets a reply out, or not. */
  reply(call: Call, reply: Reply, emit: (reply: Reply) => void): void {
    this.#client.replies++;
    // memory that a duplicate, or a reply that waits, still needs is not used again
    const kept: Reply = { ...reply, sent: undefined };
    const { reply: step } = this.#stages;
    if (step === undefined) {
      emit(kept);
      return;
    }
    const shown: ScriptedReply = {
      ...reply.altered,
      status: reply.status ?? NtStatus.STATUS_SUCCESS,
      body: reply.body,
      payload: reply.payload ?? [],
      request: this.#requestOf(call),
    };
    this.#client.run(() => {
      step(shown, ({ status, body, payload, credits, signed, sealed, apart, header }) => {
        emit({ ...kept, status, body, payload, altered: { credits, signed, sealed, apart, header } });
      });
    });
  }

  /** Tells the script what the client did wrong. */
  violation(error: Error): void {
    this.#stages.violation?.(error);
  }

  /** The client is gone. */
  leave(): void {
    this.#client.leave();
  }

  #requestOf(call: Call): RunningRequest {
    let request = this.#requests.get(call);
    if (request === undefined) {
      request = new RunningRequest(call, this.#client, reply => {
        this.#late(call, reply);
      });
      this.#requests.set(call, request);
    }
    return request;
  }

  #scripted(wire: Wire): Wire {
    const { frame: step } = this.#stages;
    const client = this.#client;
    return {
      send(frame, sent) {
        client.frames++;
        if (step === undefined) {
          wire.send(frame, sent);
          return;
        }
        // a copy: what the script holds back must not change
        const bytes = Uint8Array.from(Buffer.concat(frame));
        sent();
        client.run(() => {
          step(bytes, out => {
            wire.send([out], () => undefined);
          });
        });
      },
      end() {
        wire.end();
      },
    };
  }
}

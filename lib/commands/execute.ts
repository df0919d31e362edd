import { ProtocolError, SmbError } from '../errors.ts';
import type { ChainObserver, Reply, Request } from '../exchange/request.ts';
import { begin, type Span } from '../trace.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { statusError, withStatusName } from '../wire/erref/status-error.ts';
import { commandName } from '../wire/smb2/command.ts';
import { CreateResponse } from '../wire/smb2/create.ts';
import { type FileId, RELATED_FILE_ID } from '../wire/smb2/file-id.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { creditCharge } from './charge.ts';
import { closePlan } from './close-plan.ts';
import type { Plan } from './plan.ts';
import type { Address, Target } from './target.ts';

/** One element of a chain: what to do, and where. */
export interface Step {
  readonly plan: Plan<unknown>;
  readonly target: Target;
  /** Works on what the step before it opened. */
  readonly related: boolean;
}

/** Who waits for the responses of a chain; exactly one of the two is called, unless it is cancelled. */
export interface Outcomes {
  done(responses: readonly unknown[]): void;
  error(error: unknown): void;
}

/**
 * Sends steps as one chain and decodes what comes back. What the chain opened and did not close, because of
 * an error or because nobody waits any more, is closed.
 *
 * @returns cancels
 */
export function execute(steps: readonly Step[], outcomes: Outcomes): () => void {
  const run = new Run(steps, outcomes);
  run.submit(steps);
  return () => run.cancel();
}

interface Bound extends Step {
  readonly address: Address;
}

const nothing = (): void => undefined;

class Run implements ChainObserver {
  #steps: readonly Bound[] = [];
  readonly #outcomes: Outcomes;
  readonly #span: Span;
  #cancel = nothing;
  /** Stops the search for the name of a status. */
  #unname = nothing;
  #replies: readonly (Reply | undefined)[] = [];

  constructor(steps: readonly Step[], outcomes: Outcomes) {
    this.#outcomes = outcomes;
    this.#span = begin(
      'pdu',
      () => steps.map(({ plan }) => commandName(plan.command)).join('+'),
      steps[0]?.plan.path,
    );
  }

  submit(steps: readonly Step[]): void {
    try {
      this.#steps = bind(steps);
      const { exchange } = this.#step(0).address;
      const requests = this.#steps.map(toRequest);
      const cost = requests.reduce((sum, { charge }) => sum + charge, 0);
      const tooDear = requests.length > 1 && cost > exchange.window.capacity;
      this.#cancel = tooDear ? this.#takeApart() : exchange.submit(requests, this);
    } catch (error) {
      this.#refuse(error);
    }
  }

  cancel(): void {
    this.#unname();
    this.#span.cancelled();
    this.#cancel();
  }

  #done(responses: readonly unknown[]): void {
    this.#span.done();
    this.#outcomes.done(responses);
  }

  #refuse(failure: unknown): void {
    this.#unname = withStatusName(failure, error => {
      this.#span.failed(error);
      this.#outcomes.error(error);
    });
  }

  /** The server never granted enough credits for the chain: its elements go one by one, with the real handle. */
  #takeApart(): () => void {
    const replies: Reply[] = [];
    let cancel: () => void = () => undefined;
    const next = (fileId: FileId | undefined) => {
      const index = replies.length;
      const step = this.#step(index);
      const address = step.related && fileId !== undefined ? { ...step.address, fileId } : step.address;
      const stop = address.exchange.submit([toRequest({ ...step, address, related: false })], {
        complete: ([reply]) => {
          if (reply === undefined) return;
          replies.push(reply);
          const { status } = reply.header;
          const file = step.plan.opens === true ? openedBy(reply) : fileId;
          const answered = status === NtStatus.STATUS_SUCCESS || step.plan.answers?.includes(status) === true;
          const goesOn = answered && (step.plan.opens !== true || file !== undefined);
          const following = this.#steps[replies.length];
          if (following !== undefined && (goesOn || !following.related)) next(file);
          else this.complete(replies);
        },
        error: error => {
          const begun = replies.length > 0 && error instanceof SmbError;
          this.error(begun ? error.with({ outcome: 'unknown' }) : error);
        },
        late: ([reply]) => {
          this.late([...replies, reply]);
        },
      });
      if (replies.length === index) cancel = stop; // else it is answered, and the next one has set its own
    };
    next(this.#step(0).address.fileId); // of a chain that begins with a handle, not with its CREATE
    return () => {
      cancel();
    };
  }

  complete(replies: readonly Reply[]): void {
    this.#replies = replies;
    const responses: unknown[] = [];
    try {
      for (const [index, reply] of replies.entries()) responses.push(this.#decode(this.#step(index), reply));
    } catch (error) {
      this.#fail(error, responses);
      return;
    }
    this.#done(responses);
  }

  error(error: Error): void {
    const { path } = this.#step(0).plan;
    const told =
      error instanceof SmbError
        ? error.with({ path, retryable: error.retryable || this.#mayRepeat(error) })
        : error;
    this.#refuse(told);
  }

  /**
   * The link failed, and doing it all again does no harm. A CLOSE alone may end a write, and a WRITE follow others: of
   * these whoever sent them must judge.
   */
  #mayRepeat({ code, outcome }: SmbError): boolean {
    if (code.startsWith('ERR_')) return false;
    const plans = this.#steps.map(({ plan }) => plan);
    if (outcome === 'not-sent' && plans[0]?.opens === true) return true;
    return (
      plans.some(plan => plan.harmless) &&
      plans.every(({ harmless, closes }) => harmless === true || closes === true)
    );
  }

  late(replies: readonly (Reply | undefined)[]): void {
    this.#replies = replies;
    discard(this.#leftover());
    for (const [index, { plan, target, related }] of this.#steps.entries()) {
      const succeeded = replies[index]?.header.status === NtStatus.STATUS_SUCCESS;
      // what was done to the chain's own handle ends with that
      if (succeeded && plan.undo !== undefined && !related) {
        discard({ plan: plan.undo, target, related: false });
      }
    }
  }

  #step(index: number): Bound {
    const step = this.#steps[index];
    if (step === undefined) throw new RangeError(`a chain has no element ${index}`);
    return step;
  }

  #decode({ plan, address }: Bound, reply: Reply): unknown {
    const { status } = reply.header;
    if (status !== NtStatus.STATUS_SUCCESS && plan.answers?.includes(status) !== true) {
      const detail = plan.explain?.(reply);
      throw statusError(status, { command: commandName(plan.command), path: plan.path, detail });
    }
    return plan.decode(reply, address);
  }

  #fail(error: unknown, responses: readonly unknown[]): void {
    const index = responses.length;
    if (error instanceof ProtocolError) {
      const { plan, address } = this.#step(index);
      this.#refuse(error.with({ command: commandName(plan.command), path: plan.path }));
      address.exchange.fail(error); // a server whose replies cannot be read is not spoken to any longer
      return;
    }
    const leftover = this.#leftover();
    if (leftover !== undefined && this.#inherits(index)) {
      execute([leftover], {
        done: ([response]) => {
          this.#done([...responses, response]);
        },
        error: failure => {
          this.#refuse(failure);
        },
      });
      return;
    }
    discard(leftover);
    const partial = this.#steps.length > 1 && error instanceof SmbError;
    this.#refuse(partial ? error.with({ index, responses }) : error);
  }

  /** What closes the handle that this chain left open, if it left one. */
  #leftover(): Step | undefined {
    const opener = this.#steps.findIndex(({ plan }) => plan.opens);
    const fileId = openedBy(this.#replies[opener]);
    if (fileId === undefined) return undefined;
    const closed = (step: Bound, index: number) =>
      step.plan.closes === true && this.#replies[index]?.header.status === NtStatus.STATUS_SUCCESS;
    if (this.#steps.some(closed)) return undefined;
    const { target, plan } = this.#step(opener);
    return {
      plan: closePlan({}, plan.path),
      target: { address: () => ({ ...target.address(), fileId }) },
      related: false,
    };
  }

  /** Element `index` is a CLOSE that failed only with the answer before it (NO_MORE_FILES looks like one). */
  #inherits(index: number): boolean {
    const status = this.#replies[index]?.header.status;
    const last = index === this.#steps.length - 1 && this.#step(index).plan.closes === true;
    return last && this.#replies.slice(0, index).some(reply => reply?.header.status === status);
  }
}

/** The handle that a CREATE gave; none when it was refused, or cannot be read. */
function openedBy(reply: Reply | undefined): FileId | undefined {
  if (reply?.header.status !== NtStatus.STATUS_SUCCESS) return undefined;
  try {
    return CreateResponse.decode(reply.message, HEADER_SIZE).fileId;
  } catch {
    return undefined;
  }
}

/** Steps with where their targets are now. */
function bind(steps: readonly Step[]): readonly Bound[] {
  let target: Target | undefined;
  let address: Address | undefined;
  return steps.map(step => {
    const same = target === step.target ? address : undefined; // mostly that of the step before
    target = step.target;
    address = same ?? target.address();
    const { plan, related } = step;
    return { plan, target, related, address: related ? relatedTo(address) : address };
  });
}

function relatedTo(address: Address): Address {
  return address.fileId === RELATED_FILE_ID ? address : { ...address, fileId: RELATED_FILE_ID };
}

function toRequest({ plan, address, related }: Bound): Request {
  const { body, payload, weight, place, dfs } = plan.encode(address);
  return {
    command: plan.command,
    charge: address.limits.multiCredit ? creditCharge(weight ?? 0) : 1,
    sessionId: address.sessionId,
    treeId: address.treeId,
    related,
    body,
    payload,
    dfs,
    signed: plan.signed,
    sealed: address.sealed,
    verifies: plan.verifies,
    patient: plan.patient,
    steadfast: plan.steadfast,
    place,
    onSent: plan.onSent,
    onPending: plan.onPending,
  };
}

/** Takes back what nobody knows of; whatever the answer is, nobody waits for it. */
function discard(leftover: Step | undefined): void {
  const ignore = () => undefined;
  if (leftover !== undefined) execute([leftover], { done: ignore, error: ignore });
}

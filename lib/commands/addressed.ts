import { Link, Pdu } from './pdu.ts';
import { type Plan, RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** A Pdu for a handle, a Link for {@link RELATED}. */
export type Addressed<H extends Open | RELATED, R> = H extends RELATED ? Link<R> : Pdu<R>;

/** Addresses a plan to a handle, or to the element before it in a compound. */
export function addressed<H extends Open | RELATED, R>(handle: H, plan: Plan<R>): Addressed<H, R> {
  const made: Link<R> | Pdu<R> = handle === RELATED ? new Link(plan) : new Pdu(handle, plan);
  return made as Addressed<H, R>;
}

/** How a handle was opened, for messages. */
export function pathOf(handle: Open | RELATED): string | undefined {
  return handle === RELATED ? undefined : handle.path;
}

/** What every response has, beside its own fields. */
export interface Answered {
  /** NTSTATUS: success, or one of the answers that the command declares. */
  readonly status: number;
}

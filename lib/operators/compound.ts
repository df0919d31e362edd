import { Observable } from 'rxjs';

import { execute, type Step } from '../commands/execute.ts';
import { Link, Pdu } from '../commands/pdu.ts';

/** The responses of a compound's elements, in their order. */
export type Responses<E extends readonly (Pdu<unknown> | Link<unknown>)[]> = {
  -readonly [K in keyof E]: E[K] extends Pdu<infer R> | Link<infer R> ? R : never;
};

/**
 * Several commands in one round trip ([MS-SMB2] 3.2.4.1.4). With `RELATED` in place of a handle an element
 * works on what the element before it opened; elements that are all addressed by themselves travel together
 * but are independent. On a server that grants too few credits for the chain, its elements go one by one.
 *
 * Emits the responses once. The first genuine failure is the error, with `index` and the `responses` there
 * were; a handle that the compound opened and did not close, because of an error or an unsubscribe, is closed.
 *
 * @throws TypeError when an element is not a PDU, or related and unrelated elements are mixed; as an error
 *   notification when the elements belong to different connections
 * @example
 * ```ts
 * compound(
 *   create(share.tree, { path, desiredAccess: AccessMask.READ_CONTROL, createDisposition: CreateDisposition.OPEN }),
 *   queryInfo(RELATED, SecurityInformation.OWNER | SecurityInformation.DACL),
 *   close(RELATED),
 * ).subscribe(([, { information }]) => console.log(information.owner));
 * ```
 */
export function compound<const E extends readonly [Pdu<unknown>, ...(Pdu<unknown> | Link<unknown>)[]]>(
  ...elements: E
): Observable<Responses<E>> {
  const first: unknown = elements[0];
  const rest: readonly unknown[] = elements.slice(1);
  if (!(first instanceof Pdu)) {
    throw new TypeError('compound: the first element must be a PDU that stands by itself, not RELATED');
  }
  if (!rest.every(element => element instanceof Pdu || element instanceof Link)) {
    throw new TypeError('compound: every element must be a PDU, bare of operators');
  }
  const links = rest.filter(element => element instanceof Link).length;
  if (links !== 0 && links !== rest.length) {
    throw new TypeError('compound: related and unrelated elements cannot travel in one message');
  }
  const related = links > 0;
  const steps = elements.map((element, index): Step => ({
    plan: element.plan,
    target: element instanceof Pdu ? element.target : first.target,
    related: related && index > 0,
  }));
  return new Observable(subscriber => {
    // what is related has the address of the first
    if (!related && new Set(steps.map(({ target }) => target.address().exchange)).size > 1) {
      throw new TypeError('compound: elements of different connections cannot travel in one message');
    }
    return execute(steps, {
      done: responses => {
        subscriber.next(responses as Responses<E>);
        subscriber.complete();
      },
      error: error => {
        subscriber.error(error);
      },
    });
  });
}

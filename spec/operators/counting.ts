import { valveOf } from '../../lib/operators/demand.ts';
import { Flow } from '../../lib/operators/flow.ts';

/** An endless producer that heeds demand, but for a guard that lets the spec of a broken chain end. */
export class Counting {
  /** Values that were produced, over all subscriptions. */
  produced = 0;
  /** Subscriptions that are open. */
  open = 0;
  readonly flow: Flow<number>;

  constructor(guard = Infinity) {
    this.flow = new Flow(subscriber => {
      this.open++;
      const valve = valveOf(subscriber);
      let busy = false;
      const pump = () => {
        if (busy) return;
        busy = true;
        while (valve.isOpen && !subscriber.closed && this.produced < guard) subscriber.next(this.produced++);
        busy = false;
      };
      const forget = valve.onOpen(pump);
      pump();
      return () => {
        this.open--;
        forget();
      };
    });
  }
}

/** The next turn of the event loop: all promises have settled. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

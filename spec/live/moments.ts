import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { lastValueFrom, type Observable } from 'rxjs';
import type { TraceContext } from '../../lib/trace.ts';

/** Each PDU has two: when it is handed over, and when it is answered. */
const CHANNELS = ['tracing:rxsmb:pdu:end', 'tracing:rxsmb:pdu:asyncStart'];

/** Tells the PDUs of all conversations, until it is called. */
function hearing(tell: (name: string) => void): () => void {
  const hear = (context: unknown) => {
    tell((context as TraceContext).name);
  };
  for (const channel of CHANNELS) subscribe(channel, hear);
  return () => {
    for (const channel of CHANNELS) unsubscribe(channel, hear);
  };
}

/**
 * Subscribes to work and unsubscribes behind a moment of its conversation.
 *
 * @param moment how many are let pass before
 * @returns whether it was complete before that
 */
export async function unsubscribedAt(moment: number, work: Observable<unknown>): Promise<boolean> {
  let stop: () => void = () => undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      let count = 0;
      stop = hearing(() => {
        // not at once: the work goes on in this very call
        if (count++ === moment)
          queueMicrotask(() => {
            leave();
          });
      });
      const subscription = work.subscribe({
        error: reject,
        complete: () => {
          resolve(true);
        },
      });
      const leave = () => {
        subscription.unsubscribe();
        resolve(false);
      };
    });
  } finally {
    stop();
  }
}

/** Does work, and tells each moment of it. */
export async function withMoments<T>(work: Observable<T>, tell: (name: string) => void): Promise<T> {
  const stop = hearing(tell);
  try {
    return await lastValueFrom(work);
  } finally {
    stop();
  }
}

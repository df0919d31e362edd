import { constants } from 'node:os';

/** The signals after which the command tidies up and ends. */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndingSignal = (typeof ENDING_SIGNALS)[number];

/** A signal asked the command to end. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
  /** As shells count: 128 and the signal's number. */
  readonly exitCode: number;

  constructor(signal: EndingSignal) {
    super('interrupted');
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Aborts `controller` at the first signal, so that what is under way can tidy up; a second one ends the process at
 * once. Returns how to stop listening.
 */
export function onInterrupt(controller: AbortController): () => void {
  const listeners = ENDING_SIGNALS.map(signal => {
    const listener = () => {
      const interrupted = new Interrupted(signal);
      if (controller.signal.aborted) process.exit(interrupted.exitCode);
      controller.abort(interrupted);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const forget of listeners) forget();
  };
}

import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';

/** What can be followed: commands on the wire, mounts, verbs. */
export type TraceKind = 'pdu' | 'connect' | 'operation';

/** What a channel's subscriber is told: at the start, and with `error` or more fields at the end. */
export interface TraceContext {
  /** `READ`, `CREATE+QUERY_INFO+CLOSE`, `stat`, or the address of a mount. */
  readonly name: string;
  readonly path?: string | undefined;
  /** Set when it failed. Errors hold no secrets. */
  error?: unknown;
}

/** Something that began and ends once: what is told after that does not count. */
export interface Span {
  done(): void;
  failed(error: unknown): void;
  /** Nobody waits any more. */
  cancelled(): void;
}

const log = debuglog('rxsmb');

const CHANNELS: Readonly<Record<TraceKind, TracingChannel<string, TraceContext>>> = {
  pdu: tracingChannel('rxsmb:pdu'),
  connect: tracingChannel('rxsmb:connect'),
  operation: tracingChannel('rxsmb:operation'),
};

const nothing = (): void => undefined;
const UNHEARD: Span = { done: nothing, failed: nothing, cancelled: nothing };

/**
 * Begins a span on the tracing channel `rxsmb:KIND` of `node:diagnostics_channel`, and in the log that
 * `NODE_DEBUG=rxsmb` turns on. Next to free where nobody listens.
 *
 * @param named its name, or how to make it for whoever listens
 */
export function begin(kind: TraceKind, named: string | (() => string), path?: string): Span {
  const channel = CHANNELS[kind];
  if (!isHeard(channel) && !log.enabled) return UNHEARD;
  const name = typeof named === 'string' ? named : named();
  const context: TraceContext = { name, path };
  const since = performance.now();
  let finished = false;
  const finish = (how: string) => {
    finished = true;
    channel.asyncStart.publish(context);
    channel.asyncEnd.publish(context);
    log('%s %s %s: %s after %d ms', kind, name, path ?? '', how, Math.round(performance.now() - since));
  };
  channel.start.publish(context);
  channel.end.publish(context);
  return {
    done() {
      if (!finished) finish('done');
    },
    failed(error) {
      if (finished) return;
      context.error = error;
      channel.error.publish(context);
      finish(error instanceof Error ? error.message : 'failed');
    },
    cancelled() {
      if (!finished) finish('cancelled');
    },
  };
}

function isHeard({ start, end, asyncStart, asyncEnd, error }: TracingChannel<string, TraceContext>): boolean {
  return (
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  );
}

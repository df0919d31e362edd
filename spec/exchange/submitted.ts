import type { Exchange } from '../../lib/exchange/exchange.ts';
import type { Reply, Request } from '../../lib/exchange/request.ts';

/** A chain under way, and what its observer was told, in order. */
export interface Submitted {
  readonly cancel: () => void;
  readonly told: ('complete' | 'error' | 'late')[];
  replies: readonly (Reply | undefined)[];
  error: Error | undefined;
  /** Resolves at the first thing that is told. */
  readonly over: Promise<Submitted>;
}

/** Submits a chain and takes down what becomes of it. */
export function submitted(exchange: Exchange, ...requests: readonly Request[]): Submitted {
  let cancel: () => void = () => undefined;
  let end: (value: Submitted) => void = () => undefined;
  const chain: Submitted = {
    cancel: () => {
      cancel();
    },
    told: [],
    replies: [],
    error: undefined,
    over: new Promise(resolve => (end = resolve)),
  };
  const tell = (what: Submitted['told'][number]) => {
    chain.told.push(what);
    end(chain);
  };
  cancel = exchange.submit(requests, {
    complete(replies) {
      chain.replies = replies;
      tell('complete');
    },
    error(error) {
      chain.error = error;
      tell('error');
    },
    late(replies) {
      chain.replies = replies;
      tell('late');
    },
  });
  return chain;
}

// Scripts made of sabotages: which requests, replies, frames or clients they mean
import type { Command } from '../../wire/smb2/command.ts';
import { count } from './count.ts';
import type {
  Sabotage,
  ScriptedClient,
  ScriptedReply,
  ScriptedRequest,
  ScriptStages,
  ServerScript,
  Step,
} from './script.ts';

/** Which requests are meant: those of a command, of several, or those that a function says yes to. */
export type Which = Command | readonly Command[] | ((request: ScriptedRequest) => boolean);

/**
 * Does something to some of the requests, one thing after the other.
 *
 * @example
 * ```ts
 * script: onRequest(Command.READ, pendingFirst(), delay(50))
 * ```
 */
export function onRequest(which: Which, ...sabotages: readonly Sabotage<ScriptedRequest>[]): ServerScript {
  const meant = chooser(which);
  return client => ({ request: where(meant, steps(client, sabotages)) });
}

/** Does something to all requests, one thing after the other. */
export function everyRequest(...sabotages: readonly Sabotage<ScriptedRequest>[]): ServerScript {
  return client => ({ request: steps(client, sabotages) });
}

/**
 * Does something to the replies to some of the requests, one thing after the other, before they are signed.
 *
 * @example
 * ```ts
 * script: onReply(Command.READ, shortRead(10))
 * ```
 */
export function onReply(which: Which, ...sabotages: readonly Sabotage<ScriptedReply>[]): ServerScript {
  const meant = chooser(which);
  return client => ({ reply: where(({ request }) => meant(request), steps(client, sabotages)) });
}

/** Does something to all replies, one thing after the other, before they are signed. */
export function everyReply(...sabotages: readonly Sabotage<ScriptedReply>[]): ServerScript {
  return client => ({ reply: steps(client, sabotages) });
}

/**
 * Does something to the bytes of all frames, one thing after the other.
 *
 * @example
 * ```ts
 * script: everyFrame(pieces(7), delay(1))
 * ```
 */
export function everyFrame(...sabotages: readonly Sabotage<Uint8Array>[]): ServerScript {
  return client => ({ frame: steps(client, sabotages) });
}

/**
 * Means only the n-th client of the server, counted from 1: whoever comes back finds a good server.
 *
 * @example
 * ```ts
 * script: onlyClient(1, cutAt({ frame: 9 }))
 * ```
 */
export function onlyClient(n: number, script: ServerScript): ServerScript {
  count('n', n, 1);
  return client => (client.number === n ? script(client) : {});
}

/** Several scripts as one: what the first hands on, the next one gets. */
export function all(...scripts: readonly ServerScript[]): ServerScript {
  return client => {
    const stages = scripts.map(script => script(client));
    return {
      request: piped(stages, 'request'),
      reply: piped(stages, 'reply'),
      frame: piped(stages, 'frame'),
      violation: error => {
        for (const { violation } of stages) violation?.(error);
      },
    };
  };
}

function chooser(which: Which): (request: ScriptedRequest) => boolean {
  if (typeof which === 'function') return which;
  const commands: readonly number[] = [which].flat();
  return ({ header }) => commands.includes(header.command);
}

function where<T>(meant: (item: T) => boolean, step: Step<T>): Step<T> {
  return (item, next) => {
    if (meant(item)) step(item, next);
    else next(item);
  };
}

function steps<T>(client: ScriptedClient, sabotages: readonly Sabotage<T>[]): Step<T> {
  return chain(sabotages.map(sabotage => sabotage(client)));
}

/** Nobody stays nobody: a way that no script steps into costs nothing. */
function piped<K extends 'request' | 'reply' | 'frame'>(
  stages: readonly ScriptStages[],
  kind: K,
): ScriptStages[K] {
  const found = stages.map(stage => stage[kind]).filter(step => step !== undefined);
  return found.length === 0 ? undefined : (chain(found as Step<unknown>[]) as ScriptStages[K]);
}

function chain<T>(all: readonly Step<T>[]): Step<T> {
  return all.reduceRight<Step<T>>(
    (rest, step) => (item, next) => {
      step(item, handed => {
        rest(handed, next);
      });
    },
    (item, next) => {
      next(item);
    },
  );
}

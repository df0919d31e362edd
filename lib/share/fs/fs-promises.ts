import { filter } from 'rxjs';

import { Flow } from '../../operators/flow.ts';
import type { ShareFlows } from '../contract/share-flows.ts';
import type { ShareVerbs } from '../contract/share-verbs.ts';
import { constants } from './constants.ts';
import { fsEvents, type FsWatchEvent, type FsWatchOptions } from './fs-watch.ts';
import { pathText, withPaths } from './paths.ts';

/** `share.fs.promises`: what `share.promises` has, its paths also as Buffers and `file:` URLs. */
export interface FsPromises extends ShareVerbs<'promise'> {
  readonly constants: typeof constants;
  /**
   * What happens in a folder, or to a file, in the words of `node:fs`; it begins with the first `next()`. `share.watch`
   * tells more: when the server listens, and what was renamed into what.
   *
   * @throws SmbError `ENOENT`, `EACCES`; `AbortError`; TypeError `ERR_INVALID_ARG_VALUE` (names as Buffers)
   * @example
   * ```ts
   * const { signal } = new AbortController();
   * for await (const { eventType, filename } of share.fs.promises.watch('inbox', { signal })) {
   *   console.log(eventType, filename);
   * }
   * ```
   */
  watch(path: string, options?: BufferEncoding | FsWatchOptions): AsyncIterableIterator<FsWatchEvent>;
}

type Verb = (...given: unknown[]) => Promise<unknown>;

export function fsPromisesOf(share: ShareFlows, verbs: ShareVerbs<'promise'>): FsPromises {
  const wrapped = (Object.entries(verbs) as [string, Verb][]).map(([name, verb]) => {
    const work = async (...given: unknown[]) => {
      refuseForms(name, given);
      return verb(
        ...withPaths(
          name,
          given.filter((argument, at) => at === 0 || !isFlag(name, argument)),
        ),
      );
    };
    return [name, work] as const;
  });
  const watch: FsPromises['watch'] = (path, options) => {
    const events = fsEvents((...given) => share.watch(...given), pathText(path), watchOptions(options));
    const told = events.pipe(filter((event): event is FsWatchEvent => event !== 'ready'));
    return Flow.of(told)[Symbol.asyncIterator]() as AsyncIterableIterator<FsWatchEvent>;
  };
  const promises = Object.fromEntries(wrapped) as unknown as ShareVerbs<'promise'>;
  return Object.freeze({ ...promises, watch, constants });
}

/** @throws TypeError `ERR_INVALID_ARG_VALUE` */
export function watchOptions(given: string | FsWatchOptions = {}): FsWatchOptions {
  const options = typeof given === 'string' ? { encoding: given as BufferEncoding } : given;
  refuseForms('watch', [options]);
  return options;
}

/** Node takes `true` for options without any, and packages rely on it: `serve-handler` says `lstat(path, true)`. */
function isFlag(name: string, argument: unknown): boolean {
  return (name === 'stat' || name === 'lstat') && typeof argument === 'boolean';
}

/**
 * What would come back in another form than was asked for is refused.
 *
 * @throws TypeError `ERR_INVALID_ARG_VALUE`
 */
function refuseForms(name: string, given: readonly unknown[]): void {
  const options = given.find(argument => isPlain(argument));
  if (options === undefined) return;
  if (options['bigint'] === true) {
    throw refused(
      'bigint: the times of Stats are there as ticks in lastWriteTime and its like, the id as fileId',
    );
  }
  if (options['encoding'] === 'buffer' && name !== 'readlink') {
    throw refused(`encoding: ${name} gives names as text, which is lossless`);
  }
}

function isPlain(argument: unknown): argument is Record<string, unknown> {
  return (
    typeof argument === 'object' && argument !== null && Object.getPrototypeOf(argument) === Object.prototype
  );
}

function refused(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

import { SmbError } from '../../errors.ts';
import type { ShareFlows } from '../contract/share-flows.ts';
import type { ShareVerbs } from '../contract/share-verbs.ts';
import { Dir } from '../dir.ts';
import { Dirent } from '../dirent.ts';
import { Stats } from '../stats.ts';
import { callbackOf, PROMISIFIED, withCallback } from './callback.ts';
import { constants } from './constants.ts';
import { descriptorFunctions } from './descriptor-functions.ts';
import { Descriptors } from './descriptors.ts';
import { fsPromisesOf, watchOptions } from './fs-promises.ts';
import { fsEvents, type FsWatchOptions } from './fs-watch.ts';
import { FSWatcher } from './fs-watcher.ts';
import { pathText } from './paths.ts';
import type { ShareFs } from './share-fs.ts';
import { streamClasses, streamFunctions } from './stream-functions.ts';

type Verb = (...given: unknown[]) => Promise<unknown>;
type Functions = Record<string, (...given: never[]) => unknown>;

/** What takes the number of an open file in place of a path. */
const BY_NUMBER = ['appendFile', 'readFile', 'writeFile'] as const;

/** The share's verbs in the shapes that `node:fs` gives them. */
export function fsOf(share: ShareFlows, verbs: ShareVerbs<'promise'>): ShareFs {
  const promises = fsPromisesOf(share, verbs);
  const descriptors = new Descriptors();
  const streams = streamFunctions(share, descriptors);
  const functions: Functions = {
    ...callbacksOf(promises),
    ...onNumbers(promises, descriptors),
    ...streams,
    exists: existsOf(promises),
    watch: watchOf(share),
  };
  const sync = synchronous(functions);
  nativeToo(functions['realpath']);
  nativeToo(sync['realpathSync']);
  const { F_OK, R_OK, W_OK, X_OK } = constants;
  const fs = { ...functions, ...sync, promises, constants, F_OK, R_OK, W_OK, X_OK };
  return Object.freeze({ ...fs, ...streamClasses(streams), Dir, Dirent, Stats }) as unknown as ShareFs;
}

function callbacksOf(promises: object): Functions {
  const verbs = Object.entries(promises).filter((entry): entry is [string, Verb] => isVerb(entry[1]));
  return Object.fromEntries(verbs.map(([name, verb]) => [name, withCallback(verb)]));
}

/** Opens files by number, and works on them. */
function onNumbers(promises: ShareVerbs<'promise'>, descriptors: Descriptors): Functions {
  const byPath = promises as unknown as Readonly<Record<(typeof BY_NUMBER)[number], Verb>>;
  const byEither = BY_NUMBER.map(name => {
    const work: Verb = async (file, ...given) => {
      if (typeof file !== 'number') return byPath[name](file, ...given);
      const handle = descriptors.of(file, name);
      return (handle[name] as (...more: unknown[]) => PromiseLike<unknown>).apply(handle, given);
    };
    return [name, withCallback(work)];
  });
  const open = async (path: unknown, flags: unknown) =>
    descriptors.add(await promises.open(path as string, flags as string | undefined));
  return {
    ...(Object.fromEntries(byEither) as Functions),
    ...descriptorFunctions(descriptors),
    open: withCallback(open),
  };
}

/** Without the error that every other callback begins with, so that `promisify` cannot do it by itself. */
function existsOf(promises: ShareVerbs<'promise'>): ShareFs['exists'] {
  const answer = (path: string) => promises.exists(path).catch(() => false);
  const exists: ShareFs['exists'] = (path, callback) => {
    callbackOf(callback);
    void answer(path).then(found => {
      process.nextTick(callback, found);
    });
  };
  return Object.defineProperty(exists, PROMISIFIED, { value: answer });
}

/** There is but one `realpath`: the server's. */
function nativeToo(realpath: unknown): void {
  Object.assign(realpath as object, { native: realpath });
}

function watchOf(share: ShareFlows): ShareFs['watch'] {
  type Listener = (eventType: 'rename' | 'change', filename: string | null) => void;
  return (path: string, ...rest: (string | FsWatchOptions | Listener | undefined)[]) => {
    const listener = rest.find(argument => typeof argument === 'function');
    const options = watchOptions(rest.find(argument => typeof argument !== 'function'));
    const { signal, ...more } = options; // it closes the watcher, and is no error there
    const events = fsEvents((...given) => share.watch(...given), pathText(path), more);
    const watcher = new FSWatcher(events, signal);
    return listener === undefined ? watcher : watcher.on('change', listener);
  };
}

/** A package that finds no `statSync` may take the one of `node:fs`, and look at the wrong disk. */
function synchronous(functions: Functions): Functions {
  const refusing = Object.keys(functions).map(name => {
    const message = `a share has no synchronous functions: use fs.${name} with a callback, or fs.promises.${name}`;
    const refuse = () => {
      throw new SmbError({ code: 'ENOSYS', message, syscall: name, outcome: 'not-sent' });
    };
    return [`${name}Sync`, refuse] as const;
  });
  return Object.fromEntries(refusing);
}

function isVerb(value: unknown): value is Verb {
  return typeof value === 'function';
}

import { catchError, concat, defer, endWith, ignoreElements, Observable, tap, throwError } from 'rxjs';

import { AbortError, SmbError } from '../errors.ts';
import { Flow } from '../operators/flow.ts';
import { One } from '../operators/one.ts';
import { begin } from '../trace.ts';
import { statusError } from '../wire/erref/status-error.ts';
import { checkObject, checkText } from './arguments.ts';
import { aspectOf, type AspectOptions, type SnapshotOptions } from './aspect.ts';
import { covered } from './covered.ts';
import { asMeant } from './folder-meant.ts';
import { following } from './following.ts';
import { keepsSnapshots } from './past.ts';
import type { Volume } from './volume.ts';

export { failedWith } from './failed-with.ts';

/** What every verb can be told. */
export interface VerbOptions {
  /** Cancels the verb: it fails with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** How a verb is named in its errors. */
export interface VerbName {
  readonly syscall: string;
  readonly path?: string | undefined;
  readonly dest?: string | undefined;
}

/**
 * A verb with one answer: checks that the share is open, names the errors, obeys the signal.
 *
 * @param options an aspect among them (a stream, a snapshot) is one of the volume that `work` gets
 * @param work gets the volume that the verb's paths lie on, which need not be the one it was called for
 */
export function one<T>(
  volume: Volume,
  name: VerbName,
  options: VerbOptions & AspectOptions & SnapshotOptions,
  work: (volume: Volume) => Observable<T>,
): One<T> {
  return One.of(dressed(volume, name, options, work));
}

/** A verb without a value: emits `undefined` once, after the work is complete. */
export function done(
  volume: Volume,
  name: VerbName,
  options: VerbOptions & AspectOptions & SnapshotOptions,
  work: (volume: Volume) => Observable<unknown>,
): One<void> {
  return one(volume, name, options, on => work(on).pipe(ignoreElements(), endWith(undefined)));
}

/** A verb with many answers; demand passes through. */
export function flow<T>(
  volume: Volume,
  name: VerbName,
  options: VerbOptions & AspectOptions & SnapshotOptions,
  work: (volume: Volume) => Observable<T>,
): Flow<T> {
  return Flow.of(dressed(volume, name, options, work));
}

function dressed<T>(
  volume: Volume,
  name: VerbName,
  options: VerbOptions & AspectOptions & SnapshotOptions,
  work: (volume: Volume) => Observable<T>,
): Observable<T> {
  return operation(name, options, () => {
    volume.check();
    const { path, syscall } = name;
    const exact = path === undefined || ANY_ENDING.has(syscall) ? work : asMeant(path, work);
    return placed(volume, path, options, exact);
  });
}

/** Verbs that work on folders alone, or make them; of `symlink` the path is a text. */
const ANY_ENDING: ReadonlySet<string> = new Set([
  'mkdir',
  'mkdtemp',
  'opendir',
  'rmdir',
  'scandir',
  'symlink',
]);

/**
 * A verb without a value whose paths may lie on several shares of one namespace: its work, which gets the volume that
 * the verb was called for, finds each path by {@link placed}.
 */
export function doneApart(
  volume: Volume,
  name: VerbName,
  { signal }: VerbOptions,
  work: (volume: Volume) => Observable<unknown>,
): One<void> {
  const whole = operation(name, { signal }, () => {
    volume.check();
    return work(volume);
  });
  return One.of(whole.pipe(ignoreElements(), endWith(undefined)));
}

/** Work where a path lies, be that behind links of a namespace or behind symbolic ones; on the side that is meant. */
export function placed<T>(
  volume: Volume,
  path: string | undefined,
  aspect: AspectOptions & SnapshotOptions,
  work: (volume: Volume) => Observable<T>,
): Observable<T> {
  return covered(volume, path, on => {
    const side = following(aspectOf(on, aspect), work);
    return aspect.snapshot === undefined ? side : concat(keepsSnapshots(on), side);
  });
}

/** Work that a user asked for: it can be followed, its errors have its name, its signal ends it. */
export function operation<T>(name: VerbName, options: VerbOptions, work: () => Observable<T>): Observable<T> {
  const source = defer(() => {
    checkObject('the options', options);
    if ('path' in name) checkText('path', name.path);
    if ('dest' in name) checkText('the second path', name.dest);
    const span = begin('operation', name.syscall, name.path);
    return work().pipe(
      tap({
        complete: () => {
          span.done();
        },
        error: error => {
          span.failed(error);
        },
        unsubscribe: () => {
          span.cancelled();
        },
      }),
    );
  }).pipe(catchError((error: unknown) => throwError(() => named(error, name))));
  const signal = (options as VerbOptions | null)?.signal;
  return signal === undefined ? source : source.pipe(abortedBy(signal));
}

/**
 * The error of a command as the error of the verb that sent it. Which compound that was in, and what came before
 * it, perhaps a file's contents, is not the verb's to tell.
 */
export function named(error: unknown, { syscall, path, dest }: VerbName): unknown {
  if (!(error instanceof SmbError) || error.syscall !== undefined) return error;
  const more = { syscall, path, dest };
  if (error.ntstatus === undefined || error.code.startsWith('ERR_SMB_')) {
    return error.with({ ...more, index: undefined, responses: undefined });
  }
  const { command, outcome, retryable, fatal, detail } = error;
  return statusError(error.ntstatus, { command, outcome, retryable, fatal, detail, ...more });
}

/** Ends a source with an AbortError when the signal says so. */
export function abortedBy<T>(signal: AbortSignal): (source: Observable<T>) => Observable<T> {
  return source =>
    new Observable(subscriber => {
      const abort = () => {
        subscriber.error(new AbortError(signal));
      };
      if (signal.aborted) {
        abort();
        return undefined;
      }
      signal.addEventListener('abort', abort, { once: true });
      subscriber.add(() => {
        signal.removeEventListener('abort', abort);
      });
      return source.subscribe(subscriber);
    });
}

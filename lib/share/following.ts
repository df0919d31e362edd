import { catchError, concatMap, defer, map, type Observable, of, tap, throwError } from 'rxjs';

import { StoppedOnSymlink } from '../commands/stopped-on-symlink.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { fitting } from '../wire/names.ts';
import { withoutStream } from '../wire/stream-name.ts';
import { failedWith } from './failed-with.ts';
import { targetOnWire } from './link-target.ts';
import { reparsePointOf } from './verbs/reparse-point.ts';
import type { Volume } from './volume.ts';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** Instead of a link on the way of a path, where it leads to; both as paths of the wire. */
interface Detour {
  readonly link: string;
  readonly target: string;
  /** The link was the end of the path, not only on its way. */
  readonly last: boolean;
}

/**
 * Work of a verb, begun again on the other side of each symbolic link that the server leaves to the client
 * (STATUS_STOPPED_ON_SYMLINK). A server that follows links itself costs nothing here.
 *
 * @throws {@link SmbError} `ELOOP` beyond 40 links, `EXDEV` for a link that leaves the share
 */
export function following<T>(
  volume: Volume,
  work: (volume: Volume) => Observable<T>,
  links = 0,
): Observable<T> {
  return defer(() => {
    let begun = false; // what was told already must not be told again
    return work(volume).pipe(
      tap(() => (begun = true)),
      catchError((error: unknown) => {
        const stop = stopIn(error);
        if (stop === undefined || begun) return throwError(() => error);
        if (links === MOST_LINKS) return throwError(() => tooMany(error as SmbError));
        return detourOf(volume, stop, error).pipe(
          concatMap(detour => following(around(volume, detour), work, links + 1)),
        );
      }),
    );
  });
}

function stopIn(error: unknown): StoppedOnSymlink | undefined {
  return error instanceof SmbError && error.detail instanceof StoppedOnSymlink ? error.detail : undefined;
}

function tooMany(error: SmbError): SmbError {
  const message = `The path runs through more than ${MOST_LINKS} symbolic links: two of them may lead to each other.`;
  return error.with({ message, status: undefined, ntstatus: undefined, detail: undefined });
}

/** The same volume with a link of it replaced. */
function around(volume: Volume, { link, target, last }: Detour): Volume {
  const from = link.toLowerCase();
  const beyond = (wire: string) => {
    const start = wire.slice(0, link.length).toLowerCase();
    if (start !== from) return wire;
    const rest = wire.slice(link.length);
    if (rest === '' || rest.startsWith(':')) return last ? target + rest : wire; // the stream is the target's
    return rest.startsWith('\\') ? (target === '' ? rest.slice(1) : target + rest) : wire;
  };
  return { ...volume, toWire: path => fitting(beyond(volume.toWire(path)), path) };
}

function detourOf(
  volume: Volume,
  { path: asked, link: told }: StoppedOnSymlink,
  error: unknown,
): Observable<Detour> {
  const path = withoutStream(asked); // a link has no streams
  if (told === undefined) return search(volume, path, path, error);
  const unparsed = told.unparsedPathLength / 2; // with the stream, or none of it
  const link = asked.slice(0, Math.min(asked.length - unparsed, path.length)).replace(/\\$/, '');
  return of({ link, target: targetOnWire(volume, link, told), last: link.length === path.length });
}

/** macOS does not say which part of the path is a link: from its end on, the first that may be opened is. */
function search(volume: Volume, path: string, link: string, error: unknown): Observable<Detour> {
  return reparsePointOf(volume, link).pipe(
    map(point => {
      if (point.kind !== 'symlink') throw error;
      return { link, target: targetOnWire(volume, link, point), last: link === path };
    }),
    catchError((failure: unknown) => {
      const above = link.slice(0, Math.max(0, link.lastIndexOf('\\')));
      if (above === '' || !failedWith(failure, NtStatus.STATUS_STOPPED_ON_SYMLINK))
        return throwError(() => (failure instanceof SmbError && failure.code === 'EXDEV' ? failure : error));
      return search(volume, path, above, error);
    }),
  );
}

import { catchError, concatMap, defer, type Observable, tap, throwError } from 'rxjs';

import { SmbError } from '../errors.ts';
import type { Detour } from '../session/dfs/resolver.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { fitting } from '../wire/names.ts';
import { withoutStream } from '../wire/stream-name.ts';
import type { Volume } from './volume.ts';

/** Links of a namespace that a path may run through: more than any administrator builds, fewer than a loop has. */
const MOST_LINKS = 8;

/**
 * Work of a verb where its path lies: begun again on another server's share when the server says that the path is not
 * covered by it (DFS), and there at once when that is known already.
 *
 * @param path the verb's, as the user has it
 * @throws {@link SmbError} `ELOOP` beyond 8 links, `EXDEV` where a second path lies elsewhere
 */
export function covered<T>(
  volume: Volume,
  path: string | undefined,
  work: (volume: Volume) => Observable<T>,
  links = 0,
): Observable<T> {
  const { namespace, tree } = volume;
  if (namespace === undefined) return work(volume);
  return defer(() => {
    const goOn = (detour: Observable<Detour>) =>
      detour.pipe(concatMap(found => covered(beyond(volume, found), path, work, links + 1)));
    const known = path === undefined ? undefined : namespace.known(tree, withoutStream(volume.toWire(path)));
    if (known !== undefined && links < MOST_LINKS) return goOn(known);
    let begun = false; // what was told already must not be told again
    return work(volume).pipe(
      tap(() => (begun = true)),
      catchError((error: unknown) => {
        const elsewhere = pathIn(error);
        if (elsewhere === undefined || begun)
          return throwError(() => (links > 0 ? spared(volume, error) : error));
        if (links >= MOST_LINKS) return throwError(() => tooMany(error as SmbError));
        return goOn(namespace.resolve(tree, withoutStream(elsewhere)));
      }),
    );
  });
}

/** The link to another server is gone, but the share is not. */
function spared(volume: Volume, error: unknown): unknown {
  if (!(error instanceof SmbError) || !error.fatal) return error;
  try {
    volume.check();
  } catch {
    return error;
  }
  return error.with({ fatal: false });
}

/** The path on the wire that a server does not cover; an error that has a verb's name is another one's business. */
function pathIn(error: unknown): string | undefined {
  const mine = error instanceof SmbError && error.syscall === undefined;
  return mine && error.ntstatus === NtStatus.STATUS_PATH_NOT_COVERED ? error.path : undefined;
}

function tooMany(error: SmbError): SmbError {
  const message = `The path runs through more than ${MOST_LINKS} links of the namespace (DFS): two of them may lead to each other.`;
  return error.with({ code: 'ELOOP', message, status: undefined, ntstatus: undefined });
}

/** The same volume behind a link of it. */
function beyond(volume: Volume, { tree, link, path: target }: Detour): Volume {
  const from = link.toLowerCase();
  return {
    ...volume,
    tree,
    home: { host: tree.session.connection.host, share: tree.share },
    toWire(path) {
      const wire = volume.toWire(path);
      if (path === '') return target; // the root of what the verb works on is now this
      const rest = wire.slice(link.length);
      if (wire.slice(0, link.length).toLowerCase() !== from || !/^(?:$|[\\:])/.test(rest)) {
        const message = `'${path}' lies on another share than what is behind '${volume.pathFromWire(link)}' (DFS)`;
        throw new SmbError({ code: 'EXDEV', message, outcome: 'not-sent' });
      }
      return fitting(target === '' ? rest.replace(/^\\/, '') : target + rest, path);
    },
  };
}

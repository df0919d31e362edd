/**
 * Picks up what arrives in a folder of a share: prints each new file once it has been quiet for a moment.
 *
 *     node --import tsx examples/watch.ts smb://user@server/share inbox
 *
 * The password comes from the environment variable RXSMB_PASSWORD. Ends at the first file called stop.
 */
import { debounceTime, filter, groupBy, map, mergeMap, takeWhile, tap } from 'rxjs';

import { mount } from 'rxsmb';

const [url = '', folder = ''] = process.argv.slice(2);

mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' })
  .use(share =>
    share.watch(folder, { recursive: true }).pipe(
      tap(({ type }) => type === 'ready' && console.log(`watching ${folder}`)),
      takeWhile(({ path }) => path !== 'stop'),
      filter(({ type }) => type === 'added' || type === 'modified'),
      groupBy(({ path }) => path),
      mergeMap(changes => changes.pipe(debounceTime(200))),
      mergeMap(({ path }) => share.stat(`${folder}/${path}`).pipe(map(({ size }) => ({ path, size })))),
    ),
  )
  .subscribe({
    next: ({ path, size }) => console.log(`${path}: ${size} bytes`),
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });

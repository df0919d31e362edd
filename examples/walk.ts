/**
 * Walks a share reactively: adds up what lies in it by file name extension, and prints the five largest kinds.
 *
 *     node --import tsx examples/walk.ts smb://user@server/share
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { filter, map, reduce } from 'rxjs';
import { extname } from 'node:path/posix';

import { mount } from 'rxsmb';

const [url = ''] = process.argv.slice(2);

mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' })
  .use(share =>
    share.walk('/').pipe(
      filter(entry => entry.isFile()),
      map(entry => ({ kind: extname(entry.name) || '(none)', size: entry.stats.size })),
      reduce(
        (sums, { kind, size }) => sums.set(kind, (sums.get(kind) ?? 0) + size),
        new Map<string, number>(),
      ),
      map(sums => [...sums].sort(([, a], [, b]) => b - a).slice(0, 5)),
    ),
  )
  .subscribe({
    next: largest => {
      for (const [kind, size] of largest) console.log(`${String(size).padStart(14)}  ${kind}`);
    },
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });

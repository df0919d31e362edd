/**
 * How much room there is behind each folder of a namespace (DFS), wherever it lies.
 *
 *     node --import tsx examples/dfs.ts smb://user@server/namespace
 *
 * The password comes from the environment variable RXSMB_PASSWORD. Nothing special is to be done: every verb goes where
 * its path leads, with the same user and the same demands on signing.
 */
import { map } from 'rxjs';

import { mount, parallel } from 'rxsmb';

const [url = ''] = process.argv.slice(2);

mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' })
  .use(share =>
    share
      .walk('/', { depth: 1 })
      .pipe(
        parallel(4, ({ name }) =>
          share
            .statfs(name)
            .pipe(map(({ bsize, bavail }) => `${name}: ${Math.round((bsize * bavail) / 2 ** 20)} MiB free`)),
        ),
      ),
  )
  .subscribe({
    next: line => console.log(line),
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });

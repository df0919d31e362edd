/** What `npm run matrix` runs: tries every cell against real servers, and prints the table into docs/matrix.md. */
import { writeFileSync } from 'node:fs';
import { ROWS } from '../spec/live/matrix-cells.ts';
import { PAGE, pageOf } from '../spec/live/matrix-page.ts';
import { tryRow } from '../spec/live/matrix-rows.ts';
import { stopSharedSambas } from '../spec/support/samba.ts';
import { stopSharedSambaAd } from '../spec/support/samba-ad.ts';

const rows: string[] = [];
try {
  for (const row of ROWS) {
    rows.push(await tryRow(row));
    console.log(rows.at(-1));
  }
  writeFileSync(PAGE, pageOf(rows));
} finally {
  await stopSharedSambas();
  await stopSharedSambaAd();
}

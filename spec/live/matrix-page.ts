import { join } from 'node:path';
import { COLUMNS, type Protected } from './matrix-cells.ts';

/** Where the table is printed to. */
export const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'matrix.md');

const INTRO = `# Every way in

Each cell was tried against a real Samba: a file is written, found on the server's disk, read back and removed, and
every message on the wire is looked at. \`npm run matrix\` prints this page, \`spec/live/matrix.spec.ts\` tries every cell
again and compares. The client offers one dialect, one signing algorithm and one cipher; without a cipher
\`encryption: 'off'\`, else \`'required'\`.

| verdict | means |
|---|---|
| sealed | every message behind the login crossed the wire encrypted by that cipher, in both directions |
| signed | every message behind the login was signed, in both directions |
| plain | no message was: the session of a guest, or of nobody, has no key; \`auth: 'guest'\` and \`'anonymous'\` are the caller's word for that |
| (AES_CMAC), (HMAC_SHA256) | the algorithm that signs instead: only 3.1.1 has a choice, 3.0 and 3.0.2 sign by AES-CMAC, 2.0.2 and 2.1 by HMAC-SHA256 ([MS-SMB2] 3.1.4.1) |
| \`ERR_SMB_ENCRYPTION_REQUIRED\` | the dialect has no encryption (2.0.2, 2.1), or not by this cipher (3.0 and 3.0.2 know AES-128-CCM alone): the connection ends before anything secret is sent |
| \`ERR_SMB_OPTION\` | the options contradict each other, and nothing is sent: without a key nothing can be encrypted |
| \`ERR_SMB_AUTH\` | there is no ticket: Kerberos knows neither guests nor nobody, so their columns are people without one, with a name and without |

The server of the columns with Kerberos is a domain controller of Samba, which asks for signing.
`;

/** A row of the table, by whose verdicts. */
export function rowOf({ dialect, signing, cipher }: Protected, verdicts: readonly string[]): string {
  return `| ${[dialect, signing, cipher, ...verdicts].join(' | ')} |`;
}

/** The whole page. */
export function pageOf(rows: readonly string[]): string {
  const columns = COLUMNS.map(({ mechanism, person }) => `${mechanism}, ${person}`);
  const head = `| ${['dialect', 'signing', 'cipher', ...columns].join(' | ')} |`;
  const rule = `|${'---|'.repeat(3 + columns.length)}`;
  return [INTRO, head, rule, ...rows, ''].join('\n');
}

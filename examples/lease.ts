/**
 * Keeps a file in memory for as long as nobody else changes it: each line on standard input asks for the contents,
 * and only after somebody has written to the file it is read again.
 *
 *     node --import tsx examples/lease.ts smb://user@server/share settings.json
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { createInterface } from 'node:readline';

import { type FileHandle, mount } from 'rxsmb';

const [url = '', path = ''] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });
let handle: FileHandle | undefined;
let kept = '';

async function contents(): Promise<string> {
  if (handle?.lease?.state.includes('r')) return kept;
  await handle?.close();
  handle = await share.open(path, 'r', { lease: 'rh' });
  handle.lease?.breaks$.subscribe(({ from, to }) => {
    console.error(`the lease '${from}' is now '${to}'`);
  });
  kept = await handle.readFile('utf8');
  return kept;
}

for await (const _ of createInterface({ input: process.stdin })) console.log(await contents());
await handle?.close();

/**
 * Counts up the number in a file, however many programs do that at the same time: each waits for its turn, five
 * seconds at most.
 *
 *     node --import tsx examples/lock.ts smb://user@server/share counter.txt
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { constants } from 'node:fs';

import { mount } from 'rxsmb';

const [url = '', path = 'counter.txt'] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });
await using handle = await share.open(path, constants.O_RDWR | constants.O_CREAT);
await using lock = await handle.lock({ signal: AbortSignal.timeout(5_000) });

const count = Number(await handle.readFile('utf8')) + 1;
await handle.truncate();
await handle.write(`${count}`, 0);
console.log(`${path} counts ${count}`);
await lock.unlock(); // the end of the program would do that, too

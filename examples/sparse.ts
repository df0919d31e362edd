/**
 * Makes a sparse file of 1 GiB, writes to both of its ends, punches a hole, and shows where its data are.
 *
 *     node --import tsx examples/sparse.ts smb://user@server/share disk.img
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { mount } from 'rxsmb';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const [url = '', path = ''] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

await using handle = await share.open(path, 'w+');
await handle.setSparse();
await handle.truncate(GIB);
await handle.write(Buffer.alloc(3 * MIB, 'begin'), { position: 0 });
await handle.write(Buffer.alloc(MIB, 'end'), { position: GIB - MIB });
await handle.zero({ start: MIB, end: 2 * MIB - 1 });

for (const { start, end } of await handle.allocatedRanges()) console.log(`data from ${start} to ${end}`);
const { size, allocationSize } = await handle.stat();
console.log(`${size} bytes long, ${allocationSize} on the disk of the server`);

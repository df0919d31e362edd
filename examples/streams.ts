/**
 * What a file has beside its content: its attributes, its extended attributes, its alternate data streams.
 *
 *     node --import tsx examples/streams.ts smb://user@server/share file
 *
 * The password comes from the environment variable RXSMB_PASSWORD. Marks the file as seen, too.
 */
import { mount } from 'rxsmb';

const [url = '', path = ''] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

const attributes = Object.entries(await share.getAttributes(path)).filter(([, on]) => on);
console.log(`attributes: ${attributes.map(([name]) => name).join(', ') || 'none'}`);
await share.setXattr(path, 'seen', new Date().toISOString());
for (const name of await share.listXattr(path)) {
  console.log(`${name} = ${(await share.getXattr(path, name)).toString()}`);
}
for (const { name, size } of await share.streams(path)) {
  console.log(`${name}: ${size} bytes`);
  console.log(await share.readFile(path, { stream: name, encoding: 'utf8' }));
}

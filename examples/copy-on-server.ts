/**
 * Copies a file or a folder within a share on the server, and prints how much that was and how long it took.
 *
 *     node --import tsx examples/copy-on-server.ts smb://user@server/share folder backup/folder
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { mount } from 'rxsmb';

const [url = '', src = '', dest = ''] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

const started = performance.now();
await share.cp(src, dest, { recursive: true, preserveTimestamps: true });
const seconds = (performance.now() - started) / 1000;

const copy = await share.stat(dest);
let bytes = copy.size;
if (copy.isDirectory()) {
  for await (const entry of share.walk(dest)) if (entry.isFile()) bytes += entry.stats.size;
}
console.log(`${bytes} bytes copied in ${seconds.toFixed(2)} s, without leaving the server`);

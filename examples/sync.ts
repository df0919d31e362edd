/**
 * Makes a local folder like one of a share: copies what is new or has changed, with its times. Run it again and
 * it finds nothing to do; with the two arguments swapped it goes the other way. With the option `delete: true` it
 * would also remove what the source does not have.
 *
 *     node --import tsx examples/sync.ts smb://user@server/share/photos ./photos
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { sync } from 'rxsmb';

const [src = '', dst = ''] = process.argv.slice(2);
const controller = new AbortController();
process.once('SIGINT', () => controller.abort()); // what is half done is removed before the loop ends

const mount = { password: process.env['RXSMB_PASSWORD'] ?? '' };
for await (const event of sync(src, dst, { mount, signal: controller.signal })) {
  if (event.type === 'transferred') console.log(`${event.path} (${event.size} bytes)`);
  if (event.type === 'error') console.error(`${event.path}: ${event.error.message}`);
  if (event.type === 'done') {
    console.log(`${event.transferred} copied, ${event.unchanged} unchanged, ${event.errors} failed`);
    process.exitCode = event.errors > 0 ? 1 : 0;
  }
}

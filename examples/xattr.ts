/**
 * Extended attributes of a file: sets one, shows all, or removes one.
 *
 *     node --import tsx examples/xattr.ts smb://user@server/share file [name[=value]]
 *
 * The password comes from the environment variable RXSMB_PASSWORD. A name with a value is set, one without is removed.
 */
import { mount } from 'rxsmb';

const [url = '', path = '', change] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

if (change !== undefined) {
  const [name = '', ...value] = change.split('=');
  if (value.length > 0) await share.setXattr(path, name, value.join('='));
  else await share.removeXattr(path, name);
}
for (const name of await share.listXattr(path)) {
  console.log(`${name} = ${(await share.getXattr(path, name)).toString()}`);
}

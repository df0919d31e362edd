/**
 * A folder of a share that is always up to date: prints how much lies in it, and what is new, after each change.
 *
 *     node --import tsx examples/live.ts smb://user@server/share folder
 *
 * The password comes from the environment variable RXSMB_PASSWORD. Ends when the folder is empty again.
 */
import { mount } from 'rxsmb';

const [url = '', folder = ''] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

for await (const { entries, added, removed, reason } of share.live(folder, { recursive: true })) {
  const files = [...entries.values()].filter(entry => entry.isFile());
  const bytes = files.reduce((sum, { stats }) => sum + stats.size, 0);
  console.log(`${reason}: ${files.length} files, ${bytes} bytes`);
  for (const { path } of added) console.log(`  + ${path}`);
  for (const { path } of removed) console.log(`  - ${path}`);
  if (reason === 'change' && entries.size === 0) break;
}

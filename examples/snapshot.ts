/**
 * Shows the previous versions of a file, and brings the newest one that differs back under another name.
 *
 *     node --import tsx examples/snapshot.ts smb://user@server/share report.txt
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { mount, SmbError } from 'rxsmb';

const [url = '', path = ''] = process.argv.slice(2);

await using share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '' });

const now = await share.stat(path);
for (const snapshot of await share.snapshots(path)) {
  try {
    const then = await share.stat(path, { snapshot });
    console.log(`${snapshot.token}  ${then.size} bytes, written ${then.mtime.toISOString()}`);
    if (then.lastWriteTime === now.lastWriteTime) continue;
    await share.copyFile(path, `${path}.before`, { snapshot, preserveTimestamps: true });
    console.log(`brought back as ${path}.before`);
    break;
  } catch (error) {
    if (!(error instanceof SmbError) || error.code !== 'ENOENT') throw error;
    console.log(`${snapshot.token}  was not there yet`);
  }
}

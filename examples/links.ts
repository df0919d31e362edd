/**
 * Gives a file one more name, and makes a symbolic link to it; then tells what each of them is.
 *
 *     node --import tsx examples/links.ts smb://user@server/share/folder report.pdf
 *
 * The password comes from the environment variable RXSMB_PASSWORD. Where the server has no symbolic links (Samba),
 * this writes the kind of file that macOS and Linux (mfsymlinks) take for one.
 */
import { constants } from 'node:fs';

import { mount, SmbError } from 'rxsmb';

const [url = '', file = ''] = process.argv.slice(2);
const share = await mount(url, { password: process.env['RXSMB_PASSWORD'] ?? '', symlinks: 'xsym' });

try {
  await share.access(file, constants.R_OK);
  await share.link(file, `hard-${file}`);
  await share.symlink(file, `soft-${file}`);

  for (const path of [file, `hard-${file}`, `soft-${file}`]) {
    const stats = await share.lstat(path);
    const what = stats.isSymbolicLink() ? `a link to ${await share.readlink(path)}` : `file ${stats.fileId}`;
    console.log(`${path}: ${what}`);
  }
} catch (error) {
  console.error(error instanceof SmbError ? error.message : error);
  process.exitCode = 1;
} finally {
  await share.close();
}

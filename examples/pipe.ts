/**
 * Pipes a remote file through gzip into a local one. The file may be of any size: a few megabytes are ahead of
 * the slowest stage, and no byte of them is copied on its way from the socket into the compressor.
 *
 *     node --import tsx examples/pipe.ts smb://user@server/share/logs/big.log big.log.gz
 *
 * The password comes from the environment variable RXSMB_PASSWORD.
 */
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { mount } from 'rxsmb';

const [url = '', target = `${basename(new URL(url).pathname)}.gz`] = process.argv.slice(2);
const [, server, path = ''] = /^(smb:\/\/[^/]+\/[^/]+)\/(.+)$/.exec(url) ?? [];
if (server === undefined) throw new Error('usage: pipe.ts smb://user@server/share/file [target]');

const share = await mount(server, { password: process.env['RXSMB_PASSWORD'] ?? '' });
try {
  const source = share.createReadStream(decodeURIComponent(path));
  await pipeline(source, createGzip(), createWriteStream(target));
  console.log(`${path}: ${source.bytesRead} bytes read, compressed into ${target}`);
} finally {
  await share.close();
}

/**
 * What `npm start` runs: rxsmb at its main job, against a server of its own in the same process. Lists a sample
 * tree, synchronises it into a folder, pipes a file through gzip, watches a change, and verifies every byte.
 */
import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

import { mount, type Share, sync } from 'rxsmb';
import { folder, SmbServer } from 'rxsmb/server';

import { cleanUp } from '../spec/support/at-end.ts';
import { compareTrees } from '../spec/support/compare-trees.ts';
import { freshFolder } from '../spec/support/temp.ts';
import { difficultTree } from '../spec/support/tree.ts';

const MIB = 1024 * 1024;
const BIG = 'big.bin';
/** Nobody else can know it, and it goes with the process. */
const PASSWORD = randomBytes(12).toString('base64');

/** A tree with difficult names, beside it a folder with one large file. */
function fill(path: string): void {
  difficultTree(join(path, 'tree'), { seed: 1, many: 500 });
  mkdirSync(join(path, 'large'));
  writeFileSync(join(path, 'large', BIG), randomFillSync(Buffer.alloc(64 * MIB)));
}

async function list(share: Share): Promise<void> {
  const counts = { files: 0, folders: 0, bytes: 0 };
  for await (const entry of share.walk('/')) {
    if (entry.isDirectory()) counts.folders++;
    else counts.files++;
    counts.bytes += entry.stats.size;
  }
  const names = (await share.readdir('/')).sort();
  console.log(
    `listed    ${names.join('/ ')}/: ${counts.files} files, ${counts.folders} folders, ${mib(counts.bytes)}`,
  );
}

async function synchronise(url: string, target: string): Promise<void> {
  const since = performance.now();
  let [files, bytes] = [0, 0];
  for await (const event of sync(url, target, { mount: { password: PASSWORD } })) {
    if (event.type === 'error') throw event.error;
    if (event.type === 'transferred') {
      files++;
      bytes += event.size;
    }
    if (event.type === 'transferred' && process.stderr.isTTY) {
      process.stderr.write(`\rsyncing   ${files} files, ${mib(bytes)}\u001b[K`);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const seconds = (performance.now() - since) / 1000;
  console.log(`synced    ${files} files, ${mib(bytes)} in ${seconds.toFixed(1)} s, requests pipelined`);
}

async function compress(share: Share, target: string): Promise<void> {
  const source = share.createReadStream(`large/${BIG}`);
  await pipeline(source, createGzip({ level: 1 }), createWriteStream(target));
  console.log(
    `piped     large/${BIG} through gzip: ${mib(source.bytesRead)}, a few megabytes of it in memory`,
  );
}

/** Waits for the change that somebody else makes; the server tells it, nobody asks again and again. */
async function watch(share: Share, url: string): Promise<void> {
  await using other = await mount(url, { password: PASSWORD });
  for await (const { type, path } of share.watch('/', { recursive: true })) {
    if (type === 'ready') await other.writeFile('large/note.txt', 'hello');
    if (type !== 'added') continue;
    console.log(`watched   ${path}: added by another client`);
    break;
  }
  await other.unlink('large/note.txt');
}

/** Compares what lies on the server's disk with what arrived here. */
async function verify(source: string, target: string, zipped: string): Promise<void> {
  const differences = compareTrees(source, target);
  if (differences.length > 0) throw new Error(`the copy differs:\n${differences.join('\n')}`);
  const original = await sha256(createReadStream(join(source, 'large', BIG)));
  const unzipped = await sha256(createReadStream(zipped).pipe(createGunzip()));
  if (original !== unzipped) throw new Error(`${BIG} and its compressed copy differ`);
  console.log('verified  names, contents and times of the copy, and the compressed file: all the same');
}

async function main(): Promise<void> {
  const source = freshFolder('first-light');
  fill(source);
  await using server = await SmbServer.listen({
    shares: { sample: folder(source) },
    users: { you: PASSWORD },
  });
  const url = server.url('sample');
  console.log(`serving   ${url} (a temporary folder, by rxsmb itself)`);
  const target = freshFolder('first-light');
  const zipped = join(freshFolder('first-light'), `${BIG}.gz`);

  await using share = await mount(url, { password: PASSWORD });
  await list(share);
  await synchronise(url, target);
  await compress(share, zipped);
  await watch(share, url);
  await verify(source, target, zipped);
  console.log('done      everything was temporary and is gone. Next: rxsmb help, examples/, README.md');
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

async function sha256(source: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(source, hash);
  return hash.digest('hex');
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  cleanUp();
}

/**
 * How often a byte of a file is copied between the kernel and the program: `copies.ts read URL PATH` and
 * `copies.ts write URL PATH BYTES`. Prints JSON.
 */
import { randomFillSync } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Copies } from './copied.ts';

const MIB = 1024 * 1024;
/** What fs.createReadStream hands on at a time. */
const PIECE = 64 * 1024;

const [work = '', url = '', path = '', bytes = '0'] = process.argv.slice(2);
const copies = new Copies();
const { mount } = await import('rxsmb');
await using share = await mount(url);

let count = 0;
if (work === 'read') {
  copies.reset();
  for await (const piece of share.createReadStream(path) as AsyncIterable<Uint8Array>) {
    count += piece.length;
    copies.take(piece);
  }
} else {
  const noise = randomFillSync(Buffer.allocUnsafeSlow(MIB));
  copies.give(noise);
  copies.reset();
  const pieces = function* () {
    for (; count < Number(bytes); count += PIECE) yield noise.subarray(count % MIB, (count % MIB) + PIECE);
  };
  await pipeline(pieces, share.createWriteStream(path));
}
const { moved, ciphered, unknown } = copies;
console.log(JSON.stringify({ count, moved: moved / count, ciphered: ciphered / count, unknown }));

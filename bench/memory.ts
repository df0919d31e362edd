/**
 * A program of a user's, measured from inside: `memory.ts stream URL PAUSE_MS` reads a file whole, `memory.ts walk URL`
 * walks a tree. Prints, as JSON, what memory it took over idle, and how long the event loop was held up.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { mount } from 'rxsmb';

const MIB = 1024 * 1024;
const SAMPLE_MS = 50;
const RESOLUTION_MS = 1;

const [work = '', url = '', path = '', pause = '0'] = process.argv.slice(2);
await using share = await mount(url);

// Idle is a program that has done everything once: code that is compiled and pools that are filled are no growth.
if (work === 'walk') await share.readdir('');
else {
  for await (const _ of share.createReadStream(path, { end: 64 * MIB - 1 }));
}
globalThis.gc?.();
await sleep(200);
const idle = process.memoryUsage.rss();

const rss: number[] = [];
const sampler = setInterval(() => rss.push(process.memoryUsage.rss()), SAMPLE_MS);
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
const since = performance.now();
let count = 0;
if (work === 'walk') {
  for await (const _ of share.walk('')) count++;
} else {
  for await (const piece of share.createReadStream(path) as AsyncIterable<Uint8Array>) {
    count += piece.length;
    if (pause !== '0') await sleep(Number(pause));
  }
}
const seconds = (performance.now() - since) / 1000;
delays.disable();
clearInterval(sampler);
const half = rss.length >> 1;
const over = (samples: readonly number[]) => Math.round((Math.max(idle, ...samples) - idle) / MIB);
const ms = (ns: number) => Math.max(0, Math.round((ns / 1e6 - RESOLUTION_MS) * 10) / 10);
console.log(
  JSON.stringify({
    count,
    seconds,
    firstHalf: over(rss.slice(0, half)),
    secondHalf: over(rss.slice(half)),
    p50: ms(delays.percentile(50)),
    p99: ms(delays.percentile(99)),
    max: ms(delays.max),
  }),
);

import { setTimeout as sleep } from 'node:timers/promises';

import { SmbError } from '../../errors.ts';
import type { Share } from '../../share/share.ts';
import { byteSize, wholeNumber } from '../flags.ts';
import { type Location, locate } from '../location.ts';
import { CHUNK } from '../standard-input.ts';
import { type Context, verb } from '../verb.ts';

const FLAGS = {
  lines: { type: 'string', short: 'n', value: 'N', help: 'the last N lines (10)' },
  bytes: {
    type: 'string',
    short: 'c',
    value: 'BYTES',
    help: 'the last BYTES bytes instead, such as 512 or 64K',
  },
  follow: { type: 'boolean', short: 'f', help: 'go on with what is written to the file, until interrupted' },
  interval: { type: 'string', value: 'MS', help: 'look for more every MS milliseconds (1000)' },
} as const;

type TailContext = Context<typeof FLAGS>;

export const tail = verb({
  name: 'tail',
  group: 'copy',
  summary: 'write the end of a file to standard output, and what is added to it',
  usage: 'URL',
  arity: [1, 1],
  flags: FLAGS,
  notes: `With -f a file that becomes shorter, or is replaced by another of the same name, is followed from its
start; one that is removed is waited for.
Standard output holds the data: with --json, a line about each piece goes to standard error.`,
  async run(context) {
    const { args, flags, shares } = context;
    const [location] = args.map(locate) as [Location];
    const bytes = byteSize('bytes', flags.bytes);
    const lines = wholeNumber('lines', flags.lines, 0) ?? 10;
    const interval = wholeNumber('interval', flags.interval, 1) ?? 1000;
    const share = await shares.of(location);
    const { path } = location;
    const { signal } = context;
    const stats = await share.stat(path, { signal });
    if (stats.isDirectory()) {
      throw new SmbError({ code: 'EISDIR', message: 'It is a folder.', path, outcome: 'not-sent' });
    }
    const start =
      bytes === undefined
        ? await startOfLines(share, path, stats.size, lines, signal)
        : Math.max(0, stats.size - bytes);
    const follower = new Follower(context, location, stats.fileId);
    await follower.show(share, start, stats.size);
    while (flags.follow === true) {
      await sleep(interval, undefined, { signal });
      await follower.look();
    }
  },
});

/** Where the last lines begin: looks for their ends from behind, a piece at a time. */
async function startOfLines(
  share: Share,
  path: string,
  size: number,
  lines: number,
  signal: AbortSignal,
): Promise<number> {
  if (lines === 0) return size;
  let missing = lines;
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - LOOK);
    const pieces: Buffer[] = [];
    for await (const piece of share.read(path, { start, end: end - 1, signal })) pieces.push(piece);
    const text = Buffer.concat(pieces);
    let from = end === size ? text.length - 2 : text.length - 1; // the end of the last line begins no other
    while (from >= 0) {
      const at = text.lastIndexOf('\n', from);
      if (at < 0) break;
      if (--missing === 0) return start + at + 1;
      from = at - 1;
    }
    end = start;
  }
  return 0;
}

/** Bytes of a piece in which line ends are looked for. */
const LOOK = 64 * 1024;

/** A file as it grows. */
class Follower {
  readonly #context: TailContext;
  readonly #location: Location;
  #fileId: bigint;
  #shown = 0;
  #gone = false;

  constructor(context: TailContext, location: Location, fileId: bigint) {
    this.#context = context;
    this.#location = location;
    this.#fileId = fileId;
  }

  /** What is new. */
  async look(): Promise<void> {
    const { shares, messages, signal } = this.#context;
    const { path } = this.#location;
    const share = await shares.of(this.#location);
    try {
      const { size, fileId } = await share.stat(path, { signal });
      if (this.#gone || fileId !== this.#fileId) {
        messages.say(`${path} is there anew: from its start`);
        this.#shown = 0;
      } else if (size < this.#shown) {
        messages.say(`${path} became shorter: from its start`);
        this.#shown = 0;
      }
      this.#gone = false;
      this.#fileId = fileId;
      if (size > this.#shown) await this.show(share, this.#shown, size);
    } catch (error) {
      if (!(error instanceof SmbError) || !PASSING.has(error.code)) throw error;
      if (error.code === 'ENOENT' && !this.#gone) {
        this.#gone = true;
        messages.say(`${path} is gone: it is waited for`);
      }
    }
  }

  /** Writes the bytes from `start` to before `end`. */
  async show(share: Share, start: number, end: number): Promise<void> {
    const { out, messages, flags, signal } = this.#context;
    const { path } = this.#location;
    this.#shown = start;
    if (end > start) {
      for await (const piece of share.read(path, { start, end: end - 1, signal, window: CHUNK })) {
        await out.write(piece);
        this.#shown += piece.length;
      }
    }
    await out.flush();
    if (flags.json) messages.line(JSON.stringify({ path, offset: start, bytes: this.#shown - start }));
  }
}

/** What may happen to a file that is written by others: the next look tells more. */
const PASSING: ReadonlySet<string> = new Set(['ENOENT', 'EBUSY', 'ERR_SMB_TRUNCATED']);

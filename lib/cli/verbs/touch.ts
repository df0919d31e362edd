import { SmbError } from '../../errors.ts';
import type { FileTime } from '../../share/file-time.ts';
import type { Share } from '../../share/share.ts';
import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

export const touch = verb({
  name: 'touch',
  group: 'change',
  summary: 'set the times of files, which are made where they are missing',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    'no-create': { type: 'boolean', short: 'c', help: 'make no file that is missing' },
    date: {
      type: 'string',
      short: 'd',
      value: 'TIME',
      help: 'this time, not now: 2024-05-31T12:00:00Z, or @SECONDS',
    },
    reference: { type: 'string', short: 'r', value: 'URL', help: 'the times of that file, not now' },
  },
  async run({ args, flags, shares, out, messages, signal }) {
    const locations = args.map(locate);
    const like = flags.reference === undefined ? undefined : locate(flags.reference);
    if (like !== undefined && flags.date !== undefined) {
      throw new UsageError('--date and --reference exclude each other');
    }
    let times: readonly [FileTime, FileTime];
    if (like === undefined) {
      const time = flags.date === undefined ? new Date() : timeOf(flags.date);
      times = [time, time];
    } else {
      const share = await shares.of(like);
      const { lastAccessTime, lastWriteTime } = await share.stat(like.path, { signal });
      times = [lastAccessTime, lastWriteTime];
    }
    await forEach(locations, messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      const done = await touched(share, path, times, flags['no-create'] !== true, signal);
      if (flags.json) await out.json({ path, ...done });
      else if (flags.verbose && done.touched) messages.say(`${done.created ? 'made' : 'touched'} ${path}`);
    });
  },
});

/** First the times alone: the file is usually there. */
async function touched(
  share: Share,
  path: string,
  [atime, mtime]: readonly [FileTime, FileTime],
  make: boolean,
  signal: AbortSignal,
): Promise<{ readonly touched: boolean; readonly created: boolean }> {
  try {
    await share.utimes(path, atime, mtime, { signal });
    return { touched: true, created: false };
  } catch (error) {
    if (!(error instanceof SmbError) || error.code !== 'ENOENT') throw error;
    if (!make) return { touched: false, created: false };
  }
  const handle = await share.open(path, 'a', { signal }); // somebody may have been faster: nothing is cut off
  try {
    await handle.utimes(atime, mtime);
  } finally {
    await handle.close();
  }
  return { touched: true, created: true };
}

function timeOf(text: string): FileTime {
  const seconds = /^@(-?\d{1,12}(?:\.\d{1,9})?)$/.exec(text)?.[1];
  const time = seconds === undefined ? new Date(text) : new Date(Number(seconds) * 1000);
  // a time that SMB can carry begins in 1601
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() <= 1601 || time.getUTCFullYear() > 9999) {
    throw new UsageError('--date must be a time such as 2024-05-31T12:00:00Z, or @ and seconds since 1970');
  }
  return seconds ?? time;
}

import { SmbError } from '../../errors.ts';
import { Slabs } from '../../streams/slabs.ts';
import { byteSize } from '../flags.ts';
import { locate } from '../location.ts';
import { Progress } from '../progress.ts';
import { forEach } from '../several.ts';
import { CHUNK } from '../standard-input.ts';
import { PROGRESS_FLAG, verb } from '../verb.ts';

export const cat = verb({
  name: 'cat',
  group: 'copy',
  summary: 'write files to standard output',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    offset: { type: 'string', value: 'BYTES', help: 'begin so far from the start of each file' },
    count: {
      type: 'string',
      value: 'BYTES',
      help: 'write so many bytes of each file, or as many as there are',
    },
    ...PROGRESS_FLAG,
  },
  notes: 'Standard output holds the data: with --json, a line about each file goes to standard error.',
  async run({ args, flags, shares, out, messages, signal }) {
    const start = byteSize('offset', flags.offset) ?? 0;
    const count = byteSize('count', flags.count);
    await forEach(args.map(locate), messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      if (path === '') throw isFolder(path);
      const progress = flags.progress ? new Progress(messages, path, await sizeOf()) : undefined;
      let bytes = 0;
      const slabs = new Slabs(CHUNK);
      const end = count === undefined ? undefined : start + count - 1; // inclusive, as in fs
      try {
        if (count !== 0) {
          for await (const piece of share.read(path, { start, end, signal, slabs })) {
            await out.write(piece, () => slabs.give(piece));
            bytes += piece.length;
            progress?.add(piece.length);
          }
        }
        await out.flush();
      } catch (error) {
        progress?.stop();
        throw error;
      }
      progress?.end();
      if (flags.json) messages.line(JSON.stringify({ path, bytes }));

      async function sizeOf(): Promise<number> {
        const { size } = await share.stat(path, { signal });
        return Math.min(Math.max(0, size - start), count ?? Infinity);
      }
    });
  },
});

function isFolder(path: string): SmbError {
  return new SmbError({ code: 'EISDIR', message: 'a share is no file', path, outcome: 'not-sent' });
}

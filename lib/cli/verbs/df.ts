import { columns } from '../columns.ts';
import { formatLocation, locate } from '../location.ts';
import { forEach } from '../several.ts';
import { formatBytes } from '../sizes.ts';
import { verb } from '../verb.ts';

export const df = verb({
  name: 'df',
  group: 'look',
  summary: 'show how much room a share has',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: { human: { type: 'boolean', short: 'h', help: 'sizes such as 1.5 GiB instead of bytes' } },
  missing: 'folder',
  async run({ args, flags, shares, out, messages, signal }) {
    const locations = args.map(locate);
    const rows = [['Size', 'Used', 'Free', 'Use%', 'Share']];
    let failure: { readonly error: unknown } | undefined;
    try {
      await forEach(locations, messages, 'folder', async location => {
        const share = await shares.of(location);
        const { bsize, blocks, bfree, bavail } = await share.statfs(location.path, { signal });
        const room = { size: blocks * bsize, used: (blocks - bfree) * bsize, free: bavail * bsize };
        const name = formatLocation(location);
        if (flags.json) {
          await out.json({ share: name, ...room, blockSize: bsize });
          return;
        }
        const show = (bytes: number) => (flags.human ? formatBytes(bytes) : String(bytes));
        const full = room.used + room.free;
        const percent = full === 0 ? '-' : `${Math.ceil((room.used / full) * 100)}%`;
        rows.push([show(room.size), show(room.used), show(room.free), percent, out.name(name)]);
      });
    } catch (error) {
      failure = { error };
    }
    if (rows.length > 1) for (const line of columns(rows, 'right')) await out.line(line);
    if (failure !== undefined) throw failure.error;
  },
});

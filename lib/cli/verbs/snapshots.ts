import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { verb } from '../verb.ts';

export const snapshots = verb({
  name: 'snapshots',
  group: 'look',
  summary: 'list previous versions, the newest first',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {},
  notes: 'Each line is what cp --snapshot takes. The times are in UTC.',
  async run({ args, flags, shares, out, messages, signal }) {
    await forEach(args.map(locate), messages, 'folder', async location => {
      const share = await shares.of(location);
      for (const { token, date } of await share.snapshots(location.path, { signal })) {
        if (flags.json) await out.json({ url: location.url, snapshot: token, date });
        else await out.line(token);
      }
    });
  },
});

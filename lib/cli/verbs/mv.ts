import { destination } from '../destination.ts';
import { locate, shareKey } from '../location.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

export const mv = verb({
  name: 'mv',
  group: 'change',
  summary: 'move or rename within a share',
  usage: 'URL URL',
  arity: [2, 2],
  flags: {
    'no-replace': { type: 'boolean', short: 'n', help: 'leave a file alone that has the new name' },
  },
  notes: 'Where the second URL is a folder, it moves into that folder.',
  async run({ args, flags, shares, out, messages, signal }) {
    const [from, to] = args.map(locate) as [ReturnType<typeof locate>, ReturnType<typeof locate>];
    if (shareKey(from) !== shareKey(to)) {
      throw new UsageError('mv works within one share: between shares use get and put, or sync, then rm');
    }
    if (from.path === '') throw new UsageError('a share itself cannot be moved');
    const share = await shares.of(from);
    const dest = await destination(share, from.path, to, signal);
    await share.rename(from.path, dest, { replace: flags['no-replace'] !== true, signal });
    if (flags.json) await out.json({ from: from.path, to: dest });
    else if (flags.verbose) messages.say(`moved ${from.path} to ${dest}`);
  },
});

import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

export const rm = verb({
  name: 'rm',
  group: 'change',
  summary: 'remove files, or folders with all they hold',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    recursive: { type: 'boolean', short: 'r', help: 'folders with all that lies in them' },
    force: { type: 'boolean', short: 'f', help: 'what is not there is no error' },
  },
  async run({ args, flags, shares, out, messages, signal }) {
    const locations = args.map(locate);
    if (locations.some(({ path }) => path === '')) {
      throw new UsageError('a URL names a whole share: name what is to be removed from it');
    }
    await forEach(locations, messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      await share.rm(path, { recursive: flags.recursive, force: flags.force, signal });
      if (flags.json) await out.json({ path, removed: true });
      else if (flags.verbose) messages.say(`removed ${path}`);
    });
  },
});

import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { verb } from '../verb.ts';

export const mkdir = verb({
  name: 'mkdir',
  group: 'change',
  summary: 'make a folder',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    parents: {
      type: 'boolean',
      short: 'p',
      help: 'also the folders on the way; one that is there is no error',
    },
  },
  missing: 'folder',
  async run({ args, flags, shares, out, messages, signal }) {
    await forEach(args.map(locate), messages, 'folder', async location => {
      const share = await shares.of(location);
      const { path } = location;
      await share.mkdir(path, { recursive: flags.parents, signal });
      if (flags.json) await out.json({ path, created: true });
      else if (flags.verbose) messages.say(`made ${path}`);
    });
  },
});

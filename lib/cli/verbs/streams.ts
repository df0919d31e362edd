import { formatBytes } from '../sizes.ts';
import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { verb } from '../verb.ts';

export const streams = verb({
  name: 'streams',
  group: 'windows',
  summary: 'list the alternate data streams of files and folders',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {
    human: { type: 'boolean', short: 'h', help: 'sizes such as 1.5 GiB' },
  },
  notes: 'Each line is the size and the name of a stream; the own content of a file is not among them.',
  async run({ args, flags, shares, out, messages, signal }) {
    await forEach(args.map(locate), messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      for (const { name, size, allocationSize } of await share.streams(path, { signal })) {
        if (flags.json) await out.json({ path, stream: name, size, allocationSize });
        else await out.line(`${flags.human ? formatBytes(size) : size}\t${out.name(name)}`);
      }
    });
  },
});

import type { ChangeEvent } from '../../share/verbs/watch.ts';
import { locate } from '../location.ts';
import { verb } from '../verb.ts';

/** One letter a line, as other tools for trees have it. */
const LETTERS: Readonly<Record<ChangeEvent['type'], string>> = {
  ready: '=',
  added: '+',
  removed: '-',
  modified: '*',
  renamed: '>',
  overflow: '!',
};

export const watch = verb({
  name: 'watch',
  group: 'look',
  summary: 'tell what happens in a folder, until interrupted',
  usage: 'URL',
  arity: [1, 1],
  flags: {
    recursive: { type: 'boolean', short: 'R', help: 'in the folders below, too' },
    names: { type: 'boolean', help: 'only what comes, goes or is renamed, not what is written' },
  },
  notes: `A line each, its path relative to the URL: + added, - removed, * modified, > renamed (the old path,
then the new one). A line with ! alone means that more happened than there was room for: list the folder
again.
Samba tells of what happens behind its back only in the folder itself.`,
  missing: 'folder',
  async run({ args, flags, shares, out, messages, signal }) {
    const [location] = args.map(locate) as [ReturnType<typeof locate>];
    const share = await shares.of(location);
    const filter = flags.names ? (['files', 'folders'] as const) : undefined;
    for await (const event of share.watch(location.path, { recursive: flags.recursive, filter, signal })) {
      const { type, path, oldPath } = event;
      if (flags.json) await out.json({ ...event });
      else if (type === 'ready') messages.say('watching');
      else {
        const paths = [oldPath, path].filter(each => each !== undefined && each !== '') as string[];
        await out.line([LETTERS[type], ...paths.map(each => out.name(each))].join(' '));
      }
    }
  },
});

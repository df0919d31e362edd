import type { WalkEntry } from '../../share/dirent.ts';
import { parseGlob } from '../../sync/glob.ts';
import { entryRecord, typeOf } from '../describe.ts';
import { choice, wholeNumber } from '../flags.ts';
import { locate } from '../location.ts';
import { verb } from '../verb.ts';
import { walkAll } from '../walk-all.ts';

const TYPES = { f: 'file', d: 'folder', l: 'link' } as const;

export const find = verb({
  name: 'find',
  group: 'look',
  summary: 'list all that lies below a folder, one path a line, relative to the URL',
  usage: 'URL',
  arity: [1, 1],
  flags: {
    name: { type: 'string', value: 'GLOB', help: 'only what is called so: * ? [a-z] {one,other}' },
    type: {
      type: 'string',
      value: 'f|d|l',
      choices: Object.keys(TYPES),
      help: 'only files, folders or links',
    },
    depth: { type: 'string', value: 'N', help: 'go so many levels down; 1 is the folder itself' },
    all: { type: 'boolean', short: 'a', help: 'also what transfers leave unfinished (.rxsmb-...)' },
  },
  notes: 'Paths come as they are found. Links are not followed.',
  missing: 'folder',
  async run(context) {
    const { args, flags, shares, out } = context;
    const [location] = args.map(locate) as [ReturnType<typeof locate>];
    const wanted = matcher(flags.name, flags.type);
    const depth = wholeNumber('depth', flags.depth, 1);
    const share = await shares.of(location);
    await walkAll(context, share, location, { depth, all: flags.all }, entries => {
      const found = entries.filter(wanted);
      if (flags.json) return out.jsonLines(found.map(({ path, stats }) => entryRecord(path, stats)));
      return out.lines(found.map(({ path }) => out.name(path)));
    });
  },
});

function matcher(name: string | undefined, type: string | undefined): (entry: WalkEntry) => boolean {
  const letter = choice('type', Object.keys(TYPES) as (keyof typeof TYPES)[], type);
  const kind = letter === undefined ? undefined : TYPES[letter];
  const glob = name === undefined ? undefined : parseGlob(name).regexp;
  return entry =>
    (kind === undefined || typeOf(entry.stats) === kind) && (glob === undefined || glob.test(entry.name));
}

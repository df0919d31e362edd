import { SmbError } from '../../errors.ts';
import type { Dirent } from '../../share/dirent.ts';
import type { Share } from '../../share/share.ts';
import { isTempName } from '../../share/temp-name.ts';
import { byParts } from '../by-parts.ts';
import { entryRecord, longLines } from '../describe.ts';
import { baseName, type Location, locate } from '../location.ts';
import { forEach } from '../several.ts';
import { type Context, verb } from '../verb.ts';
import { walkAll } from '../walk-all.ts';

const FLAGS = {
  long: { type: 'boolean', short: 'l', help: 'with attributes, size and time of writing' },
  recursive: { type: 'boolean', short: 'R', help: 'folders below, too' },
  human: { type: 'boolean', short: 'h', help: 'sizes such as 1.5 GiB' },
  all: { type: 'boolean', short: 'a', help: 'also what transfers leave unfinished (.rxsmb-...)' },
} as const;

type LsContext = Context<typeof FLAGS>;
type Listed = Pick<Dirent, 'name' | 'stats'>;

export const ls = verb({
  name: 'ls',
  group: 'look',
  summary: 'list a folder',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: FLAGS,
  missing: 'folder',
  async run(context) {
    const { args, flags, shares, messages } = context;
    const locations = args.map(locate);
    const titles = new Titles(context, locations.length > 1);
    await forEach(locations, messages, 'folder', async location => {
      const share = await shares.of(location);
      if (flags.recursive) await listTree(context, share, location, titles);
      else await print(context, '', await listOne(context, share, location), titles, location);
    });
  },
});

/** A folder's entries; of a file, the file. */
async function listOne({ signal, flags }: LsContext, share: Share, { path }: Location): Promise<Listed[]> {
  const entries: Listed[] = [];
  try {
    for await (const batch of share.list(path, { signal })) entries.push(...batch);
  } catch (error) {
    if (!(error instanceof SmbError) || error.code !== 'ENOTDIR') throw error;
    return [{ name: baseName(path), stats: await share.stat(path, { signal }) }];
  }
  return entries.filter(({ name }) => flags.all === true || !isTempName(name));
}

/** Each folder with what lies in it, a folder before those in it; as NDJSON in the order of finding. */
async function listTree(context: LsContext, share: Share, location: Location, titles: Titles): Promise<void> {
  const { flags, out } = context;
  const folders = new Map<string, Listed[]>([['', []]]);
  await walkAll(context, share, location, { all: flags.all }, found => {
    if (flags.json) return out.jsonLines(found.map(({ path, stats }) => entryRecord(path, stats)));
    for (const entry of found) {
      const folder = entry.path.slice(0, -entry.name.length - 1);
      folders.get(folder)?.push(entry);
      if (entry.isDirectory()) folders.set(entry.path, []);
    }
    return undefined;
  });
  if (flags.json) return;
  for (const [path, entries] of [...folders].sort(([a], [b]) => byParts(a, b, 'first'))) {
    await print(context, path, entries, titles, location);
  }
}

async function print(
  { flags, out }: LsContext,
  folder: string,
  entries: Listed[],
  titles: Titles,
  location: Location,
): Promise<void> {
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (flags.json) {
    await out.jsonLines(entries.map(({ name, stats }) => entryRecord(name, stats)));
    return;
  }
  await titles.before(location, folder);
  const names = entries.map(({ name }) => out.name(name));
  const lines = flags.long ? longLines(entries, flags.human === true, name => out.name(name)) : names;
  await out.lines(lines);
}

/** Says which folder comes next, where there are several. */
class Titles {
  readonly #context: LsContext;
  readonly #several: boolean;
  #first = true;

  constructor(context: LsContext, several: boolean) {
    this.#context = context;
    this.#several = several;
  }

  async before({ url }: Location, folder: string): Promise<void> {
    const { flags, out } = this.#context;
    if (!this.#several && !flags.recursive) return;
    if (!this.#first) await out.line('');
    this.#first = false;
    const where = this.#several ? [url, folder] : [folder === '' ? '.' : folder];
    const shown = where.filter(part => part !== '').map(part => out.name(part));
    await out.line(`${shown.join(' ')}:`);
  }
}

import { SmbError } from '../../errors.ts';
import type { WalkEntry } from '../../share/dirent.ts';
import { byParts } from '../by-parts.ts';
import { wholeNumber } from '../flags.ts';
import { type Location, locate } from '../location.ts';
import { forEach } from '../several.ts';
import { formatBytes } from '../sizes.ts';
import { SomeFailed } from '../some-failed.ts';
import { type Context, verb } from '../verb.ts';
import { walkAll } from '../walk-all.ts';

const FLAGS = {
  summarize: { type: 'boolean', short: 's', help: 'one sum for each URL, not one for each folder' },
  human: { type: 'boolean', short: 'h', help: 'sizes such as 1.5 GiB instead of bytes' },
  allocated: { type: 'boolean', help: 'what files take on the disk of the server, not how long they are' },
  depth: { type: 'string', value: 'N', help: 'show folders so many levels down; all are counted' },
} as const;

/** What lies in a folder and below it. */
interface Sum {
  size: number;
  files: number;
  folders: number;
}

export const du = verb({
  name: 'du',
  group: 'look',
  summary: 'add up how much lies in folders',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: FLAGS,
  notes: `Each folder with all that lies below it, those inside first; the last line is the whole, called by its
URL. Paths are relative to the URL. Links are not followed.`,
  missing: 'folder',
  async run(context) {
    const { args, flags, messages } = context;
    const depth = wholeNumber('depth', flags.depth, 0) ?? Infinity;
    await forEach(args.map(locate), messages, 'folder', async location => {
      const sums = new Map<string, Sum>([['', { size: 0, files: 0, folders: 0 }]]);
      let failed: SomeFailed | undefined;
      try {
        await count(context, location, sums);
      } catch (error) {
        if (!(error instanceof SomeFailed)) throw error;
        failed = error; // what could be counted is shown
      }
      await print(context, location, sums, flags.summarize === true ? 0 : depth);
      if (failed !== undefined) throw failed;
    });
  },
});

type DuContext = Context<typeof FLAGS>;

async function count(context: DuContext, location: Location, sums: Map<string, Sum>): Promise<void> {
  const { flags, shares, signal } = context;
  const share = await shares.of(location);
  const sizeOf = ({ stats }: Pick<WalkEntry, 'stats'>) =>
    flags.allocated === true ? stats.allocationSize : stats.size;
  try {
    await walkAll(context, share, location, { all: true }, entries => {
      for (const entry of entries) {
        const folder = entry.isDirectory();
        if (folder) sums.set(entry.path, { size: 0, files: 0, folders: 0 });
        for (let at = entry.path; at !== '';) {
          at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
          add(
            sums.get(at),
            folder ? { size: 0, files: 0, folders: 1 } : { size: sizeOf(entry), files: 1, folders: 0 },
          );
        }
      }
    });
  } catch (error) {
    if (!(error instanceof SmbError) || error.code !== 'ENOTDIR') throw error;
    const stats = await share.stat(location.path, { signal });
    add(sums.get(''), { size: sizeOf({ stats }), files: 1, folders: 0 });
  }
}

function add(sum: Sum | undefined, more: Sum): void {
  if (sum === undefined) return;
  sum.size += more.size;
  sum.files += more.files;
  sum.folders += more.folders;
}

async function print(
  { flags, out }: DuContext,
  { url }: Location,
  sums: ReadonlyMap<string, Sum>,
  depth: number,
): Promise<void> {
  const levels = (path: string) => (path === '' ? 0 : path.split('/').length);
  const shown = [...sums].filter(([path]) => levels(path) <= depth);
  shown.sort(([one], [other]) => byParts(one, other, 'last'));
  for (const [path, sum] of shown) {
    if (flags.json) await out.json({ url, path, ...sum });
    else {
      const size = flags.human === true ? formatBytes(sum.size) : String(sum.size);
      await out.line(`${size}\t${out.name(path === '' ? url : path)}`);
    }
  }
}

import type { Share } from '../../share/share.ts';
import { snapshotOf } from '../../share/snapshot.ts';
import { Slabs } from '../../streams/slabs.ts';
import { destination } from '../destination.ts';
import { ExitCode } from '../exit-code.ts';
import { type Location, locate, shareKey } from '../location.ts';
import { SomeFailed } from '../some-failed.ts';
import { CHUNK } from '../standard-input.ts';
import { upload } from '../upload.ts';
import { UsageError } from '../usage-error.ts';
import { type Context, verb } from '../verb.ts';

const FLAGS = {
  recursive: { type: 'boolean', short: 'r', help: 'folders with all that lies in them' },
  'no-replace': { type: 'boolean', short: 'n', help: 'leave files alone that are there' },
  preserve: { type: 'boolean', short: 'p', help: 'keep the times' },
  snapshot: { type: 'string', value: 'TOKEN', help: 'as it was then: a line of rxsmb snapshots' },
} as const;

export const cp = verb({
  name: 'cp',
  group: 'copy',
  summary: 'copy within a share, on the server, or to another share',
  usage: 'URL URL',
  arity: [2, 2],
  flags: FLAGS,
  notes: `Where the second URL is a folder, it copies into that folder. Within a share no byte crosses
the wire where the server can copy. Between shares a file goes through this machine, and a folder
as with sync: what is the same is left alone, and times are kept.`,
  async run(context) {
    const { args, flags, shares, out, messages, signal } = context;
    const [from, to] = args.map(locate) as [Location, Location];
    if (from.path === '' && flags.recursive !== true) throw new UsageError('a whole share is copied with -r');
    if (flags.snapshot !== undefined && snapshotOf(flags.snapshot) === undefined) {
      throw new UsageError('--snapshot takes a line of rxsmb snapshots, such as @GMT-2026.01.31-10.00.00');
    }
    const within = shareKey(from) === shareKey(to);
    const source = await shares.of(from);
    const target = within ? source : await shares.of(to);
    const dest = await destination(target, from.path, to, signal);
    if (within) await copyWithin(context, source, from.path, dest);
    else await copyBetween(context, { share: source, path: from.path }, { share: target, path: dest });
    if (flags.json) await out.json({ from: from.path, to: dest });
    else if (flags.verbose) messages.say(`copied ${from.path} to ${dest}`);
  },
});

type CpContext = Context<typeof FLAGS>;

/** A path on a share. */
interface Place {
  readonly share: Share;
  readonly path: string;
}

async function copyWithin(
  { flags, signal }: CpContext,
  share: Share,
  from: string,
  to: string,
): Promise<void> {
  const { recursive, preserve: preserveTimestamps, snapshot } = flags;
  const force = flags['no-replace'] !== true;
  await share.cp(from, to, { recursive, force, preserveTimestamps, snapshot, signal });
}

async function copyBetween({ flags, messages, signal }: CpContext, from: Place, to: Place): Promise<void> {
  const { recursive, preserve, snapshot } = flags;
  const keep = flags['no-replace'] === true;
  const stats = await from.share.stat(from.path, { snapshot, signal });
  if (stats.isDirectory() && recursive === true) {
    if (keep || snapshot !== undefined) {
      throw new UsageError('between shares -r goes with neither --no-replace nor --snapshot');
    }
    let failed = false;
    const { sync } = await import('../client.ts');
    for await (const event of sync(from, to, { signal })) {
      if (event.type !== 'error') continue;
      messages.error(event.error);
      failed = true;
    }
    if (failed) throw new SomeFailed(ExitCode.SOME_FAILED);
    return;
  }
  if (keep && (await to.share.exists(to.path, { signal }))) return;
  const slabs = new Slabs(CHUNK);
  const source = from.share.read(from.path, { snapshot, slabs }); // of a folder it fails with EISDIR
  await upload(to.share, to.path, source, { signal, slabs, mtime: undefined, onBytes: () => undefined });
  if (preserve === true) {
    await to.share.utimes(to.path, stats.lastAccessTime, stats.lastWriteTime, { signal });
  }
}

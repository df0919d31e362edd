import { SmbError } from '../../errors.ts';
import { SomeFailed } from '../some-failed.ts';
import { ExitCode } from '../exit-code.ts';
import { wholeNumber } from '../flags.ts';
import { isUrl, type Location, locate } from '../location.ts';
import { SyncReport } from '../sync-report.ts';
import { UsageError } from '../usage-error.ts';
import type { Shares } from '../shares.ts';
import type { CaseConflict } from '../../sync/cases.ts';
import type { SyncLocation } from '../../sync/sync-options.ts';
import { PROGRESS_FLAG, verb } from '../verb.ts';

export const sync = verb({
  name: 'sync',
  group: 'copy',
  summary: 'make a folder like another one, in either direction',
  usage: 'SRC DST',
  arity: [2, 2],
  flags: {
    delete: { type: 'boolean', help: 'remove from DST what SRC does not have, last and only without errors' },
    'dry-run': { type: 'boolean', short: 'n', help: 'change nothing, only tell what would be done' },
    include: { type: 'string', multiple: true, value: 'GLOB', help: 'only what matches; may be repeated' },
    exclude: { type: 'string', multiple: true, value: 'GLOB', help: 'not what matches; may be repeated' },
    checksum: {
      type: 'boolean',
      short: 'c',
      help: 'compare contents instead of times where the sizes agree',
    },
    'case-conflict': {
      type: 'string',
      value: 'HOW',
      help: 'names that DST takes for the same: error, skip or rename (error)',
    },
    transfers: {
      type: 'string',
      value: 'N',
      help: 'files that are copied at once (4, and of small ones 128)',
    },
    checkers: { type: 'string', value: 'N', help: 'folders that are listed at once (8)' },
    ...PROGRESS_FLAG,
  },
  notes: `Either side is a URL or a local folder. The contents of SRC go into DST, which is
made where it is missing. A file is copied where size or time differ, under a temporary
name until it is complete, and keeps its time.
Globs are rclone's: * ? ** [a-z] {one,other}; a leading / ties them to the top, a / at the end means
a folder.`,
  missing: 'folder',
  async run({ args, flags, shares, out, messages, signal }) {
    const [src = '', dst = ''] = args;
    const from = placeOf(src);
    const to = placeOf(dst);
    const dryRun = flags['dry-run'] === true;
    const options = {
      delete: flags.delete,
      dryRun,
      include: flags.include,
      exclude: flags.exclude,
      checksum: flags.checksum,
      caseConflict: caseConflict(flags['case-conflict']),
      transfers: wholeNumber('transfers', flags.transfers, 1),
      checkers: wholeNumber('checkers', flags.checkers, 1),
      signal,
    };
    const report = new SyncReport(out, messages, {
      json: flags.json === true,
      verbose: flags.verbose === true,
      progress: flags.progress === true,
      dryRun,
    });
    try {
      const source = await opened(shares, from);
      const target = await opened(shares, to);
      const { sync } = await import('../client.ts');
      await report.follow(sync(source, target, options));
    } catch (error) {
      if (!(error instanceof SmbError && error.code === 'ERR_SMB_OPTION')) await report.fail(); // else nothing began
      throw error;
    }
    if (report.errors > 0) throw new SomeFailed(ExitCode.SOME_FAILED);
  },
});

function caseConflict(value: string | undefined): CaseConflict | undefined {
  if (value === undefined || value === 'error' || value === 'skip' || value === 'rename') return value;
  throw new UsageError(`--case-conflict is error, skip or rename, not '${value}'`);
}

/** Both are looked at before the first is opened. */
function placeOf(argument: string): Location | string {
  return isUrl(argument) ? locate(argument) : argument;
}

async function opened(shares: Shares, place: Location | string): Promise<SyncLocation> {
  if (typeof place === 'string') return place;
  return { share: await shares.of(place), path: place.path };
}

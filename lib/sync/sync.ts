import type { Flow } from '../operators/flow.ts';
import { LARGEST } from '../streams/pace.ts';
import { Slabs } from '../streams/slabs.ts';
import type { CaseConflict } from './cases.ts';
import { Filter } from './filter.ts';
import { sideOf } from './open-side.ts';
import { optionError } from './option-error.ts';
import type { Rules } from './rules.ts';
import { run } from './run.ts';
import type { SyncEvent } from './sync-event.ts';
import type { SyncLocation, SyncOptions } from './sync-options.ts';
import { withSides } from './with-sides.ts';

const NS_PER_MS = 1_000_000;
/** Bytes of all files together that may be on their way at once. */
const BUDGET = 16 * 1024 * 1024;
/** Small files that make up one of the transfers, where nobody says how many there may be. */
const BATCH = 32;
/** The least of it that one of many transfers gets: two requests of one credit. */
const LEAST = 128 * 1024;

/**
 * Makes a folder like another one, on a share or on the local disk: new and changed files are copied, with their
 * times, and those of the folders. The contents of `src` go into `dst`, which is made where it is missing.
 *
 * A plain `subscribe` is push at wire speed; `for await` copies only as far as it is asked, and of small
 * files 128 more at most.
 *
 * - A file is the same if its size and its time are (`checksum`: its contents).
 * - A file is written under a temporary name, and gets its own when it is whole. What a killed run leaves behind
 *   (`.rxsmb-` and eight characters) takes part in no sync, and is removed by the next one into the same folder;
 *   two at once into one folder would remove each other's.
 * - Nothing is deleted without `delete`. With it, a folder that is in the way of a file, or the other way round,
 *   is replaced; all else is deleted last, and only if nothing failed.
 * - Links are not followed, neither read nor written through. A name from a server that is not the name of a file
 *   in the folder at hand is an error, `ERR_SMB_UNSAFE_NAME`.
 * - What fails with one file is an event of type `error`, and the sync goes on; what fails with the whole (the
 *   login, the link) is an error of the Flow. Either comes after what was begun is cleaned up. Without an error the
 *   last event is `done`.
 *
 * Unsubscribing cancels, and removes what is half done; to wait for that, abort by `signal` and await the error.
 * Memory does not grow with the tree: it holds the folders at hand, and the names of what is to be deleted.
 *
 * @param src a URL, what else `mount` takes, a local folder, or `{ share, path }`
 * @param dst the same
 * @throws {@link SmbError} `ERR_SMB_OPTION` at once for a location, pattern or option that cannot be
 * @example
 * ```ts
 * import { sync } from 'rxsmb';
 *
 * for await (const event of sync('smb://user@server/share/photos', 'photos', { mount: { password: 'secret' } })) {
 *   if (event.type === 'transferred') console.log(event.path);
 *   if (event.type === 'error') console.error(event.error.message);
 * }
 * ```
 */
export function sync(src: SyncLocation, dst: SyncLocation, options: SyncOptions = {}): Flow<SyncEvent> {
  const { mount, signal } = options;
  const sides = [sideOf(src, mount), sideOf(dst, mount)] as const;
  const settings = settingsOf(options);
  return withSides(sides, signal, (from, to) => run({ ...settings, src: from, dst: to }));
}

function settingsOf(options: SyncOptions): Omit<Rules, 'src' | 'dst'> {
  const transfers = count('transfers', options.transfers ?? 4);
  const ahead = Math.max(LEAST, Math.floor(BUDGET / transfers));
  return {
    ahead,
    slabs: new Slabs(Math.min(LARGEST, Math.floor(ahead / 2))),
    filter: new Filter(options),
    delete: options.delete ?? false,
    dryRun: options.dryRun ?? false,
    checksum: options.checksum ?? false,
    caseConflict: conflictOf(options.caseConflict ?? 'error'),
    transfers,
    batch: options.transfers === undefined ? BATCH : 1,
    checkers: count('checkers', options.checkers ?? 8),
    window: windowOf(options.modifyWindow ?? 0.002),
  };
}

function count(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw optionError(`${name} must be a whole number from 1 up, not ${value}`);
}

function conflictOf(value: CaseConflict): CaseConflict {
  if (['error', 'skip', 'rename'].includes(value)) return value;
  throw optionError(`caseConflict must be error, skip or rename, not '${value}'`);
}

function windowOf(ms: number): bigint {
  if (ms >= 0 && Number.isFinite(ms)) return BigInt(Math.round(ms * NS_PER_MS));
  throw optionError(`modifyWindow must be a number of milliseconds from 0 up, not ${ms}`);
}

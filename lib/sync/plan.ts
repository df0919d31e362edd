import { type CaseConflict, Cases } from './cases.ts';
import type { Filter } from './filter.ts';
import { below, type Entry } from './side.ts';
import type { SkipReason } from './sync-event.ts';
import { isTempName } from '../share/temp-name.ts';

/**
 * One thing to do in a folder, in which `old` is what the destination has under the same name, or under the name `as`
 * which a file gets instead of its own.
 */
export type Action =
  | {
      readonly what: 'transfer';
      readonly entry: Entry;
      readonly old: Entry | undefined;
      readonly as?: string;
    }
  | { readonly what: 'compare'; readonly entry: Entry; readonly old: Entry; readonly as?: string }
  | { readonly what: 'unchanged'; readonly entry: Entry }
  | { readonly what: 'folder'; readonly entry: Entry; readonly old: Entry | undefined }
  /** A folder is to be where something else is, or the other way round. */
  | { readonly what: 'conflict'; readonly entry: Entry; readonly old: Entry }
  | { readonly what: 'skip'; readonly entry: Entry; readonly reason: SkipReason }
  /** The destination takes its name for that of the rival. */
  | { readonly what: 'rivalry'; readonly entry: Entry; readonly rival: Entry }
  | { readonly what: 'unsafe'; readonly entry: Entry }
  /** The source does not have it. */
  | { readonly what: 'extra'; readonly old: Entry }
  /** A run that was killed left it behind. */
  | { readonly what: 'leftover'; readonly old: Entry };

/** How two listings are compared. */
export interface PlanRules {
  readonly filter: Filter;
  /** Compare contents instead of times. */
  readonly checksum: boolean;
  /** Nanoseconds that two times may be apart and still be the same. */
  readonly window: bigint;
  /** Whether the destination can hold a name of the source. */
  readonly accepts: (name: string) => boolean;
  /** Whether a name of the destination is one of that folder: the others are left alone. */
  readonly owns: (name: string) => boolean;
  /** The destination takes names that differ only in case for the same. */
  readonly folds: boolean;
  readonly caseConflict: CaseConflict;
}

/** What is to be done so that a folder becomes like its source; `olds` is undefined where it is not there yet. */
export function plan(
  folder: string,
  entries: readonly Entry[],
  olds: readonly Entry[] | undefined,
  rules: PlanRules,
): readonly Action[] {
  const actions: Action[] = [];
  const there = new Map(olds?.filter(old => old.misnamed !== true).map(old => [old.name, old]));
  const own = once(entries);
  const copied = () => own.filter(entry => isCopied(entry) && takesPart(folder, entry, rules.filter));
  const cases = rules.folds ? new Cases(copied(), there) : undefined;
  const claimed = new Set(own.map(({ name }) => name));
  for (const entry of own) {
    const { action, old } = decide(folder, entry, there, cases, rules);
    if (old !== undefined) claimed.add(old.name);
    if (action !== undefined) actions.push(action);
  }
  for (const old of there.values()) {
    if (!rules.owns(old.name)) continue;
    if (isTempName(old.name)) {
      if (old.kind === 'file') actions.push({ what: 'leftover', old });
    } else if (!claimed.has(old.name) && takesPart(folder, old, rules.filter)) {
      actions.push({ what: 'extra', old });
    }
  }
  return actions;
}

/** No temporary files; and what is listed twice once, or it would be written by two at once. */
function once(entries: readonly Entry[]): Entry[] {
  const seen = new Set<string>();
  return entries.filter(({ name, misnamed }) => {
    const key = misnamed === true ? `${name}\0` : name; // one that only looks like another is not that one
    const isNew = !isTempName(name) && !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Whether an entry, or something in it, takes part. */
export function takesPart(folder: string, { name, kind }: Entry, filter: Filter): boolean {
  const path = below(folder, name);
  return kind === 'folder' ? filter.enters(path) : filter.file(path);
}

/** Links and devices are left out. */
function isCopied({ kind }: Entry): boolean {
  return kind === 'file' || kind === 'folder';
}

/** Whether two times are the same. */
export function sameTime(a: bigint, b: bigint, window: bigint): boolean {
  const apart = a - b;
  return -window <= apart && apart <= window;
}

/** What is to be done with an entry, and what of the destination belongs to it. */
interface Decision {
  readonly action: Action | undefined;
  readonly old?: Entry | undefined;
}

function decide(
  folder: string,
  entry: Entry,
  there: ReadonlyMap<string, Entry>,
  cases: Cases | undefined,
  rules: PlanRules,
): Decision {
  const old = cases?.old(entry) ?? there.get(entry.name);
  const action = actionFor(folder, entry, old, rules);
  const rival = cases?.rival(entry);
  if (cases === undefined || rival === undefined || action?.what === 'unsafe') return { action, old };
  return beside(entry, rival, cases, rules);
}

/** What differs from another one only in case must not be written over it. */
function beside(entry: Entry, rival: Entry, cases: Cases, rules: PlanRules): Decision {
  if (rules.caseConflict === 'skip') return { action: { what: 'skip', entry, reason: 'case' } };
  const rivalry: Action = { what: 'rivalry', entry, rival };
  if (rules.caseConflict === 'error' || entry.kind === 'folder') return { action: rivalry };
  const as = cases.renamed(entry);
  const old = cases.old({ ...entry, name: as });
  const action = fileAction(entry, old, rules);
  if (action.what === 'conflict') return { action: rivalry, old }; // something else has that name, too
  const moves = action.what === 'transfer' || action.what === 'compare';
  return { action: moves ? { ...action, as } : action, old };
}

function actionFor(
  folder: string,
  entry: Entry,
  old: Entry | undefined,
  rules: PlanRules,
): Action | undefined {
  if (!takesPart(folder, entry, rules.filter)) return undefined;
  if (entry.misnamed === true || !rules.accepts(entry.name)) return { what: 'unsafe', entry };
  if (entry.kind === 'link' || entry.kind === 'special') return { what: 'skip', entry, reason: entry.kind };
  if (old !== undefined && old.kind !== entry.kind) return { what: 'conflict', entry, old };
  return entry.kind === 'folder' ? { what: 'folder', entry, old } : fileAction(entry, old, rules);
}

function fileAction(entry: Entry, old: Entry | undefined, rules: PlanRules): Action {
  if (old !== undefined && old.kind !== 'file') return { what: 'conflict', entry, old };
  if (old?.size !== entry.size) return { what: 'transfer', entry, old };
  if (rules.checksum) return { what: 'compare', entry, old };
  return sameTime(entry.mtime, old.mtime, rules.window)
    ? { what: 'unchanged', entry }
    : { what: 'transfer', entry, old };
}

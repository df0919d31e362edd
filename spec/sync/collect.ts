import { sync } from '../../lib/sync/sync.ts';
import type { SyncEvent } from '../../lib/sync/sync-event.ts';
import type { SyncLocation, SyncOptions } from '../../lib/sync/sync-options.ts';

/** The last event of a sync. */
export type Done = Extract<SyncEvent, { readonly type: 'done' }>;

/** Syncs, and returns all that was told. */
export async function collect(
  src: SyncLocation,
  dst: SyncLocation,
  options?: SyncOptions,
): Promise<SyncEvent[]> {
  const events: SyncEvent[] = [];
  for await (const event of sync(src, dst, options)) events.push(event);
  return events;
}

/** Syncs, and returns the sums. */
export async function sums(src: SyncLocation, dst: SyncLocation, options?: SyncOptions): Promise<Done> {
  return doneOf(await collect(src, dst, options));
}

/** The sums, which are the last event. */
export function doneOf(events: readonly SyncEvent[]): Done {
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error(`the last event is ${last?.type ?? 'none'}`);
  return last;
}

/** The paths of all events of a type, sorted. */
export function paths(events: readonly SyncEvent[], type: SyncEvent['type']): string[] {
  return events.flatMap(event => (event.type === type && 'path' in event ? [event.path] : [])).sort();
}

/** The errors, as `code path`. */
export function errors(events: readonly SyncEvent[]): string[] {
  return events.flatMap(event => (event.type === 'error' ? [`${event.error.code} ${event.path}`] : []));
}

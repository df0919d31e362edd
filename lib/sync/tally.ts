import type { SyncEvent, SyncSummary } from './sync-event.ts';

/** Counts what happens. */
export class Tally implements SyncSummary {
  transferred = 0;
  deleted = 0;
  unchanged = 0;
  errors = 0;
  bytes = 0;
  created = 0;
  skipped = 0;

  count(event: SyncEvent): void {
    if (event.type === 'transferred') {
      this.transferred++;
      this.bytes += event.size;
    } else if (event.type === 'deleted') this.deleted++;
    else if (event.type === 'unchanged') this.unchanged++;
    else if (event.type === 'created') this.created++;
    else if (event.type === 'skipped') this.skipped++;
    else if (event.type === 'error') this.errors++;
  }

  /** The last event. */
  done(dryRun: boolean): SyncEvent {
    const { transferred, deleted, unchanged, errors, bytes, created, skipped } = this;
    return { type: 'done', transferred, deleted, unchanged, errors, bytes, created, skipped, dryRun };
  }
}

import type { Snapshot } from '../snapshot.ts';
import type { VerbOptions } from '../verb.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern the past of a share. */
export interface SnapshotVerbs<C extends Carrier> {
  /**
   * The snapshots of the volume that a path (default: the root) lies on, the newest first: what Windows shows as
   * previous versions. The option `snapshot` of the verbs that read takes them.
   *
   * @throws SmbError `ENOTSUP` (the share has none and never will), `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const [latest] = await share.snapshots();
   * const before = await share.readFile('report.odt', { snapshot: latest });
   * ```
   */
  snapshots(path?: string, options?: VerbOptions): Carriers<Snapshot[]>[C];
}

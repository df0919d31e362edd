// [MS-SMB2] 2.2.13.2.7 SMB2_CREATE_TIMEWARP_TOKEN
import { filetime } from '../../dtyp/filetime.ts';
import { must } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/**
 * Opens a file as it was in a snapshot: `timestamp` is the snapshot's time in ticks of 100 ns since 1601. A
 * server that has no such snapshot refuses the CREATE; none answers with a context.
 *
 * @example
 * ```ts
 * const createContexts = [TimewarpToken.of({ timestamp: filetimeFromDate(new Date('2026-01-01T12:00:00Z')) })];
 * ```
 */
export const TimewarpToken = contextKind(
  CreateContextName.TIMEWARP_TOKEN,
  struct('SMB2_CREATE_TIMEWARP_TOKEN', undefined, { timestamp: must(filetime) }),
);

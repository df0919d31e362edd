// [MS-ERREF] 2.3 NTSTATUS: what kind of failure each is
import { type Kind, KINDS } from './kinds.ts';

const OTHER: Kind = { code: 'ERR_SMB_STATUS' };

function kindOf(status: number): Kind {
  return KINDS.get(status >>> 0) ?? OTHER;
}

/** errno-style code of a failure, for instance `ENOENT`; `ERR_SMB_STATUS` where none fits. */
export function errorCodeOf(status: number): string {
  return kindOf(status).code;
}

/** A sentence for users: what happened and what to do; `undefined` where this file has none of its own for it. */
export function describe(status: number): string | undefined {
  return kindOf(status).says;
}

/** The same request may succeed later without anything being changed by the caller. */
export function isRetryable(status: number): boolean {
  return kindOf(status).transient === true;
}

/** The session or the share is gone: only mounting again helps. */
export function isFatal(status: number): boolean {
  return kindOf(status).fatal === true;
}

/** The upper two bits of a status. */
export const Severity = { SUCCESS: 0, INFORMATIONAL: 1, WARNING: 2, ERROR: 3 } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** How serious a status is by its number alone; a warning may still be an answer (BUFFER_OVERFLOW). */
export function severity(status: number): Severity {
  return (status >>> 30) as Severity;
}

import { type Addressed, addressed, pathOf } from './addressed.ts';
import { type CloseOptions, closePlan, type CloseResponse } from './close-plan.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/**
 * Gives a handle back ([MS-SMB2] 2.2.15). Once sent it happens, unsubscribed or not.
 *
 * @example
 * ```ts
 * close(handle, { flags: CloseFlags.POSTQUERY_ATTRIB }).subscribe(({ endOfFile }) => {});
 * ```
 */
export function close<H extends Open | RELATED>(
  handle: H,
  options: CloseOptions = {},
): Addressed<H, CloseResponse> {
  return addressed(handle, closePlan(options, pathOf(handle)));
}

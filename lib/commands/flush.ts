import { Command } from '../wire/smb2/command.ts';
import { FlushRequest, FlushResponse } from '../wire/smb2/flush.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/**
 * Asks that all that was written to a handle be on the disk ([MS-SMB2] 2.2.17).
 *
 * @example
 * ```ts
 * flush(handle).subscribe({ complete: () => console.log('safe') });
 * ```
 */
export function flush<H extends Open | RELATED>(handle: H): Addressed<H, Answered> {
  return addressed(handle, {
    command: Command.FLUSH,
    path: pathOf(handle),
    encode: ({ fileId }) => ({ body: FlushRequest.encode({ fileId }, HEADER_SIZE) }),
    decode({ header, message }) {
      FlushResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  });
}

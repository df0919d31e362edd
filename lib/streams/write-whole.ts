import { concatMap, map, type Observable, of } from 'rxjs';

import { close } from '../commands/close.ts';
import type { CreateResponse } from '../commands/create.ts';
import type { Pdu } from '../commands/pdu.ts';
import { RELATED } from '../commands/plan.ts';
import { write } from '../commands/write.ts';
import { compound } from '../operators/compound.ts';
import { usingHandle } from '../operators/using-handle.ts';
import { writeAll } from './write-all.ts';

/**
 * Opens a file, writes at its start what fits in one WRITE, closes it: one round trip. Emits once how many bytes
 * there were.
 *
 * @param again opens the file that `open` has made, for the rest of what a server wrote in part
 */
export function writeWhole(
  open: Pdu<CreateResponse>,
  data: Uint8Array,
  again: Pdu<CreateResponse>,
): Observable<number> {
  if (data.length === 0) return compound(open, close(RELATED)).pipe(map(() => 0));
  return compound(open, write(RELATED, data, { offset: 0 }), close(RELATED)).pipe(
    concatMap(([, { count }]) => {
      if (count === data.length) return of(count);
      return usingHandle(again, handle => writeAll(handle, [data.subarray(count)], count));
    }),
    map(() => data.length),
  );
}

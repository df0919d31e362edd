import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { safe } from '../offsets.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** Bytes that are held in memory at once. */
const PIECE = 1_048_576;

/** What goes whither. */
export interface Span {
  readonly from: bigint;
  readonly to: bigint;
  readonly length: bigint;
}

/**
 * Copies a range from one open file to another, or within one where the two ranges do not overlap.
 * @throws {Refused} STATUS_INVALID_VIEW_SIZE when the source ends before the range does
 */
export async function copyBytes(
  source: FileOpen,
  target: FileOpen,
  { from, to, length }: Span,
): Promise<void> {
  const [reads, writes] = [source.bytes, target.bytes];
  if (reads === undefined || writes === undefined) throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  const total = safe(length);
  const start = safe(from, total);
  const goal = safe(to, total);
  source.checkLocks(start, total, 'read');
  target.checkLocks(goal, total, 'write');
  await source.using(() =>
    target.using(async () => {
      if (start + total > (await reads.size())) throw new Refused(NtStatus.STATUS_INVALID_VIEW_SIZE);
      for (let done = 0; done < total;) {
        // a file system may keep what it is given: each piece gets memory of its own
        const piece = new Uint8Array(Math.min(PIECE, total - done));
        const count = await reads.read(start + done, piece);
        if (count === 0) throw new Refused(NtStatus.STATUS_INVALID_VIEW_SIZE);
        await writes.write(goal + done, [piece.subarray(0, count)]);
        done += count;
      }
    }),
  );
}

// [MS-FSCC] 2.4: lists of entries linked by NextEntryOffset
import { ProtocolError } from '../../errors.ts';
import { alignUp } from '../struct.ts';

/** Where entries of most lists begin that we write; readers here do not insist. */
const ALIGN = 8;

/**
 * Walks a list: `visit` gets where each entry begins and ends. Entries need not be aligned, for not every server
 * aligns them; but each step goes forward by at least a fixed part, so that no list can run in circles.
 *
 * @param fixed bytes of an entry before its name; NextEntryOffset is the first field
 * @throws {ProtocolError} for a step that is too short or leads out of the list
 */
export function eachEntry(
  view: DataView,
  fixed: number,
  name: string,
  visit: (at: number, end: number) => void,
): void {
  const length = view.byteLength;
  for (let at = 0; at < length;) {
    if (at + fixed > length) throw new ProtocolError(`${name}: the entry at ${at} does not fit in ${length}`);
    const step = view.getUint32(at, true);
    if (step === 0) {
      visit(at, length);
      return;
    }
    if (step < fixed || at + step >= length) {
      throw new ProtocolError(`${name}: NextEntryOffset ${step} at ${at} of ${length}`);
    }
    visit(at, at + step);
    at += step;
  }
}

/**
 * Lays entries out one after the other, each but the last followed by the padding that the next one needs, and
 * links them.
 *
 * @param size bytes of an entry
 * @param write fills the rest of the entry that begins at `at`
 * @param align where entries may begin
 */
export function layChain<I>(
  entries: readonly I[],
  size: (entry: I) => number,
  write: (view: DataView, at: number, entry: I) => void,
  align = ALIGN,
): Uint8Array {
  const starts: number[] = [];
  let end = 0;
  for (const entry of entries) {
    const start = alignUp(end, align);
    starts.push(start);
    end = start + size(entry);
  }
  const view = new DataView(new ArrayBuffer(end));
  let at = 0;
  entries.forEach((entry, index) => {
    const next = starts[index + 1] ?? at;
    view.setUint32(at, next - at, true);
    write(view, at, entry);
    at = next;
  });
  return new Uint8Array(view.buffer);
}

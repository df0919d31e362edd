import type { Observable, ObservableInput } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { bytesOf, type Writing } from '../streams/bytes-of.ts';
import { writeAll } from '../streams/write-all.ts';
import { writeFrom } from '../streams/write-from.ts';

/** What can become the content of a file: text, bytes, a stream, an iterable, an Observable. */
export type FileContent = Writing | ObservableInput<Writing>;

/** Whether it is all there at once. */
export function isAtOnce(data: FileContent): data is Writing {
  return typeof data === 'string' || ArrayBuffer.isView(data);
}

/** Writes it to an open file from an offset on; emits how many bytes there were. */
export function contentWriter(
  data: FileContent,
  encoding: BufferEncoding | null = 'utf8',
): (handle: Open, start: number) => Observable<number> {
  const charset = encoding ?? 'utf8';
  return (handle, start) =>
    isAtOnce(data)
      ? writeAll(handle, [bytesOf(data, charset)], start)
      : writeFrom(handle, data, { start, encoding: charset });
}

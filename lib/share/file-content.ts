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

/**
 * Before the file is opened, which may empty it.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`
 */
export function checkContent(data: unknown): void {
  if (typeof data === 'string' || ArrayBuffer.isView(data)) return;
  const source = typeof data === 'object' || typeof data === 'function' ? data : null;
  const ways = [Symbol.iterator, Symbol.asyncIterator, 'subscribe', 'then', 'getReader', '@@observable'];
  if (source !== null && ways.some(way => way in source)) return;
  const message = `data must be text, bytes, or a stream or iterable of these, not ${data === null ? 'null' : typeof data}`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
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

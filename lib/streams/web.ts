import type { Writable } from 'node:stream';
import { ReadableStream, WritableStream } from 'node:stream/web';

/**
 * A Web byte stream: pulled, with readers of either kind. What it gives is the reader's own memory, as the Web
 * wants it: handed over where it holds nothing else, copied where it is a view among others.
 *
 * @param source is iterated once, and returned when the stream is cancelled
 * @param left is called then, too: a source that nobody has begun hears of nothing
 */
export function webReadable(
  source: AsyncIterable<Uint8Array>,
  left?: () => PromiseLike<unknown>,
): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Uint8Array | undefined;
  return new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        if (rest === undefined) {
          const { done, value } = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
          if (done === true) {
            controller.close();
            controller.byobRequest?.respond(0);
            return;
          }
          rest = value;
        }
        const data = rest;
        const request = controller.byobRequest;
        if (!request?.view) {
          rest = undefined;
          controller.enqueue(owned(data));
          return;
        }
        const { buffer, byteOffset, byteLength } = request.view;
        const part = data.subarray(0, byteLength);
        rest = part.length < data.length ? data.subarray(part.length) : undefined;
        new Uint8Array(buffer, byteOffset, byteLength).set(part);
        request.respond(part.length);
      },
      async cancel() {
        await iterator.return?.();
        await left?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * A Web stream over a Node one. A chunk is taken while there is room, and must not change before the stream is
 * closed.
 *
 * @param make is called once, when the stream starts
 */
export function webWritable(make: () => Writable): WritableStream<Uint8Array> {
  let stream: Writable;
  return new WritableStream<Uint8Array>({
    start(controller) {
      stream = make();
      stream.on('error', error => {
        controller.error(error);
      });
    },
    write(chunk) {
      return stream.write(chunk) ? undefined : heard(stream, 'drain');
    },
    close() {
      stream.end();
      return heard(stream, 'finish');
    },
    abort() {
      return new Promise(resolve => {
        stream.once('close', resolve);
        stream.destroy();
      });
    },
  });
}

/** Settles when the stream says so, or is closed before. */
function heard(stream: Writable, event: 'drain' | 'finish'): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = () => stream.off(event, done).off('close', failed);
    const done = () => {
      forget();
      resolve();
    };
    const failed = () => {
      forget();
      reject(stream.errored ?? new Error(`the stream was closed before its ${event}`));
    };
    stream.on(event, done).on('close', failed);
    if (stream.closed) failed();
  });
}

/** Enqueuing takes the whole ArrayBuffer away from whoever else looks into it. */
function owned(data: Uint8Array): Uint8Array {
  if (data.byteLength !== data.buffer.byteLength) return new Uint8Array(data);
  return new Uint8Array(data.buffer);
}

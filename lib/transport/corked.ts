import type { Writable } from 'node:stream';

/** Sends a frame; `sent` is called when the stream has done with it. */
export type SendFrame = (frame: readonly Uint8Array[], sent?: () => void) => void;

/**
 * A sender for frames: all parts of all frames of one tick leave in one writev, and none is copied.
 */
export function corked(stream: Writable): SendFrame {
  let corks = false;
  const uncork = () => {
    corks = false;
    stream.uncork();
  };
  return (frame, sent) => {
    if (stream.destroyed || stream.writableEnded) return;
    if (!corks) {
      corks = true;
      stream.cork();
      process.nextTick(uncork);
    }
    const last = frame.length - 1;
    const done = sent && ((error?: Error | null) => error ?? sent());
    for (const [index, part] of frame.entries()) stream.write(part, index === last ? done : undefined);
  };
}

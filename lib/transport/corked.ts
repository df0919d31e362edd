import type { Writable } from 'node:stream';

/**
 * A sender for frames: all parts of all frames of one tick leave in one writev, and none is copied.
 */
export function corked(stream: Writable): (frame: readonly Uint8Array[]) => void {
  let corks = false;
  const uncork = () => {
    corks = false;
    stream.uncork();
  };
  return frame => {
    if (stream.destroyed || stream.writableEnded) return;
    if (!corks) {
      corks = true;
      stream.cork();
      process.nextTick(uncork);
    }
    for (const part of frame) stream.write(part);
  };
}

// What can be done to the bytes of a frame, after everything was signed
import { PREFIX } from '../../transport/framing.ts';
import { count } from './count.ts';
import type { Sabotage, ServerScript } from './script.ts';

/**
 * Turns bits over on the wire, where no signature is made any more.
 * @param at which byte of each frame, counted from the header's first; a negative one from the frame's end
 * @param bits those that are turned over. @defaultValue 1
 *
 * @example
 * ```ts
 * script: everyFrame(nth(4, mangle(70)))
 * ```
 */
export function mangle(at: number, bits = 1): Sabotage<Uint8Array> {
  return () => (frame, next) => {
    const place = at < 0 ? frame.length + at : PREFIX + at;
    const spoilt = Uint8Array.from(frame);
    const byte = spoilt[place];
    if (byte !== undefined) spoilt[place] = byte ^ bits;
    next(spoilt);
  };
}

/**
 * Sends a frame in pieces of so many bytes.
 *
 * @example
 * ```ts
 * script: everyFrame(pieces(7))
 * ```
 */
export function pieces(bytes: number): Sabotage<Uint8Array> {
  count('bytes', bytes, 1);
  return () => (frame, next) => {
    for (let at = 0; at < frame.length; at += bytes) next(frame.subarray(at, at + bytes));
  };
}

/**
 * Holds frames back until there are so many, and sends them as one chunk.
 *
 * @example
 * ```ts
 * script: everyFrame(from(5, merge(3)))
 * ```
 */
export function merge(frames: number): Sabotage<Uint8Array> {
  count('frames', frames, 1);
  return () => {
    const waiting: Uint8Array[] = [];
    return (frame, next) => {
      waiting.push(frame);
      if (waiting.length === frames) next(Buffer.concat(waiting.splice(0)));
    };
  };
}

/** Where a wire is cut. */
export interface Cut {
  /** In front of, or in, the how manieth frame, from 1 on. @defaultValue the wire is one long frame */
  readonly frame?: number | undefined;
  /** Bytes that still leave. @defaultValue 0 */
  readonly byte?: number | undefined;
}

/**
 * Hangs up at a place on the wire: in front of the n-th frame, behind the n-th byte, or behind some bytes of the
 * n-th frame.
 *
 * @example
 * ```ts
 * script: cutAt({ frame: 3 })
 * script: cutAt({ byte: 1000 })
 * script: cutAt({ frame: 3, byte: 10 })
 * ```
 */
export function cutAt({ frame, byte = 0 }: Cut): ServerScript {
  count('byte', byte, 0);
  if (frame !== undefined) count('frame', frame, 1);
  return client => {
    let left = byte;
    let over = false;
    return {
      frame(bytes, next) {
        if (over) return;
        if (frame !== undefined && client.frames < frame) {
          next(bytes);
          return;
        }
        over = bytes.length > left || frame !== undefined;
        if (left > 0) next(bytes.subarray(0, left));
        left -= bytes.length;
        if (over) client.hangUp();
      },
    };
  };
}

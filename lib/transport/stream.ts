import type { Duplex } from 'node:stream';

import { AbortError } from '../errors.ts';
import { corked } from './corked.ts';
import { Landing } from './landing.ts';
import type { Dial, FrameSink } from './transport.ts';

/** Milliseconds that the far end gets to take what was still to be sent when the pipe was closed. */
const LINGER = 2_000;

/** SMB over any Duplex: a tunnel, a proxy, a server in the same process. What it brings is copied into place. */
export function stream(open: () => Duplex): Dial {
  return async (sink, signal) => {
    if (signal.aborted) throw new AbortError(signal);
    const duplex = open();
    const send = corked(duplex);
    pour(duplex, sink);
    return {
      // a Duplex that has taken a chunk may have handed it on as it is: nobody can tell when it is done with
      send: frame => send(frame),
      close() {
        duplex.end(() => duplex.destroy());
        setTimeout(() => duplex.destroy(), LINGER).unref();
      },
      destroy: () => void duplex.destroy(),
    };
  };
}

/** What comes goes to the sink, until the end or the first failure. */
function pour(duplex: Duplex, sink: FrameSink): void {
  const landing = new Landing(sink);
  let over = false;
  const finish = (error?: Error) => {
    if (over) return; // chunks that the Duplex has buffered may follow its destruction
    over = true;
    duplex.destroy();
    sink.closed(error);
  };
  const guard = (work: () => void) => {
    try {
      if (!over) work();
    } catch (error) {
      finish(error as Error);
    }
  };
  duplex.on('data', (chunk: Uint8Array) => {
    guard(() => {
      landing.feed(chunk);
    });
  });
  duplex.once('end', () => {
    guard(() => {
      landing.end();
      finish();
    });
  });
  duplex.on('error', finish);
  duplex.once('close', () => {
    finish();
  });
}

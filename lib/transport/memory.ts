import { Landing } from './landing.ts';
import type { Dial, Transport } from './transport.ts';

/** The far end of a memory transport: answers frames, in any order, at any time. */
export interface MemoryPeer {
  /** Hands bytes to the client, exactly as cut here; several frames or parts of one. */
  deliver(bytes: Uint8Array): void;
  /** Ends the pipe, with an error or as a FIN. */
  end(error?: Error): void;
}

/** Called for each frame that the client sends, with the very memory it sent. */
export type MemoryServer = (frame: readonly Uint8Array[], peer: MemoryPeer) => void;

/** A transport without a network, for scripted conversations. Synchronous, yet never recursive. */
export function memory(server: MemoryServer): Dial {
  return sink => {
    const landing = new Landing(sink);
    const queue: (() => void)[] = [];
    let busy = false;
    let open = true;

    const finish = (error: Error | undefined) => {
      if (!open) return;
      open = false;
      sink.closed(error);
    };
    const run = (work: () => void) => {
      queue.push(work);
      if (busy) return;
      busy = true;
      try {
        for (let next = queue.shift(); next !== undefined && open; next = queue.shift()) next();
      } catch (error) {
        finish(error as Error);
      } finally {
        busy = false;
      }
    };
    const peer: MemoryPeer = {
      deliver: bytes => {
        run(() => landing.feed(bytes));
      },
      end: error => {
        run(() => {
          if (error === undefined) landing.end();
          finish(error);
        });
      },
    };
    const transport: Transport = {
      send: frame => {
        if (open) run(() => server(frame, peer));
      },
      close: () => {
        run(() => finish(undefined));
      },
      destroy: () => {
        finish(undefined);
      },
    };
    return Promise.resolve(transport);
  };
}

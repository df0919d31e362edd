import type { Duplex } from 'node:stream';
import { corked } from '../../transport/corked.ts';
import type { Host } from '../state/host.ts';
import { Connection } from './connection.ts';
import { Intake } from './intake.ts';

/** Bytes of replies that wait for a client to take them; beyond, no more of its requests are read. */
const BACKLOG = 16 * 1024 * 1024;

/** Milliseconds that a client gets to take its last replies. */
const LINGER = 2_000;

/** A client that is served. */
export interface Served {
  /** Hangs up; resolves when all that the client had open is closed. */
  close(): Promise<void>;
}

/** Serves whoever speaks at the other end of a stream. */
export function serveStream(host: Host, stream: Duplex): Served {
  const send = corked(stream);
  const connection = new Connection(host, {
    send(frame, sent) {
      if (stream.writableEnded) return; // a script that hung up may still have something to say
      send(frame);
      // an empty write behind the frame: its callback comes when all before it has left
      stream.write(NOTHING, sent);
      if (stream.writableLength > BACKLOG) stream.pause();
    },
    end,
  });
  const intake = new Intake(connection.frameLimit, frame => {
    connection.receive(frame);
    intake.limit = connection.frameLimit;
  });

  function end(): void {
    stream.end();
    setTimeout(() => stream.destroy(), LINGER).unref();
  }

  stream.on('data', (chunk: Uint8Array) => {
    if (stream.writableEnded) return;
    try {
      intake.feed(chunk);
    } catch {
      // 3.3.5.2: whoever breaks the protocol is hung up on
      stream.destroy();
    }
  });
  stream.on('drain', () => stream.resume());
  stream.on('end', () => stream.end());
  stream.on('error', () => stream.destroy()); // a reset is how many clients leave
  const closed = new Promise<void>((resolve, reject) => {
    stream.once('close', () => {
      connection.close().then(resolve, reject);
    });
  });
  closed.catch(() => undefined);
  return {
    close() {
      stream.destroy();
      return closed;
    },
  };
}

const NOTHING = new Uint8Array(0);

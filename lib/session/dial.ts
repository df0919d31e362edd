import type { Duplex } from 'node:stream';

import type { PcapFile } from '../transport/pcap.ts';
import { stream } from '../transport/stream.ts';
import { tcp } from '../transport/tcp.ts';
import type { Dial } from '../transport/transport.ts';
import { announceKeyLog, keyLogPath } from './key-log.ts';

/** Where the server is. */
export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly timeouts: { readonly connect: number };
  /** A way of the caller's own: a tunnel, a proxy, a server in the same process. */
  readonly transport?: (() => Duplex) | undefined;
}

let capture: { readonly path: string; readonly file: PcapFile } | undefined;

/**
 * How to reach a server; recorded where the environment variable RXSMB_PCAP names a file, and not at all where the one
 * that RXSMB_KEYLOG names is no place for keys.
 */
export function dialOf({ host, port, timeouts, transport }: DialOptions): Dial {
  return announced(
    captured(transport === undefined ? tcp({ host, port, timeout: timeouts.connect }) : stream(transport)),
  );
}

function announced(dial: Dial): Dial {
  if (keyLogPath() === undefined) return dial;
  return async (sink, signal) => {
    await announceKeyLog();
    return dial(sink, signal);
  };
}

/** Records what goes through `dial`, if that is wanted. */
export function captured(dial: Dial): Dial {
  const path = process.env['RXSMB_PCAP'];
  if (path === undefined || path === '') return dial;
  return async (sink, signal) => {
    const { PcapFile } = await import('../transport/pcap.ts');
    if (capture?.path !== path) capture = { path, file: new PcapFile(path) };
    return capture.file.record(dial)(sink, signal);
  };
}

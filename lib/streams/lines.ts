import { Observable, type OperatorFunction } from 'rxjs';

import { attach } from '../operators/attach.ts';
import { demanding, valveOf } from '../operators/demand.ts';

/** How text can be cut into lines. */
export type LineEncoding = 'utf8' | 'utf16le' | 'latin1';

/** U+2028 and U+2029 are text: logs and JSON have them in the middle of a line. */
const END = /\r\n|[\n\r]/;

/**
 * Cuts bytes into lines of text, without their ends, as `node:readline` does: after `\n`, `\r\n` and `\r`,
 * wherever the pieces are cut. What follows the last end is a line if it is not empty. Demand passes through.
 *
 * A line is held in memory until it is whole.
 *
 * @param encoding default: `utf8`
 * @throws TypeError `ERR_INVALID_ARG_VALUE`
 * @example
 * ```ts
 * share.read('big.log').pipe(lines(), filter(line => line.includes('ERROR'))).subscribe(line => console.log(line));
 * ```
 */
export function lines(encoding: LineEncoding = 'utf8'): OperatorFunction<Uint8Array, string> {
  const make = decoderOf(encoding);
  return source =>
    new Observable(subscriber => {
      const decode = make();
      let line = '';
      /** A `\r` whose `\n` may be in the next piece. */
      let half = '';

      const cut = (more: string, last: boolean) => {
        const text = half + more;
        half = !last && text.endsWith('\r') ? '\r' : '';
        const [first = '', ...rest] = text.slice(0, text.length - half.length).split(END);
        line += first;
        for (const next of rest) {
          if (subscriber.closed) return;
          subscriber.next(line);
          line = next;
        }
      };
      const observer = demanding<Uint8Array>(valveOf(subscriber), {
        next(data) {
          cut(decode(data), false);
        },
        error(error: unknown) {
          subscriber.error(error);
        },
        complete() {
          cut(decode(), true);
          if (line !== '') subscriber.next(line);
          subscriber.complete();
        },
      });
      attach(subscriber, source, observer);
    });
}

/** Makes functions that decode piece after piece, characters across them too; without a piece, what is left. */
function decoderOf(encoding: LineEncoding): () => (data?: Uint8Array) => string {
  if (encoding === 'latin1') {
    // TextDecoder would take it for windows-1252
    return () => data =>
      data === undefined ? '' : Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  }
  const label = ({ utf8: 'utf-8', utf16le: 'utf-16le' } as const)[encoding] as string | undefined;
  if (label === undefined) {
    const message = `lines are of utf8, utf16le or latin1, not of '${encoding as string}'`;
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  return () => {
    // a byte order mark is text, as for Node
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    return data => decoder.decode(data, { stream: data !== undefined });
  };
}

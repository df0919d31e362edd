import { of } from 'rxjs';

import type { Outcome } from '../share/small-chain.ts';
import { gather } from './gather.ts';
import type { Entry, FileFacts, Means, Side } from './side.ts';

/** All of a file, by the way that is for any. Returns how to cancel. */
export function fetchPiecewise(
  side: Side,
  path: string,
  entry: Entry,
  means: Means,
  outcome: Outcome<Uint8Array>,
): () => void {
  const whole = gather(side.read(path, entry, means), entry, pieces =>
    of(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)),
  );
  const reading = whole.subscribe({
    next: data => outcome.done(data),
    error: (error: unknown) => outcome.failed(error),
  });
  return () => reading.unsubscribe();
}

/** What a file gets, and how. */
export interface Contents {
  readonly data: Uint8Array;
  readonly means: Means;
}

/** The same the other way. */
export function storePiecewise(
  side: Side,
  path: string,
  file: FileFacts,
  { data, means }: Contents,
  outcome: Outcome<undefined>,
): () => void {
  const writing = side.write(path, file, [data], means).subscribe({
    error: (error: unknown) => outcome.failed(error),
    complete: () => outcome.done(undefined),
  });
  return () => writing.unsubscribe();
}

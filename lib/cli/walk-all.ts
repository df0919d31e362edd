import type { WalkEntry } from '../share/dirent.ts';
import type { Share } from '../share/share.ts';
import { isTempName } from '../share/temp-name.ts';
import { ExitCode } from './exit-code.ts';
import type { FlagTable } from './flags.ts';
import type { Location } from './location.ts';
import { SomeFailed } from './some-failed.ts';
import type { Context } from './verb.ts';

/** How to walk. */
export interface WalkAllOptions {
  readonly depth?: number | undefined;
  /** Files of unfinished transfers, too. */
  readonly all?: boolean | undefined;
}

/**
 * Walks a folder and all below it, its entries as many at once as the server tells. A folder that cannot be read is
 * told of, and the rest goes on.
 *
 * @throws {SomeFailed}
 */
export async function walkAll(
  { messages, signal }: Pick<Context<FlagTable>, 'messages' | 'signal'>,
  share: Share,
  { path }: Location,
  { depth, all = false }: WalkAllOptions,
  visit: (entries: readonly WalkEntry[]) => Promise<void> | void,
): Promise<void> {
  let failed = 0;
  const onError = (error: unknown, folder: string) => {
    if (folder === '') throw error; // the start itself
    failed++;
    messages.error(error);
  };
  for await (const entries of share.walk(path, { signal, depth, onError }).batches) {
    await visit(all ? entries : entries.filter(({ name }) => !isTempName(name)));
  }
  if (failed > 0) throw new SomeFailed(ExitCode.SOME_FAILED);
}

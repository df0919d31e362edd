import { ExitCode, exitCodeOf, type Missing } from './exit-code.ts';
import { Interrupted } from './interrupted.ts';
import type { Messages } from './messages.ts';
import { OutputClosed } from './output.ts';
import { SomeFailed } from './some-failed.ts';

/**
 * Does the work for one thing after another. Of several, those that fail are told of and the rest goes on, except
 * where nothing else could succeed either.
 *
 * @throws {SomeFailed} with the code 6, or with the failures' own code where everything failed in the same way
 */
export async function forEach<T>(
  items: readonly T[],
  messages: Messages,
  missing: Missing,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const codes = new Set<number>();
  let failed = 0;
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      const code = exitCodeOf(error, missing);
      const hopeless =
        code === ExitCode.FATAL || error instanceof Interrupted || error instanceof OutputClosed;
      if (items.length === 1 || hopeless || isAbort(error)) throw error;
      messages.error(error);
      codes.add(code);
      failed++;
    }
  }
  if (failed === 0) return;
  const [only] = codes;
  throw new SomeFailed(
    failed === items.length && codes.size === 1 && only !== undefined ? only : ExitCode.SOME_FAILED,
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

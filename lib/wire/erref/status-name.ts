// [MS-ERREF] 2.3.1 NTSTATUS values: from a number to its name, and to a sentence for users
import { NtStatus } from './common-ntstatus.ts';
import { describe } from './kind.ts';

/** Those of the statuses that SMB servers send every day, and of all once they are loaded. */
let names: ReadonlyMap<number, string> | undefined;
/** Of the failures that are rare; `undefined` before they are loaded. */
let sentences: ReadonlyMap<number, string> | undefined;

/** The full name of a status; `0xC0001234` for one that nobody listed, or whose name is not loaded yet. */
export function statusName(status: number): string {
  const number = status >>> 0;
  return known().get(number) ?? `0x${number.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A sentence for users: what happened and what to do. One that fits all where none is known, or not loaded yet. */
export function statusSentence(status: number): string {
  return describe(status) ?? sentences?.get(status >>> 0) ?? 'The server refused the request.';
}

/**
 * Loads the names of all 1,800 statuses and the sentences for the rare ones. They weigh as much as a third of what
 * else it takes to talk to a server, and hardly a program ever meets one of them.
 */
export async function loadStatusNames(): Promise<void> {
  if (sentences !== undefined) return;
  const [{ allStatusNames }, { RARE_SENTENCES }] = await Promise.all([
    import('./ntstatus-names.ts'),
    import('./rare-sentences.ts'),
  ]);
  names = allStatusNames();
  sentences = RARE_SENTENCES;
}

/** Whether {@link loadStatusNames} may find the name of this one. */
export function lacksName(status: number): boolean {
  return sentences === undefined && !known().has(status >>> 0);
}

function known(): ReadonlyMap<number, string> {
  return (names ??= new Map(Object.entries(NtStatus).map(([name, number]) => [number, name])));
}

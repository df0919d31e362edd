// [MS-ERREF] 2.3.1 NTSTATUS values: from a number to its name
import { NtStatus } from './ntstatus.ts';

/** Those of the statuses that SMB servers send, and of all once they are loaded. */
let names: ReadonlyMap<number, string> | undefined;
let complete = false;

/** The full name of a status; `0xC0001234` for one that nobody listed, or whose name is not loaded yet. */
export function statusName(status: number): string {
  const number = status >>> 0;
  return known().get(number) ?? `0x${number.toString(16).toUpperCase().padStart(8, '0')}`;
}

/**
 * Loads the names of all 1,800 statuses. They weigh as much as a third of what else it takes to talk to a server, and
 * hardly a program ever meets one of them.
 */
export async function loadStatusNames(): Promise<void> {
  if (complete) return;
  const { allStatusNames } = await import('./ntstatus-names.ts');
  names = allStatusNames();
  complete = true;
}

/** Whether {@link loadStatusNames} may find the name of this one. */
export function lacksName(status: number): boolean {
  return !complete && !known().has(status >>> 0);
}

function known(): ReadonlyMap<number, string> {
  return (names ??= new Map(Object.entries(NtStatus).map(([name, number]) => [number, name])));
}

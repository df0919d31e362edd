// [MS-ERREF] 2.3.1 NTSTATUS values: from a number to its name
import { allStatusNames } from './ntstatus-names.ts';

/** The full name of a status, `0xC0001234` for one that nobody listed. */
export function statusName(status: number): string {
  return (
    allStatusNames().get(status >>> 0) ?? `0x${(status >>> 0).toString(16).toUpperCase().padStart(8, '0')}`
  );
}

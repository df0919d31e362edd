// [MS-FSCC] 2.4.16 FileFullEaInformation: setting extended attributes
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { FullEaEntry } from '../../wire/fscc/file-full-ea-information.ts';
import type { FileSystem } from '../file-systems/file-system.ts';
import { Refused } from '../refused.ts';

/** @throws {Refused} STATUS_INVALID_EA_NAME */
export function checkEaNames(eas: readonly FullEaEntry[]): void {
  if (eas.some(({ eaName }) => eaName === '')) throw new Refused(NtStatus.STATUS_INVALID_EA_NAME);
}

/** @throws {Refused} STATUS_EAS_NOT_SUPPORTED where a file system has none */
export async function setEas(fs: FileSystem, path: string, eas: readonly FullEaEntry[]): Promise<void> {
  if (eas.length === 0) return;
  if (fs.setXattr === undefined) throw new Refused(NtStatus.STATUS_EAS_NOT_SUPPORTED);
  // the value is a view of the message
  for (const { eaName, eaValue } of eas) await fs.setXattr(path, { name: eaName, value: eaValue.slice() });
}

// [MS-SMB2] 3.3.5.9.1 to 3.3.5.9.3: what a new file is given by the contexts of its CREATE
import type { SecurityDescriptor } from '../../wire/dtyp/security-descriptor.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { FullEaEntry } from '../../wire/fscc/file-full-ea-information.ts';
import { AllocationSize } from '../../wire/smb2/contexts/allocation-size.ts';
import type { CreateContext } from '../../wire/smb2/contexts/create-context.ts';
import { EaBuffer } from '../../wire/smb2/contexts/ea-buffer.ts';
import { SdBuffer } from '../../wire/smb2/contexts/sd-buffer.ts';
import type { FileSystem } from '../file-systems/file-system.ts';
import { checkEaNames, setEas } from '../info/eas.ts';
import { giveSecurity } from '../info/security.ts';
import { Refused } from '../refused.ts';

/** What a CREATE brings for a file that it makes. */
export interface Gifts {
  readonly eas: readonly FullEaEntry[];
  readonly security: SecurityDescriptor | undefined;
  /** Bytes that there must be room for; nothing is set aside. */
  readonly allocationSize: bigint;
}

/** @throws {Refused} for names that no attribute can have @throws {ProtocolError} for what is none of its kind */
export function giftsOf(contexts: readonly CreateContext[]): Gifts {
  const eas = EaBuffer.in(contexts) ?? [];
  checkEaNames(eas);
  const { allocationSize = 0n } = AllocationSize.in(contexts) ?? {};
  return { eas, security: SdBuffer.in(contexts), allocationSize };
}

/** Whether they can be given, before anything is made or emptied. */
export async function checkGifts(fs: FileSystem, { eas, allocationSize }: Gifts): Promise<void> {
  if (eas.length > 0 && fs.setXattr === undefined) throw new Refused(NtStatus.STATUS_EAS_NOT_SUPPORTED);
  if (allocationSize === 0n) return;
  const { free } = await fs.volume();
  if (allocationSize > BigInt(free)) throw new Refused(NtStatus.STATUS_DISK_FULL);
}

/** Gives a file that was just made all of them; where that fails it was never made. */
export async function endow(fs: FileSystem, path: string, { eas, security }: Gifts): Promise<void> {
  try {
    await setEas(fs, path, eas);
    if (security !== undefined) await giveSecurity(fs, path, security);
  } catch (error) {
    await fs.remove(path).catch(() => undefined);
    throw error;
  }
}

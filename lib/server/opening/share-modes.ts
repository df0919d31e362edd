// [MS-SMB2] 3.3.5.9, [MS-FSA] 2.1.5.1.2: who may have a file open beside whom
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { ShareAccess } from '../../wire/smb2/create.ts';
import { SHARED_RIGHTS } from '../access.ts';
import { Refused } from '../refused.ts';
import type { Holder, SharedFile } from '../state/shared-file.ts';

const { read, write, delete: remove } = SHARED_RIGHTS;
const MODES: readonly (readonly [right: number, share: number])[] = [
  [read, ShareAccess.READ],
  [write, ShareAccess.WRITE],
  [remove, ShareAccess.DELETE],
];

/**
 * Lets a new open in beside those there are.
 * @throws {Refused} STATUS_SHARING_VIOLATION, STATUS_DELETE_PENDING
 */
export function checkSharing(file: SharedFile | undefined, wanted: Holder): void {
  if (file === undefined) return;
  if (file.deletePending) throw new Refused(NtStatus.STATUS_DELETE_PENDING);
  for (const other of file.opens) {
    if (!together(other, wanted)) throw new Refused(NtStatus.STATUS_SHARING_VIOLATION);
  }
}

function together(one: Holder, other: Holder): boolean {
  if (fold(one.stream) !== fold(other.stream)) return true;
  if (!minds(one) || !minds(other)) return true;
  return MODES.every(
    ([right, share]) => respects(one, other, right, share) && respects(other, one, right, share),
  );
}

/** An open that touches neither data nor name disturbs nobody. */
function minds({ grantedAccess }: Holder): boolean {
  return (grantedAccess & (read | write | remove)) !== 0;
}

function respects(one: Holder, other: Holder, right: number, share: number): boolean {
  return (one.grantedAccess & right) === 0 || (other.shareAccess & share) !== 0;
}

function fold(stream: string | undefined): string | undefined {
  return stream?.toUpperCase();
}

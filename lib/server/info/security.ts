// [MS-SMB2] 3.3.5.20.3 and 3.3.5.21.3 Handling SMB2_0_INFO_SECURITY
import { AceType } from '../../wire/dtyp/ace.ts';
import { SecurityControl, SecurityDescriptor } from '../../wire/dtyp/security-descriptor.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { SecurityInformation } from '../../wire/smb2/query-info.ts';
import { ALL_ACCESS } from '../access.ts';
import type { FileSystem } from '../file-systems/file-system.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

const { OWNER, GROUP, DACL, SACL, LABEL, ATTRIBUTE, SCOPE, BACKUP } = SecurityInformation;
/** Parts that lie in the list for auditing. */
const IN_SACL = LABEL | ATTRIBUTE | SCOPE;

const ABOUT_DACL =
  SecurityControl.DACL_DEFAULTED |
  SecurityControl.DACL_AUTO_INHERIT_REQ |
  SecurityControl.DACL_AUTO_INHERITED |
  SecurityControl.DACL_PROTECTED;
const ABOUT_SACL =
  SecurityControl.SACL_DEFAULTED |
  SecurityControl.SACL_AUTO_INHERIT_REQ |
  SecurityControl.SACL_AUTO_INHERITED |
  SecurityControl.SACL_PROTECTED;

/** Of files that nobody has given one: everybody may do everything that the share allows. */
const OPEN_TO_ALL: SecurityDescriptor = {
  control: 0,
  owner: 'S-1-5-32-544',
  group: 'S-1-5-32-545',
  dacl: { revision: 2, aces: [{ type: AceType.ACCESS_ALLOWED, flags: 0, mask: ALL_ACCESS, sid: 'S-1-1-0' }] },
};

/** The parts of a descriptor that are asked for. @param parts bits of SecurityInformation */
export async function securityOf(open: FileOpen, parts: number): Promise<Uint8Array> {
  need(open, parts & (SACL | BACKUP), AccessMask.ACCESS_SYSTEM_SECURITY);
  need(open, parts & (OWNER | GROUP | DACL | IN_SACL | BACKUP), AccessMask.READ_CONTROL);
  return SecurityDescriptor.encode(pick(await descriptorOf(open), parts));
}

/** Puts parts of a descriptor in the place of those there are. */
export async function changeSecurity(open: FileOpen, parts: number, given: Uint8Array): Promise<void> {
  need(open, parts & (OWNER | GROUP | LABEL), AccessMask.WRITE_OWNER);
  need(open, parts & (DACL | ATTRIBUTE), AccessMask.WRITE_DAC);
  need(open, parts & (SACL | SCOPE | BACKUP), AccessMask.ACCESS_SYSTEM_SECURITY);
  const { share, path } = open;
  if (share.fs.setSecurity === undefined) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  const added = pick(SecurityDescriptor.decode(given), parts);
  const kept = pick(await descriptorOf(open), ~parts);
  const merged = { ...kept, ...added, control: kept.control | added.control };
  await share.fs.setSecurity(path, SecurityDescriptor.encode(merged));
  share.modified(path, CompletionFilter.SECURITY);
}

/** Of a new file that brings one; what it leaves out is as if nobody had given it any. */
export async function giveSecurity(fs: FileSystem, path: string, given: SecurityDescriptor): Promise<void> {
  // auditing is for who has ACCESS_SYSTEM_SECURITY, which nobody is granted
  const added = pick(given, OWNER | GROUP | DACL);
  await fs.setSecurity?.(path, SecurityDescriptor.encode({ ...OPEN_TO_ALL, ...added }));
}

async function descriptorOf({ share, path }: FileOpen): Promise<SecurityDescriptor> {
  if (share.fs.getSecurity === undefined) return OPEN_TO_ALL;
  try {
    return SecurityDescriptor.decode(await share.fs.getSecurity(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENODATA') return OPEN_TO_ALL;
    throw error;
  }
}

function pick({ control, owner, group, dacl, sacl }: SecurityDescriptor, parts: number): SecurityDescriptor {
  const takesDacl = (parts & (DACL | BACKUP)) !== 0;
  const takesSacl = (parts & (SACL | IN_SACL | BACKUP)) !== 0;
  return {
    control: control & ((takesDacl ? ABOUT_DACL : 0) | (takesSacl ? ABOUT_SACL : 0)),
    ...(parts & (OWNER | BACKUP) && owner !== undefined ? { owner } : {}),
    ...(parts & (GROUP | BACKUP) && group !== undefined ? { group } : {}),
    ...(takesDacl && dacl !== undefined ? { dacl } : {}),
    ...(takesSacl && sacl !== undefined ? { sacl } : {}),
  };
}

function need({ grantedAccess }: FileOpen, parts: number, right: number): void {
  if (parts !== 0 && (grantedAccess & right) === 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

import { SmbError } from '../errors.ts';
import { AceType } from '../wire/dtyp/ace.ts';
import { SecurityControl, type SecurityDescriptor } from '../wire/dtyp/security-descriptor.ts';
import { AccessMask } from '../wire/smb2/create.ts';
import { SecurityInformation } from '../wire/smb2/query-info.ts';
import { outOfRange, wrongType } from './arguments.ts';

const { OWNER, GROUP, DACL, SACL, LABEL, ATTRIBUTE, SCOPE, BACKUP } = SecurityInformation;

/** What everybody may ask for who may read a file's descriptor at all. */
export const USUAL_PARTS = OWNER | GROUP | DACL;

/** Entries of the SACL that are parts of their own. */
const OWN_PARTS: ReadonlyMap<number, number> = new Map([
  [AceType.SYSTEM_MANDATORY_LABEL, LABEL],
  [AceType.SYSTEM_RESOURCE_ATTRIBUTE, ATTRIBUTE],
  [AceType.SYSTEM_SCOPED_POLICY_ID, SCOPE],
]);

/** @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` */
export function checkMask(parts: number): void {
  if (typeof parts !== 'number') throw wrongType('parts', 'a number, bits of SecurityInformation', parts);
  if (Number.isInteger(parts) && parts >= 0 && parts <= 0xffff_ffff) return;
  throw outOfRange('parts', 'bits of SecurityInformation', parts);
}

/** What an open needs to read these parts. */
export function accessToRead(parts: number): number {
  const audits = (parts & (SACL | BACKUP)) !== 0 ? AccessMask.ACCESS_SYSTEM_SECURITY : 0;
  return (parts & ~SACL) === 0 ? audits : audits | AccessMask.READ_CONTROL;
}

/** What an open needs to change these parts. */
export function accessToWrite(parts: number): number {
  return (
    ((parts & (DACL | ATTRIBUTE | BACKUP)) !== 0 ? AccessMask.WRITE_DAC : 0) |
    ((parts & (OWNER | GROUP | LABEL | BACKUP)) !== 0 ? AccessMask.WRITE_OWNER : 0) |
    ((parts & (SACL | SCOPE | BACKUP)) !== 0 ? AccessMask.ACCESS_SYSTEM_SECURITY : 0)
  );
}

/** The parts that a descriptor has. */
export function partsOf({ owner, group, dacl, sacl }: Partial<SecurityDescriptor>): number {
  const audits = sacl === undefined ? [] : (sacl?.aces ?? []).map(({ type }) => OWN_PARTS.get(type) ?? SACL);
  return (
    (owner === undefined ? 0 : OWNER) |
    (group === undefined ? 0 : GROUP) |
    (dacl === undefined ? 0 : DACL) |
    (sacl !== undefined && audits.length === 0 ? SACL : 0) |
    audits.reduce((sum, part) => sum | part, 0)
  );
}

/**
 * Refuses to set what is not there: a list that is named but missing would grant everything to everybody.
 *
 * @throws {SmbError} `EINVAL`
 */
export function checkParts(descriptor: Partial<SecurityDescriptor>, parts: number): void {
  const needs = [
    [OWNER, 'owner', descriptor.owner],
    [GROUP, 'group', descriptor.group],
    [DACL, 'dacl', descriptor.dacl],
    [SACL | LABEL | ATTRIBUTE | SCOPE, 'sacl', descriptor.sacl],
  ] as const;
  const missing = needs.find(([bit, , value]) => (parts & bit) !== 0 && value === undefined)?.[1];
  if (missing === undefined && parts !== 0) return;
  const message =
    missing === undefined
      ? 'The security descriptor is empty: there is nothing to set.'
      : `The security descriptor has no ${missing}, which is one of the parts to be set.`;
  throw new SmbError({ code: 'EINVAL', message, outcome: 'not-sent' });
}

/**
 * As servers want it: they keep the flag AUTO_INHERITED of a list only where AUTO_INHERIT_REQ stands beside it, and
 * store the latter never ([MS-DTYP] 2.5.3.4.2; Samba 4.17 the same).
 */
export function asRequest(descriptor: Partial<SecurityDescriptor>): Partial<SecurityDescriptor> {
  const { control = 0 } = descriptor;
  const { DACL_AUTO_INHERITED, SACL_AUTO_INHERITED } = SecurityControl;
  const asked =
    ((control & DACL_AUTO_INHERITED) === 0 ? 0 : SecurityControl.DACL_AUTO_INHERIT_REQ) |
    ((control & SACL_AUTO_INHERITED) === 0 ? 0 : SecurityControl.SACL_AUTO_INHERIT_REQ);
  return { ...descriptor, control: control | asked };
}

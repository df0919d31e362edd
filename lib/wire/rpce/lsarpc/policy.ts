// [MS-LSAD] 3.1.4.4.1 LsarOpenPolicy2 (Opnum 44), 3.1.4.9.4 LsarClose (Opnum 0), 2.2.9 LSAPR_OBJECT_ATTRIBUTES
import { ndrStruct, opaque, pointer, u32 } from '../ndr.ts';
import { wideString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';

/** [MS-LSAD] 2.2.2.1: the handle of an opened policy, 20 bytes that only the server understands. */
export const policyHandle = opaque(20, 4);

/** [MS-LSAD] 2.2.1.1.2: the right to look names and SIDs up. */
export const POLICY_LOOKUP_NAMES = 0x0000_0800;

/** Six fields, of which the server looks at RootDirectory alone, which must be NULL. */
const objectAttributes = ndrStruct({
  length: u32,
  rootDirectory: u32,
  objectName: u32,
  attributes: u32,
  securityDescriptor: u32,
  securityQualityOfService: u32,
});

/** The object attributes that every client sends. */
export const NO_ATTRIBUTES = {
  length: 24,
  rootDirectory: 0,
  objectName: 0,
  attributes: 0,
  securityDescriptor: 0,
  securityQualityOfService: 0,
} as const;

/** Opens the server's policy, for {@link POLICY_LOOKUP_NAMES} for instance. */
export const LsarOpenPolicy2 = rpcCall(
  'LsarOpenPolicy2',
  44,
  { systemName: pointer(wideString), objectAttributes, desiredAccess: u32 },
  { policyHandle, status: u32 },
);

/** Gives a policy back. The handle that it returns is all zeros. */
export const LsarClose = rpcCall(
  'LsarClose',
  0,
  { objectHandle: policyHandle },
  { objectHandle: policyHandle, status: u32 },
);

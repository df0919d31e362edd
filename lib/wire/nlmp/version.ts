// [MS-NLMP] 2.2.2.10 VERSION
import type { Field } from '../fields.ts';

/** What the sender runs on; for debugging only. */
export interface Version {
  readonly productMajorVersion: number;
  readonly productMinorVersion: number;
  readonly productBuild: number;
  readonly ntlmRevisionCurrent: number;
}

/** Revision 15, the only one there is. */
export const NTLMSSP_REVISION_W2K3 = 0x0f;

const NONE: Version = {
  productMajorVersion: 0,
  productMinorVersion: 0,
  productBuild: 0,
  ntlmRevisionCurrent: 0,
};

/** Eight bytes; omitted means zeros, as the spec wants where NTLMSSP_NEGOTIATE_VERSION is not set. */
export const version: Field<Version> = {
  size: 8,
  fallback: NONE,
  read: (view, at) => ({
    productMajorVersion: view.getUint8(at),
    productMinorVersion: view.getUint8(at + 1),
    productBuild: view.getUint16(at + 2, true),
    ntlmRevisionCurrent: view.getUint8(at + 7),
  }),
  write(view, at, value) {
    view.setUint8(at, value.productMajorVersion);
    view.setUint8(at + 1, value.productMinorVersion);
    view.setUint16(at + 2, value.productBuild, true);
    view.setUint8(at + 7, value.ntlmRevisionCurrent);
  },
};

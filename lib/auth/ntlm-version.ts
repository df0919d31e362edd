import { NTLMSSP_REVISION_W2K3, type Version } from '../wire/nlmp/version.ts';

/** What either side says of itself. For debugging only, says the spec; a plausible Windows keeps picky peers content. */
export const NTLM_VERSION: Version = {
  productMajorVersion: 10,
  productMinorVersion: 0,
  productBuild: 0,
  ntlmRevisionCurrent: NTLMSSP_REVISION_W2K3,
};

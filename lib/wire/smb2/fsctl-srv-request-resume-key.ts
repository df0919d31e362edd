// [MS-SMB2] 2.2.32.3 SRV_REQUEST_RESUME_KEY Response
import { controlCode, nothing } from '../fscc/control-code.ts';
import { blob, must } from '../fields.ts';
import { struct } from '../struct.ts';

/** Bytes of the key; behind it stand a context and its length, which are for nothing. */
const RESUME_KEY_SIZE = 24;

/** The answer. */
export const SrvRequestResumeKey = struct('SRV_REQUEST_RESUME_KEY Response', undefined, {
  resumeKey: must(blob(RESUME_KEY_SIZE)),
});

/** The name that FSCTL_SRV_COPYCHUNK knows a source by, good while its handle is open. */
export const FSCTL_SRV_REQUEST_RESUME_KEY = controlCode('FSCTL_SRV_REQUEST_RESUME_KEY', 0x0014_0078, {
  input: nothing,
  output: SrvRequestResumeKey,
  room: 32,
  asks: true,
});

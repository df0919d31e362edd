// [MS-NLMP] 2.2.2.9.2 NTLMSSP_MESSAGE_SIGNATURE for Extended Session Security
import { blob, must, u32 } from '../fields.ts';
import { type ValueOf, struct } from '../struct.ts';

/** The 16 bytes that GSS_GetMIC yields. */
export const MessageSignature = struct('NTLMSSP_MESSAGE_SIGNATURE', undefined, {
  version: { ...u32, fallback: 1 },
  checksum: must(blob(8)),
  seqNum: u32,
});
export type MessageSignature = ValueOf<typeof MessageSignature>;

// [MS-SMB2] 2.2.31.4 and 2.2.32.6 VALIDATE_NEGOTIATE_INFO
import { blob, countOf, must, u16, u32 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { array } from './array.ts';

/** Repeats the negotiation, signed. */
export const FSCTL_VALIDATE_NEGOTIATE_INFO = 0x0014_0204;

/** What the client remembers of its offer, repeated where nobody in between can change it unseen. */
export const ValidateNegotiateInfoRequest = struct('VALIDATE_NEGOTIATE_INFO Request', undefined, {
  capabilities: must(u32),
  guid: must(blob(16)),
  securityMode: must(u16),
  dialectCount: countOf('dialects', u16),
  dialects: array(u16),
});
export type ValidateNegotiateInfoRequest = ValueOf<typeof ValidateNegotiateInfoRequest>;
export type ValidateNegotiateInfoRequestInput = InputOf<typeof ValidateNegotiateInfoRequest>;

/** What the server remembers of its choice. */
export const ValidateNegotiateInfoResponse = struct('VALIDATE_NEGOTIATE_INFO Response', undefined, {
  capabilities: must(u32),
  guid: must(blob(16)),
  securityMode: must(u16),
  dialect: must(u16),
});
export type ValidateNegotiateInfoResponse = ValueOf<typeof ValidateNegotiateInfoResponse>;
export type ValidateNegotiateInfoResponseInput = InputOf<typeof ValidateNegotiateInfoResponse>;

// [MS-SMB2] 2.2.3 NEGOTIATE Request, 2.2.4 NEGOTIATE Response
import { blob, countOf, lengthOf, offsetOf, reserved, u16, u32, u64 } from '../fields.ts';
import { type InputOf, struct, type Struct, type ValueOf } from '../struct.ts';
import { bytes, placed } from '../tails.ts';
import { array } from './array.ts';
import { Dialect } from './dialect.ts';
import { negotiateContexts } from './negotiate-contexts.ts';

const requestHead = {
  dialectCount: countOf('dialects', u16),
  securityMode: u16,
  reserved: reserved(2),
  capabilities: u32,
  clientGuid: blob(16),
};

/** The request without 3.1.1: ClientStartTime stands where the contexts' place is told, and is 0. */
const OldRequest = struct('SMB2 NEGOTIATE Request', 36, {
  ...requestHead,
  clientStartTime: reserved(8),
  dialects: array(u16),
});

const requestLayout = {
  ...requestHead,
  negotiateContextOffset: offsetOf('negotiateContexts', u32),
  negotiateContextCount: countOf('negotiateContexts', u16),
  reserved2: reserved(2),
  dialects: array(u16),
  negotiateContexts: placed(negotiateContexts, { align: 8 }),
};
const NewRequest = struct('SMB2 NEGOTIATE Request', 36, requestLayout);

/** The offer: which dialects, and for 3.1.1 the contexts (none may be given without it). */
export const NegotiateRequest: Struct<typeof requestLayout> = {
  ...NewRequest,
  decode(message, at) {
    const old = OldRequest.decode(message, at);
    if (old.dialects.includes(Dialect.SMB_3_1_1)) return NewRequest.decode(message, at);
    return { ...old, negotiateContexts: [] };
  },
};
export type NegotiateRequest = ValueOf<typeof NegotiateRequest>;
export type NegotiateRequestInput = InputOf<typeof NegotiateRequest>;

const responseMiddle = {
  serverGuid: blob(16),
  capabilities: u32,
  maxTransactSize: u32,
  maxReadSize: u32,
  maxWriteSize: u32,
  systemTime: u64,
  serverStartTime: u64,
  securityBufferOffset: offsetOf('securityBuffer', u16),
  securityBufferLength: lengthOf('securityBuffer', u16),
};

/** Below 3.1.1 Windows leaves text in Reserved2, so the place of the contexts is not even looked at. */
const OldResponse = struct('SMB2 NEGOTIATE Response', 65, {
  securityMode: u16,
  dialectRevision: u16,
  reserved: reserved(2),
  ...responseMiddle,
  reserved2: reserved(4),
  securityBuffer: bytes,
});

const responseLayout = {
  securityMode: u16,
  dialectRevision: u16,
  negotiateContextCount: countOf('negotiateContexts', u16),
  ...responseMiddle,
  negotiateContextOffset: offsetOf('negotiateContexts', u32),
  securityBuffer: bytes,
  negotiateContexts: placed(negotiateContexts, { align: 8 }),
};
const NewResponse = struct('SMB2 NEGOTIATE Response', 65, responseLayout);

/** The choice: one dialect, the limits, the first security token, and with 3.1.1 the contexts. */
export const NegotiateResponse: Struct<typeof responseLayout> = {
  ...NewResponse,
  decode(message, at) {
    const old = OldResponse.decode(message, at);
    if (old.dialectRevision === Dialect.SMB_3_1_1) return NewResponse.decode(message, at);
    return { ...old, negotiateContexts: [] };
  },
};
export type NegotiateResponse = ValueOf<typeof NegotiateResponse>;
export type NegotiateResponseInput = InputOf<typeof NegotiateResponse>;

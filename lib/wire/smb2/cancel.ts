// [MS-SMB2] 2.2.30 CANCEL Request
import { reserved } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';

/** Asks to give up the request whose MessageId or AsyncId the header bears; it has no response of its own. */
export const CancelRequest = struct('SMB2 CANCEL Request', 4, { reserved: reserved(2) });
export type CancelRequest = ValueOf<typeof CancelRequest>;
export type CancelRequestInput = InputOf<typeof CancelRequest>;

// [MS-SMB2] 2.2.7 LOGOFF Request, 2.2.8 LOGOFF Response
import { reserved } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';

/** Ends the session that the header names. */
export const LogoffRequest = struct('SMB2 LOGOFF Request', 4, { reserved: reserved(2) });
export type LogoffRequest = ValueOf<typeof LogoffRequest>;
export type LogoffRequestInput = InputOf<typeof LogoffRequest>;

/** The session is gone. */
export const LogoffResponse = struct('SMB2 LOGOFF Response', 4, { reserved: reserved(2) });
export type LogoffResponse = ValueOf<typeof LogoffResponse>;
export type LogoffResponseInput = InputOf<typeof LogoffResponse>;

// [MS-SMB2] 2.2.28 ECHO Request, 2.2.29 ECHO Response
import { reserved } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';

/** Asks whether the server still answers. */
export const EchoRequest = struct('SMB2 ECHO Request', 4, { reserved: reserved(2) });
export type EchoRequest = ValueOf<typeof EchoRequest>;
export type EchoRequestInput = InputOf<typeof EchoRequest>;

/** It does. */
export const EchoResponse = struct('SMB2 ECHO Response', 4, { reserved: reserved(2) });
export type EchoResponse = ValueOf<typeof EchoResponse>;
export type EchoResponseInput = InputOf<typeof EchoResponse>;

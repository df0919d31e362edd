// [MS-SMB2] 2.2.11 TREE_DISCONNECT Request, 2.2.12 TREE_DISCONNECT Response
import { reserved } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';

/** Leaves the tree that the header names. */
export const TreeDisconnectRequest = struct('SMB2 TREE_DISCONNECT Request', 4, { reserved: reserved(2) });
export type TreeDisconnectRequest = ValueOf<typeof TreeDisconnectRequest>;
export type TreeDisconnectRequestInput = InputOf<typeof TreeDisconnectRequest>;

/** The tree is gone, and with it every open in it. */
export const TreeDisconnectResponse = struct('SMB2 TREE_DISCONNECT Response', 4, { reserved: reserved(2) });
export type TreeDisconnectResponse = ValueOf<typeof TreeDisconnectResponse>;
export type TreeDisconnectResponseInput = InputOf<typeof TreeDisconnectResponse>;

// [MS-SMB2] 2.2.13.2.11 SMB2_CREATE_DURABLE_HANDLE_REQUEST_V2, 2.2.14.2.12 its RESPONSE, 2.2.13.2.12 the RECONNECT
import { guid } from '../../dtyp/guid.ts';
import { must, reserved, u32 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { fileId } from '../file-id.ts';
import { contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/** Flags of the durable handles of 3.x. */
export const DurableHandleFlags = { PERSISTENT: 2 } as const;
export type DurableHandleFlags = (typeof DurableHandleFlags)[keyof typeof DurableHandleFlags];

/**
 * Durable handles of 3.x: `createGuid`, a GUID of the client's for this very CREATE, makes it repeatable; `timeout`
 * in ms is how long the server shall wait (0: its default), and in the answer how long it will.
 *
 * @example
 * ```ts
 * const createContexts = [DurableHandleV2.request.of({ createGuid: randomUUID(), timeout: 60_000 })];
 * ```
 */
export const DurableHandleV2 = {
  request: contextKind(
    CreateContextName.DURABLE_HANDLE_REQUEST_V2,
    struct('SMB2_CREATE_DURABLE_HANDLE_REQUEST_V2', undefined, {
      timeout: u32,
      flags: u32,
      reserved: reserved(8),
      createGuid: must(guid),
    }),
  ),
  response: contextKind(
    CreateContextName.DURABLE_HANDLE_REQUEST_V2,
    struct('SMB2_CREATE_DURABLE_HANDLE_RESPONSE_V2', undefined, { timeout: u32, flags: u32 }),
  ),
} as const;

/**
 * Takes up an open of 3.x again; what is said of `DurableHandleReconnect` holds here.
 *
 * @example
 * ```ts
 * const createContexts = [DurableHandleReconnectV2.of({ fileId: handle.fileId, createGuid })];
 * ```
 */
export const DurableHandleReconnectV2 = contextKind(
  CreateContextName.DURABLE_HANDLE_RECONNECT_V2,
  struct('SMB2_CREATE_DURABLE_HANDLE_RECONNECT_V2', undefined, {
    fileId,
    createGuid: must(guid),
    flags: u32,
  }),
);

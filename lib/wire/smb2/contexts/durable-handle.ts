// [MS-SMB2] 2.2.13.2.3 SMB2_CREATE_DURABLE_HANDLE_REQUEST, 2.2.14.2.3 its RESPONSE, 2.2.13.2.4 the RECONNECT
import { reserved } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { fileId } from '../file-id.ts';
import { type AnsweredContext, contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/**
 * Asks that the open outlive its connection for a while. Granted only together with a batch oplock, or with a
 * lease that keeps handles; the answer is there when it was.
 *
 * @example
 * ```ts
 * const durable = { requestedOplockLevel: OplockLevel.BATCH, createContexts: [DurableHandle.request.of()] };
 * create(share.tree, { ...options, ...durable }).subscribe(response => {
 *   const granted = DurableHandle.response.in(response.createContexts) !== undefined;
 * });
 * ```
 */
export const DurableHandle: AnsweredContext<object, object> = {
  request: contextKind<object>(
    CreateContextName.DURABLE_HANDLE_REQUEST,
    struct('SMB2_CREATE_DURABLE_HANDLE_REQUEST', undefined, { durableRequest: reserved(16) }),
  ),
  response: contextKind<object>(
    CreateContextName.DURABLE_HANDLE_REQUEST,
    struct('SMB2_CREATE_DURABLE_HANDLE_RESPONSE', undefined, { reserved: reserved(8) }),
  ),
};

/**
 * Takes up an open again on a new connection of the same ClientGuid. But for the context of the lease it was opened
 * with, it travels alone; whoever uses it proves that it is the same file before anything is written.
 *
 * @example
 * ```ts
 * const createContexts = [DurableHandleReconnect.of({ fileId: handle.fileId })];
 * ```
 */
export const DurableHandleReconnect = contextKind(
  CreateContextName.DURABLE_HANDLE_RECONNECT,
  struct('SMB2_CREATE_DURABLE_HANDLE_RECONNECT', undefined, { fileId }),
);

// [MS-SMB2] 2.2.13.2.9 and 2.2.14.2.9 SMB2_CREATE_QUERY_ON_DISK_ID
import { must, reserved, u64 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { type AnsweredContext, contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/** Which file it is, on which volume: what does not change when it is renamed. */
export interface OnDiskId {
  readonly diskFileId: bigint;
  readonly volumeId: bigint;
}

/**
 * Asks for the identity of the file on its volume.
 *
 * @example
 * ```ts
 * const createContexts = [QueryOnDiskId.request.of()];
 * create(share.tree, { ...options, createContexts }).subscribe(response => {
 *   const id = QueryOnDiskId.response.in(response.createContexts)?.diskFileId;
 * });
 * ```
 */
export const QueryOnDiskId: AnsweredContext<object, OnDiskId> = {
  request: contextKind<object>(
    CreateContextName.QUERY_ON_DISK_ID,
    struct('SMB2_CREATE_QUERY_ON_DISK_ID', undefined, {}),
  ),
  response: contextKind<OnDiskId>(
    CreateContextName.QUERY_ON_DISK_ID,
    struct('SMB2_CREATE_QUERY_ON_DISK_ID', undefined, {
      diskFileId: must(u64),
      volumeId: must(u64),
      reserved: reserved(16),
    }),
  ),
};

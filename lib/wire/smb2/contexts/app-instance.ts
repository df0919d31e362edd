// [MS-SMB2] 2.2.13.2.13 SMB2_CREATE_APP_INSTANCE_ID, 2.2.13.2.15 SMB2_CREATE_APP_INSTANCE_VERSION
import { guid } from '../../dtyp/guid.ts';
import { must, reserved, u64 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { contextKind } from './context-kind.ts';
import { CreateContextName } from './create-context.ts';

/**
 * Names the application that opens, so that its successor on another machine may take the file over (3.x). A server
 * without failover ignores it.
 *
 * @example
 * ```ts
 * const createContexts = [AppInstanceId.of({ appInstanceId }), DurableHandleV2.request.of({ createGuid })];
 * ```
 */
export const AppInstanceId = contextKind(
  CreateContextName.APP_INSTANCE_ID,
  struct('SMB2_CREATE_APP_INSTANCE_ID', 20, { reserved: reserved(2), appInstanceId: must(guid) }),
);

/** Which of several instances is the newer one (3.1.1): an older one must not take over. */
export const AppInstanceVersion = contextKind(
  CreateContextName.APP_INSTANCE_VERSION,
  struct('SMB2_CREATE_APP_INSTANCE_VERSION', 24, {
    reserved: reserved(2),
    padding: reserved(4),
    appInstanceVersionHigh: u64,
    appInstanceVersionLow: u64,
  }),
);

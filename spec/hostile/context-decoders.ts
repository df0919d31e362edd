import { AllocationSize } from '../../lib/wire/smb2/contexts/allocation-size.ts';
import { AppInstanceId, AppInstanceVersion } from '../../lib/wire/smb2/contexts/app-instance.ts';
import type { CreateContextKind } from '../../lib/wire/smb2/contexts/context-kind.ts';
import type { CreateContext } from '../../lib/wire/smb2/contexts/create-context.ts';
import { DurableHandle, DurableHandleReconnect } from '../../lib/wire/smb2/contexts/durable-handle.ts';
import { DurableHandleReconnectV2, DurableHandleV2 } from '../../lib/wire/smb2/contexts/durable-handle-v2.ts';
import { EaBuffer } from '../../lib/wire/smb2/contexts/ea-buffer.ts';
import { QueryMaximalAccess } from '../../lib/wire/smb2/contexts/maximal-access.ts';
import { QueryOnDiskId } from '../../lib/wire/smb2/contexts/on-disk-id.ts';
import { RequestLease } from '../../lib/wire/smb2/contexts/request-lease.ts';
import { SdBuffer } from '../../lib/wire/smb2/contexts/sd-buffer.ts';
import { TimewarpToken } from '../../lib/wire/smb2/contexts/timewarp.ts';
import { type Decoder, reader } from './decoder.ts';

const GUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const leaseKey = new Uint8Array(16);
const fileId = { persistent: 1n, volatile: 2n };

function context<T, I>(
  id: string,
  kind: CreateContextKind<T, I>,
  ...samples: readonly CreateContext[]
): Decoder {
  return reader(
    `wire/smb2/contexts/${id}`,
    data => kind.in([{ name: kind.name, data }]),
    samples.map(({ data }) => data),
    {
      encode: (value: I) => (kind.of as (value: I) => CreateContext)(value).data,
    },
  );
}

/** [MS-SMB2] 2.2.13.2 and 2.2.14.2: what is said beside a CREATE, by either side. */
export const CONTEXT_DECODERS: readonly Decoder[] = [
  context('allocation-size.ts AllocationSize', AllocationSize, AllocationSize.of({ allocationSize: 5n })),
  context('app-instance.ts AppInstanceId', AppInstanceId, AppInstanceId.of({ appInstanceId: GUID })),
  context('app-instance.ts AppInstanceVersion', AppInstanceVersion, AppInstanceVersion.of({})),
  context(
    'durable-handle-v2.ts DurableHandleReconnectV2',
    DurableHandleReconnectV2,
    DurableHandleReconnectV2.of({ fileId, createGuid: GUID }),
  ),
  context(
    'durable-handle-v2.ts DurableHandleV2.request',
    DurableHandleV2.request,
    DurableHandleV2.request.of({ createGuid: GUID, timeout: 5 }),
  ),
  context(
    'durable-handle-v2.ts DurableHandleV2.response',
    DurableHandleV2.response,
    DurableHandleV2.response.of({ timeout: 5 }),
  ),
  context('durable-handle.ts DurableHandle.request', DurableHandle.request, DurableHandle.request.of()),
  context('durable-handle.ts DurableHandle.response', DurableHandle.response, DurableHandle.response.of()),
  context(
    'durable-handle.ts DurableHandleReconnect',
    DurableHandleReconnect,
    DurableHandleReconnect.of({ fileId }),
  ),
  {
    ...context(
      'ea-buffer.ts EaBuffer',
      EaBuffer,
      EaBuffer.of([{ eaName: 'user.one', eaValue: leaseKey }, { eaName: 'B' }]),
    ),
    encode: undefined, // names that nobody may give are still read
  },
  context(
    'maximal-access.ts QueryMaximalAccess.request',
    QueryMaximalAccess.request,
    QueryMaximalAccess.request.of({}),
    QueryMaximalAccess.request.of({ timestamp: 5n }),
  ),
  context(
    'maximal-access.ts QueryMaximalAccess.response',
    QueryMaximalAccess.response,
    QueryMaximalAccess.response.of({ queryStatus: 0, maximalAccess: 0x1f01ff }),
  ),
  context('on-disk-id.ts QueryOnDiskId.request', QueryOnDiskId.request, QueryOnDiskId.request.of()),
  context(
    'on-disk-id.ts QueryOnDiskId.response',
    QueryOnDiskId.response,
    QueryOnDiskId.response.of({ diskFileId: 1n, volumeId: 2n }),
  ),
  context(
    'request-lease.ts RequestLease',
    RequestLease,
    RequestLease.of({ version: 1, leaseKey, leaseState: 7 }),
    RequestLease.of({ version: 2, leaseKey, leaseState: 7, epoch: 3 }),
  ),
  context(
    'sd-buffer.ts SdBuffer',
    SdBuffer,
    SdBuffer.of({ owner: 'S-1-5-18', dacl: { revision: 2, aces: [] } }),
  ),
  context('timewarp.ts TimewarpToken', TimewarpToken, TimewarpToken.of({ timestamp: 5n })),
];

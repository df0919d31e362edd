import fc from 'fast-check';
import { DurableHandle, DurableHandleReconnect } from '../../../../lib/wire/smb2/contexts/durable-handle.ts';
import {
  DurableHandleFlags,
  DurableHandleReconnectV2,
  DurableHandleV2,
} from '../../../../lib/wire/smb2/contexts/durable-handle-v2.ts';
import { any } from '../codec-laws.ts';
import { describeContext } from './context-laws.ts';

const FILE_ID = '8877665544332211 00ffeeddccbbaa99';
const fileId = { persistent: 0x1122_3344_5566_7788n, volatile: 0x99aa_bbcc_ddee_ff00n };
const CREATE_GUID = '10b8a76b ad9d d111 80b4 00c04fd430c8';
const createGuid = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describeContext(DurableHandle.request, {
  title: 'SMB2_CREATE_DURABLE_HANDLE_REQUEST',
  name: 'DHnQ',
  data: '00000000000000000000000000000000',
  value: {},
});

describeContext(DurableHandle.response, {
  title: 'SMB2_CREATE_DURABLE_HANDLE_RESPONSE',
  name: 'DHnQ',
  data: '0000000000000000',
  value: {},
});

describeContext(DurableHandleReconnect, {
  title: 'SMB2_CREATE_DURABLE_HANDLE_RECONNECT',
  name: 'DHnC',
  data: FILE_ID,
  value: { fileId },
  arbitrary: fc.record({ fileId: any.fileId }),
});

describeContext(DurableHandleV2.request, {
  title: 'SMB2_CREATE_DURABLE_HANDLE_REQUEST_V2',
  name: 'DH2Q',
  data: `60ea0000 02000000 0000000000000000 ${CREATE_GUID}`,
  value: { timeout: 60_000, flags: DurableHandleFlags.PERSISTENT, createGuid },
  arbitrary: fc.record({ timeout: any.u32, flags: any.u32, createGuid: fc.uuid() }),
});

describeContext(DurableHandleV2.response, {
  title: 'SMB2_CREATE_DURABLE_HANDLE_RESPONSE_V2',
  name: 'DH2Q',
  data: 'e0930400 00000000',
  value: { timeout: 300_000, flags: 0 },
  arbitrary: fc.record({ timeout: any.u32, flags: any.u32 }),
});

describeContext(DurableHandleReconnectV2, {
  title: 'SMB2_CREATE_DURABLE_HANDLE_RECONNECT_V2',
  name: 'DH2C',
  data: `${FILE_ID} ${CREATE_GUID} 02000000`,
  value: { fileId, createGuid, flags: DurableHandleFlags.PERSISTENT },
  arbitrary: fc.record({ fileId: any.fileId, createGuid: fc.uuid(), flags: any.u32 }),
});

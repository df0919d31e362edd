import { expect } from 'chai';
import fc from 'fast-check';
import { AllocationSize } from '../../../../lib/wire/smb2/contexts/allocation-size.ts';
import { QueryMaximalAccess } from '../../../../lib/wire/smb2/contexts/maximal-access.ts';
import { QueryOnDiskId } from '../../../../lib/wire/smb2/contexts/on-disk-id.ts';
import { i64 } from '../../fscc/class-laws.ts';
import { any, hex } from '../codec-laws.ts';
import { describeContext } from './context-laws.ts';

describeContext(QueryMaximalAccess.request, {
  title: 'SMB2_CREATE_QUERY_MAXIMAL_ACCESS_REQUEST',
  name: 'MxAc',
  data: '8877665544332211',
  value: { timestamp: 0x1122_3344_5566_7788n },
  least: 0,
  arbitrary: fc.oneof(fc.constant({}), fc.record({ timestamp: i64 })),
});

describeContext(QueryMaximalAccess.response, {
  title: 'SMB2_CREATE_QUERY_MAXIMAL_ACCESS_RESPONSE',
  name: 'MxAc',
  data: '220000c0 ff011f00',
  value: { queryStatus: 0xc000_0022, maximalAccess: 0x001f_01ff },
  arbitrary: fc.record({ queryStatus: any.u32, maximalAccess: any.u32 }),
});

describeContext(QueryOnDiskId.request, {
  title: 'SMB2_CREATE_QUERY_ON_DISK_ID, asked',
  name: 'QFid',
  data: '',
  value: {},
});

describeContext(QueryOnDiskId.response, {
  title: 'SMB2_CREATE_QUERY_ON_DISK_ID, answered',
  name: 'QFid',
  data: '0807060504030201 1817161514131211 00000000000000000000000000000000',
  value: { diskFileId: 0x0102_0304_0506_0708n, volumeId: 0x1112_1314_1516_1718n },
  arbitrary: fc.record({ diskFileId: any.u64, volumeId: any.u64 }),
});

describeContext(AllocationSize, {
  title: 'SMB2_CREATE_ALLOCATION_SIZE',
  name: 'AlSi',
  data: '0000100000000000',
  value: { allocationSize: 1_048_576n },
  arbitrary: fc.record({ allocationSize: any.u64 }),
});

describe('what a CREATE asks', () => {
  it('has no data without a time, and none of fewer than eight bytes', () => {
    expect(QueryMaximalAccess.request.of()).to.deep.equal({ name: 'MxAc', data: hex('') });
    for (let length = 1; length < 8; length++) {
      const context = { name: 'MxAc', data: new Uint8Array(length) };
      expect(() => QueryMaximalAccess.request.in([context]), `${length} bytes`).to.throw(/do not fit/);
    }
  });

  it('lets whatever a server left in the reserved bytes pass', () => {
    const data = hex(`01${'00'.repeat(7)} 02${'00'.repeat(7)} ${'ff'.repeat(16)}`);
    expect(QueryOnDiskId.response.in([{ name: 'QFid', data }])).to.deep.equal({
      diskFileId: 1n,
      volumeId: 2n,
    });
  });
});

import fc from 'fast-check';
import { TimewarpToken } from '../../../../lib/wire/smb2/contexts/timewarp.ts';
import { i64 } from '../../fscc/class-laws.ts';
import { describeContext } from './context-laws.ts';

describeContext(TimewarpToken, {
  title: 'SMB2_CREATE_TIMEWARP_TOKEN',
  name: 'TWrp',
  data: '00809e96 d51ddc01',
  value: { timestamp: 0x01dc1dd5_969e8000n },
  arbitrary: fc.record({ timestamp: i64 }),
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../../lib/errors.ts';
import { AppInstanceId, AppInstanceVersion } from '../../../../lib/wire/smb2/contexts/app-instance.ts';
import { any, hex } from '../codec-laws.ts';
import { describeContext } from './context-laws.ts';

const latin1 = (name: string) => Buffer.from(name, 'hex').toString('latin1');
const ID = latin1('45BCA66AEFA7F74A9008FA462E144D74');
const VERSION = latin1('B982D0B73B56074FA07B524A8116A010');

describeContext(AppInstanceId, {
  title: 'SMB2_CREATE_APP_INSTANCE_ID',
  name: ID,
  data: '1400 0000 10b8a76b ad9d d111 80b4 00c04fd430c8',
  value: { appInstanceId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' },
  arbitrary: fc.record({ appInstanceId: fc.uuid() }),
});

describeContext(AppInstanceVersion, {
  title: 'SMB2_CREATE_APP_INSTANCE_VERSION',
  name: VERSION,
  data: '1800 0000 00000000 0100000000000000 0200000000000000',
  value: { appInstanceVersionHigh: 1n, appInstanceVersionLow: 2n },
  arbitrary: fc.record({ appInstanceVersionHigh: any.u64, appInstanceVersionLow: any.u64 }),
});

describe('the contexts of application instances', () => {
  it('are refused when their StructureSize is another', () => {
    expect(() => AppInstanceId.in([{ name: ID, data: hex(`1500 ${'00'.repeat(18)}`) }])).to.throw(
      ProtocolError,
      /StructureSize 21/,
    );
    expect(() => AppInstanceVersion.in([{ name: VERSION, data: hex(`1400 ${'00'.repeat(22)}`) }])).to.throw(
      ProtocolError,
      /StructureSize 20/,
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { LockFlags, LockRequest, LockResponse } from '../../../lib/wire/smb2/lock.ts';
import { any, body, describeCodec, fixture } from './codec-laws.ts';

const flags = LockFlags.EXCLUSIVE_LOCK | LockFlags.FAIL_IMMEDIATELY;
const TWO = body(`3000 0200 21000000 8877665544332211 00ffeeddccbbaa99
  0100000000000000 0200000000000000 12000000 00000000
  0000000001000000 1000000000000000 12000000 00000000`);

describeCodec(LockRequest, {
  message: TWO,
  value: {
    lockSequence: 0x21,
    fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
    locks: [
      { offset: 1n, length: 2n, flags },
      { offset: 0x1_0000_0000n, length: 16n, flags },
    ],
  },
  arbitrary: fc.record({
    lockSequence: any.u32,
    fileId: any.fileId,
    locks: fc.array(fc.record({ offset: any.u64, length: any.u64, flags: any.u32 }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
});

describeCodec(LockResponse, { message: fixture('lockResponse'), value: {} });

describe('LOCK', () => {
  it('refuses a count that the bytes do not hold', () => {
    const message = TWO.slice();
    message[64 + 2] = 3;
    expect(() => LockRequest.decode(message, 64)).to.throw(ProtocolError);
  });
});

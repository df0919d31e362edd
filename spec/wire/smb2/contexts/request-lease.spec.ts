import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../../lib/errors.ts';
import {
  type LeaseContext,
  LeaseFlags,
  RequestLease,
} from '../../../../lib/wire/smb2/contexts/request-lease.ts';
import { any, hex } from '../codec-laws.ts';
import { describeContext } from './context-laws.ts';

const KEY = '000102030405060708090a0b0c0d0e0f';
const PARENT = '101112131415161718191a1b1c1d1e1f';
const fields = { leaseKey: any.blob(16), leaseState: any.u32, flags: any.u32 };

describeContext(RequestLease, {
  title: 'SMB2_CREATE_REQUEST_LEASE',
  name: 'RqLs',
  data: `${KEY} 07000000 02000000 0000000000000000`,
  value: { version: 1, leaseKey: hex(KEY), leaseState: 7, flags: LeaseFlags.BREAK_IN_PROGRESS },
  arbitrary: fc.record<LeaseContext>({ version: fc.constant(1 as const), ...fields }),
});

describeContext(RequestLease, {
  title: 'SMB2_CREATE_REQUEST_LEASE_V2',
  name: 'RqLs',
  data: `${KEY} 03000000 04000000 0000000000000000 ${PARENT} 0201 0000`,
  value: {
    version: 2,
    leaseKey: hex(KEY),
    leaseState: 3,
    flags: LeaseFlags.PARENT_LEASE_KEY_SET,
    parentLeaseKey: hex(PARENT),
    epoch: 0x102,
  },
  least: 32,
  arbitrary: fc.record<LeaseContext>({
    version: fc.constant(2 as const),
    ...fields,
    parentLeaseKey: any.blob(16),
    epoch: any.u16,
  }),
});

describe('the two versions of a lease', () => {
  it('are told apart by their length, and any other length is neither', () => {
    const versions = Array.from({ length: 60 }, (_, length) => {
      try {
        return RequestLease.in([{ name: 'RqLs', data: new Uint8Array(length) }])?.version;
      } catch (error) {
        expect(error).to.be.instanceOf(ProtocolError);
        return 'refused';
      }
    });
    expect(
      versions.flatMap((version, length) => (version === 'refused' ? [] : [[length, version]])),
    ).to.deep.equal([
      [32, 1],
      [52, 2],
    ]);
  });

  it('take zeros for what is left out', () => {
    const leaseKey = hex(KEY);
    const { data } = RequestLease.of({ version: 2, leaseKey, leaseState: 1 });
    expect(Buffer.from(data).toString('hex')).to.equal(`${KEY}01000000${'00'.repeat(32)}`);
    expect(() => RequestLease.of({ version: 1, leaseKey: hex('00'), leaseState: 1 })).to.throw(RangeError);
  });
});

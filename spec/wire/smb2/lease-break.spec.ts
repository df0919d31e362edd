import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import {
  LeaseBreakAcknowledgment,
  LeaseBreakFlags,
  LeaseBreakNotification,
  LeaseBreakResponse,
  LeaseState,
  readBreakNotification,
} from '../../../lib/wire/smb2/lease-break.ts';
import { any, body, describeCodec, fixture, refusesShort, survivesLies } from './codec-laws.ts';

const leaseKey = Buffer.from('rxsmb-lease-key!');
const leaseState = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING;
const notification = {
  newEpoch: 0,
  flags: LeaseBreakFlags.ACK_REQUIRED,
  leaseKey,
  currentLeaseState: leaseState | LeaseState.WRITE_CACHING,
  newLeaseState: leaseState,
};

describeCodec(LeaseBreakNotification, {
  message: fixture('leaseBreakNotification'),
  value: notification,
  arbitrary: fc.record({
    newEpoch: any.u16,
    flags: any.u32,
    leaseKey: any.blob(16),
    currentLeaseState: any.u32,
    newLeaseState: any.u32,
  }),
});

describeCodec(LeaseBreakAcknowledgment, {
  message: body(`2400 0000 00000000 ${leaseKey.toString('hex')} 03000000 0000000000000000`),
  value: { leaseKey, leaseState },
  arbitrary: fc.record({ leaseKey: any.blob(16), leaseState: any.u32 }),
});

describeCodec(LeaseBreakResponse, {
  message: fixture('leaseBreakResponse'),
  value: { leaseKey, leaseState },
});

describe('readBreakNotification', () => {
  it('tells a lease from an oplock by the StructureSize', () => {
    const lease = readBreakNotification(fixture('leaseBreakNotification'));
    expect(lease.kind).to.equal('lease');
    expect(lease.notification).to.deep.include({ newLeaseState: leaseState });
    const oplock = readBreakNotification(fixture('oplockBreakNotification'));
    expect(oplock.kind).to.equal('oplock');
    expect(oplock.notification).to.deep.include({ oplockLevel: 1 });
  });

  it('refuses anything else', () => {
    expect(() => readBreakNotification(body(`2400 ${'00'.repeat(42)}`))).to.throw(
      ProtocolError,
      /StructureSize 36/,
    );
    refusesShort(readBreakNotification, fixture('leaseBreakNotification'), 108);
    survivesLies(bytes => readBreakNotification(bytes), fixture('oplockBreakNotification'), 64);
  });
});

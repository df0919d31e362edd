import fc from 'fast-check';
import { SecurityMode } from '../../../lib/wire/smb2/dialect.ts';
import { SessionSetupRequest, SessionSetupResponse } from '../../../lib/wire/smb2/session-setup.ts';
import { any, describeCodec, fixture } from './codec-laws.ts';

describeCodec(SessionSetupRequest, {
  message: fixture('sessionSetupRequest'),
  value: {
    flags: 0,
    securityMode: SecurityMode.SIGNING_ENABLED,
    capabilities: 1,
    previousSessionId: 0n,
    securityBuffer: fixture('sessionSetupRequest').subarray(64 + 24),
  },
  arbitrary: fc.record({
    flags: any.u8,
    securityMode: any.u8,
    capabilities: any.u32,
    previousSessionId: any.u64,
    securityBuffer: any.bytes,
  }),
});

describeCodec(SessionSetupResponse, {
  message: fixture('sessionSetupResponseMore'),
  value: { sessionFlags: 0, securityBuffer: fixture('sessionSetupResponseMore').subarray(64 + 8) },
  arbitrary: fc.record({ sessionFlags: any.u16, securityBuffer: any.bytes }),
});

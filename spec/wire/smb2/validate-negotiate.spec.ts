import { expect } from 'chai';
import fc from 'fast-check';
import { Dialect, SecurityMode } from '../../../lib/wire/smb2/dialect.ts';
import { IoctlRequest, IoctlResponse } from '../../../lib/wire/smb2/ioctl.ts';
import {
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../../../lib/wire/smb2/validate-negotiate.ts';
import { any, fixture, hex, refusesShort, survivesLies, survivesTruncation } from './codec-laws.ts';

describe('VALIDATE_NEGOTIATE_INFO', () => {
  const { input } = IoctlRequest.decode(fixture('ioctlRequestValidate'), 64);
  const { output } = IoctlResponse.decode(fixture('ioctlResponseValidate'), 64);
  const offered = {
    capabilities: 0x7f,
    guid: hex('99546e3a1969314282c8a6d9494515cd'),
    securityMode: SecurityMode.SIGNING_ENABLED,
    dialects: [Dialect.SMB_2_0_2, Dialect.SMB_2_1, Dialect.SMB_3_0],
  };
  const chosen = {
    capabilities: 0x4f,
    guid: hex(`${Buffer.from('fixture').toString('hex')}${'00'.repeat(9)}`),
    securityMode: SecurityMode.SIGNING_ENABLED,
    dialect: Dialect.SMB_3_0,
  };

  it('reads and writes what a real client asks', () => {
    expect(ValidateNegotiateInfoRequest.decode(input)).to.deep.equal(offered);
    expect(ValidateNegotiateInfoRequest.encode(offered)).to.deep.equal(input.slice());
  });

  it('reads and writes what a real server answers', () => {
    expect(ValidateNegotiateInfoResponse.decode(output)).to.deep.equal(chosen);
    expect(ValidateNegotiateInfoResponse.encode(chosen)).to.deep.equal(output.slice());
  });

  it('needs to be told everything', () => {
    for (const key of ['capabilities', 'guid', 'securityMode'] as const) {
      expect(() => ValidateNegotiateInfoRequest.encode({ ...offered, [key]: undefined })).to.throw(TypeError);
    }
  });

  it('survives truncation and lies', () => {
    for (const [codec, bytes] of [
      [ValidateNegotiateInfoRequest, input],
      [ValidateNegotiateInfoResponse, output],
    ] as const) {
      const decode = (each: Uint8Array) => codec.decode(each);
      refusesShort(decode, bytes, bytes.length); // no byte of either is optional
      survivesTruncation(decode, bytes);
      survivesLies(decode, bytes, 0);
    }
  });

  it('reads back what it wrote', () => {
    const request = fc.record({
      capabilities: any.u32,
      guid: any.blob(16),
      securityMode: any.u16,
      dialects: fc.array(any.u16, { maxLength: 10 }),
    });
    fc.assert(
      fc.property(request, value => {
        const bytes = ValidateNegotiateInfoRequest.encode(value);
        expect(ValidateNegotiateInfoRequest.decode(bytes)).to.deep.equal(value);
      }),
    );
  });
});

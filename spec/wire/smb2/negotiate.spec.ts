import { expect } from 'chai';
import fc from 'fast-check';
import { Capabilities, Dialect, SecurityMode } from '../../../lib/wire/smb2/dialect.ts';
import { NegotiateRequest, NegotiateResponse } from '../../../lib/wire/smb2/negotiate.ts';
import { any, body, describeCodec, fixture, hex } from './codec-laws.ts';

const contexts = fc.array(fc.record({ type: any.u16, data: any.bytes }), { maxLength: 5 });
const ALL = 0x7f;
const { SIGNING_ENABLED } = SecurityMode;

describeCodec(NegotiateRequest, {
  message: fixture('negotiateRequest311'),
  value: {
    securityMode: SIGNING_ENABLED,
    capabilities: ALL,
    clientGuid: hex('9cd65c50a76fec4e924832d7ee8f1ab7'),
    dialects: [Dialect.SMB_2_0_2, Dialect.SMB_2_1, Dialect.SMB_3_0, Dialect.SMB_3_0_2, Dialect.SMB_3_1_1],
    negotiateContexts: [
      {
        type: 1,
        data: hex('0100 2000 0100 de161802e031bfbdec44da953b3608f74f083b0ae54c919ea3fa7f6074ba1101'),
      },
      { type: 2, data: hex('0400 0200 0100 0400 0300') },
      { type: 8, data: hex('0300 0200 0100 0000') },
      { type: 5, data: Buffer.from('127.0.0.1', 'utf16le') },
    ],
  },
  arbitrary: fc.record({
    securityMode: any.u16,
    capabilities: any.u32,
    clientGuid: any.blob(16),
    dialects: fc.array(any.u16, { maxLength: 8 }).map(others => [...others, Dialect.SMB_3_1_1]),
    negotiateContexts: contexts,
  }),
});

describeCodec(NegotiateResponse, {
  message: fixture('negotiateResponse311'),
  value: {
    securityMode: SIGNING_ENABLED,
    dialectRevision: Dialect.SMB_3_1_1,
    serverGuid: hex(`${Buffer.from('fixture').toString('hex')}${'00'.repeat(9)}`),
    capabilities:
      Capabilities.DFS | Capabilities.LEASING | Capabilities.LARGE_MTU | Capabilities.MULTI_CHANNEL,
    maxTransactSize: 8 << 20,
    maxReadSize: 8 << 20,
    maxWriteSize: 8 << 20,
    systemTime: 134399157222025270n,
    serverStartTime: 0n,
    securityBuffer: fixture('negotiateResponse311').subarray(128, 128 + 74),
    negotiateContexts: [
      {
        type: 1,
        data: hex('0100 2000 0100 25e7d04cdff5d37576fce2230d482c43689600ff58bba27ca6475b6e4310f6af'),
      },
      { type: 2, data: hex('0100 0200') },
      { type: 8, data: hex('0100 0200') },
    ],
  },
  arbitrary: fc.record({
    securityMode: any.u16,
    dialectRevision: fc.constant(Dialect.SMB_3_1_1),
    serverGuid: any.blob(16),
    capabilities: any.u32,
    maxTransactSize: any.u32,
    maxReadSize: any.u32,
    maxWriteSize: any.u32,
    systemTime: any.u64,
    serverStartTime: any.u64,
    securityBuffer: any.bytes,
    negotiateContexts: contexts,
  }),
});

describe('NEGOTIATE below 3.1.1', () => {
  it('offers without contexts: ClientStartTime is 0', () => {
    const message = fixture('negotiateRequest300');
    const request = NegotiateRequest.decode(message, 64);
    expect(request.dialects).to.deep.equal([Dialect.SMB_2_0_2, Dialect.SMB_2_1, Dialect.SMB_3_0]);
    expect(request.negotiateContexts).to.deep.equal([]);
    expect(NegotiateRequest.encode(request, 64)).to.deep.equal(message.slice(64));
  });

  it('does not read a ClientStartTime as the place of contexts', () => {
    const message = fixture('negotiateRequest300');
    message.fill(0xff, 64 + 28, 64 + 36);
    expect(NegotiateRequest.decode(message, 64).negotiateContexts).to.deep.equal([]);
  });

  it('does not look at Reserved2, where Windows leaves text', () => {
    const message = fixture('negotiateResponse300');
    const expected = NegotiateResponse.decode(message, 64);
    message.set(Buffer.from(' LM '), 64 + 60);
    message.fill(0xff, 64 + 6, 64 + 8);
    expect(NegotiateResponse.decode(message, 64)).to.deep.equal(expected);
    expect(expected.dialectRevision).to.equal(Dialect.SMB_3_0);
    expect(expected.capabilities & Capabilities.ENCRYPTION).to.equal(Capabilities.ENCRYPTION);
    expect(expected.securityBuffer).to.have.length(74);
  });

  it('takes a 3.1.1 reply that brings no contexts at all', () => {
    const { negotiateContexts: _, ...rest } = NegotiateResponse.decode(fixture('negotiateResponse311'), 64);
    const message = body(NegotiateResponse.encode(rest, 64));
    expect(NegotiateResponse.decode(message, 64).negotiateContexts).to.deep.equal([]);
  });
});

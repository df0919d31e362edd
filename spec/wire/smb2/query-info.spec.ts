import { expect } from 'chai';
import fc from 'fast-check';
import {
  InfoType,
  QueryInfoRequest,
  QueryInfoResponse,
  SecurityInformation,
} from '../../../lib/wire/smb2/query-info.ts';
import { any, body, describeCodec, fixture, hex } from './codec-laws.ts';

describeCodec(QueryInfoRequest, {
  message: fixture('queryInfoRequest'),
  value: {
    infoType: InfoType.FILE,
    fileInfoClass: 18,
    outputBufferLength: 65535,
    additionalInformation: 0,
    flags: 0,
    fileId: { persistent: 3050819829n, volatile: 85716087n },
    inputBuffer: hex(''),
  },
  arbitrary: fc.record({
    infoType: fc.constantFrom(...Object.values(InfoType)),
    fileInfoClass: any.u8,
    outputBufferLength: any.u32,
    additionalInformation: any.u32,
    flags: any.u32,
    fileId: any.fileId,
    inputBuffer: any.bytes,
  }),
});

describeCodec(QueryInfoResponse, {
  message: fixture('queryInfoResponse'),
  value: { outputBuffer: fixture('queryInfoResponse').subarray(72) },
  arbitrary: fc.record({ outputBuffer: any.bytes }),
});

describe('QUERY_INFO', () => {
  it('asks for a security descriptor', () => {
    const fileId = { persistent: 1n, volatile: 2n };
    const { OWNER, GROUP, DACL } = SecurityInformation;
    const encoded = QueryInfoRequest.encode(
      {
        infoType: InfoType.SECURITY,
        outputBufferLength: 0x1_0000,
        additionalInformation: OWNER | GROUP | DACL,
        fileId,
      },
      64,
    );
    expect(encoded).to.deep.equal(
      hex(`2900 03 00 00000100 0000 0000 00000000 07000000 00000000 0100000000000000 0200000000000000 00`),
    );
  });

  it('gives a real descriptor as it came', () => {
    const { outputBuffer } = QueryInfoResponse.decode(fixture('queryInfoResponseSecurity'), 64);
    expect(outputBuffer).to.have.length(152);
    expect([...outputBuffer.subarray(0, 4)]).to.deep.equal([1, 0, 0x04, 0x90]);
  });

  it('reads an empty answer, which may say anything of its place', () => {
    expect(QueryInfoResponse.decode(body('0900 ffff 00000000'), 64).outputBuffer).to.have.length(0);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { viewOf } from '../../../lib/wire/fields.ts';
import { RELATED_FILE_ID } from '../../../lib/wire/smb2/file-id.ts';
import { FsctlCode, IoctlFlags, IoctlRequest, IoctlResponse } from '../../../lib/wire/smb2/ioctl.ts';
import { any, body, describeCodec, fixture, hex } from './codec-laws.ts';

/** What the fixture says of an empty buffer's place, 0 here. */
function without(name: string, at: number): Uint8Array {
  const copy = fixture(name).slice(64);
  copy.fill(0, at, at + 4);
  return copy;
}

describeCodec(IoctlRequest, {
  message: fixture('ioctlRequestValidate'),
  value: {
    ctlCode: FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO,
    fileId: RELATED_FILE_ID,
    maxInputResponse: 0,
    maxOutputResponse: 24,
    flags: IoctlFlags.IS_FSCTL,
    input: fixture('ioctlRequestValidate').subarray(120),
    output: hex(''),
  },
  written: without('ioctlRequestValidate', 36),
  arbitrary: fc.record({
    ctlCode: any.u32,
    fileId: any.fileId,
    maxInputResponse: any.u32,
    maxOutputResponse: any.u32,
    flags: any.u32,
    input: any.bytes,
    output: any.bytes,
  }),
});

const resumeKey = {
  ctlCode: FsctlCode.FSCTL_SRV_REQUEST_RESUME_KEY,
  fileId: { persistent: 1631290471n, volatile: 1190777520n },
  flags: 0,
  input: hex(''),
  output: hex(`67843b6100000000 b0d2f94600000000 7800140000000000 0000000000000000`),
};

describeCodec(IoctlResponse, {
  message: fixture('ioctlResponseResumeKey'),
  value: resumeKey,
  written: without('ioctlResponseResumeKey', 24),
  arbitrary: fc.record({
    ctlCode: any.u32,
    fileId: any.fileId,
    flags: any.u32,
    input: any.bytes,
    output: any.bytes,
  }),
});

describe('IOCTL', () => {
  it('puts the output at a multiple of 8 behind the input', () => {
    const response = viewOf(IoctlResponse.encode({ ...resumeKey, input: hex('aabbcc') }, 64));
    expect([24, 28, 32, 36].map(at => response.getUint32(at, true))).to.deep.equal([112, 3, 120, 32]);
    const request = viewOf(IoctlRequest.encode({ ...resumeKey, input: hex('aabbcc') }, 64));
    expect([24, 28, 36, 40].map(at => request.getUint32(at, true))).to.deep.equal([120, 3, 128, 32]);
  });

  it('is an FSCTL unless told otherwise', () => {
    const { ctlCode, fileId } = resumeKey;
    expect(IoctlRequest.decode(body(IoctlRequest.encode({ ctlCode, fileId }, 64)), 64).flags).to.equal(1);
    expect(IoctlRequest.encode({ ctlCode, fileId }, 64)).to.have.length(57);
  });
});

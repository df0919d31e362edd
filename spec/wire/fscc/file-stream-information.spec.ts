import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { FileStreamInformation } from '../../../lib/wire/fscc/file-stream-information.ts';
import { any, hex } from '../smb2/codec-laws.ts';
import { describeClass, i64 } from './class-laws.ts';

describeClass(FileStreamInformation, {
  infoType: 1,
  infoClass: 22,
  bytes: `28000000 0e000000 0600000000000000 0010000000000000 3a003a00240044004100540041 00 0000
    00000000 0e000000 0700000000000000 0020000000000000 3a0078003a002400440041005400`,
  value: [
    { streamName: '::$DATA', streamSize: 6n, streamAllocationSize: 4096n },
    { streamName: ':x:$DAT', streamSize: 7n, streamAllocationSize: 8192n },
  ],
  least: 0,
  arbitrary: fc.array(fc.record({ streamName: any.text, streamSize: i64, streamAllocationSize: i64 }), {
    maxLength: 5,
  }),
});

describe('FileStreamInformation', () => {
  it('is an empty list where there are no bytes', () => {
    expect(FileStreamInformation.codec.decode(hex(''))).to.deep.equal([]);
  });

  it('refuses a name longer than its entry', () => {
    const bytes = hex('00000000 04000000 0000000000000000 0000000000000000 3a00');
    expect(() => FileStreamInformation.codec.decode(bytes)).to.throw(ProtocolError, 'streamName');
  });
});

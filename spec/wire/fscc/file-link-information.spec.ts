import { expect } from 'chai';
import fc from 'fast-check';
import { FileLinkInformation } from '../../../lib/wire/fscc/file-link-information.ts';
import { any } from '../smb2/codec-laws.ts';
import { describeClass, hexOf } from './class-laws.ts';

describeClass(FileLinkInformation, {
  infoType: 1,
  infoClass: 11,
  bytes: '01 00000000000000 0000000000000000 06000000 61005c006200',
  value: { replaceIfExists: true, rootDirectory: 0n, fileName: 'a\\b' },
  least: 26,
  arbitrary: fc.record({ replaceIfExists: fc.boolean(), rootDirectory: any.u64, fileName: any.text }),
});

describe('FileLinkInformation', () => {
  it('has 24 bytes at least', () => {
    const encoded = FileLinkInformation.codec.encode({ fileName: 'x' });
    expect(hexOf(encoded)).to.equal(`00${'00'.repeat(15)}0200000078000000`);
    expect(FileLinkInformation.codec.decode(encoded).fileName).to.equal('x');
  });
});

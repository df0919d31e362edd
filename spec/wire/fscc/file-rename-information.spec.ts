import { expect } from 'chai';
import fc from 'fast-check';
import { FileRenameInformation } from '../../../lib/wire/fscc/file-rename-information.ts';
import { any, fixture } from '../smb2/codec-laws.ts';
import { describeClass, hexOf } from './class-laws.ts';

describeClass(FileRenameInformation, {
  infoType: 1,
  infoClass: 10,
  // a rename by smbclient; 96 is where a SET_INFO's buffer begins
  bytes: fixture('setInfoRequest').subarray(96),
  value: { replaceIfExists: false, rootDirectory: 0n, fileName: 'folder\\new2.txt' },
  least: 50,
  arbitrary: fc.record({ replaceIfExists: fc.boolean(), rootDirectory: any.u64, fileName: any.text }),
});

describe('FileRenameInformation', () => {
  it('has 24 bytes at least, which Windows insists on', () => {
    const encoded = FileRenameInformation.codec.encode({ replaceIfExists: true, fileName: 'x' });
    expect(hexOf(encoded)).to.equal(`01${'00'.repeat(15)}0200000078000000`);
    expect(FileRenameInformation.codec.decode(encoded).fileName).to.equal('x');
  });
});

import { expect } from 'chai';
import { CloseRequest } from '../../../lib/wire/smb2/close.ts';
import { RELATED_FILE_ID } from '../../../lib/wire/smb2/file-id.ts';

describe('FileId', () => {
  it('is all ones for the open of the element before', () => {
    const encoded = CloseRequest.encode({ fileId: RELATED_FILE_ID });
    expect(Buffer.from(encoded.subarray(8)).toString('hex')).to.equal('ff'.repeat(16));
  });

  it('must be given', () => {
    expect(() => CloseRequest.encode({} as never)).to.throw(TypeError, 'fileId is missing');
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { errorContextsOf, ErrorId, ErrorResponse } from '../../../lib/wire/smb2/error.ts';
import { any, body, describeCodec, fixture, hex, survivesLies, survivesTruncation } from './codec-laws.ts';

// two contexts of 3.1.1: a default one of 4 bytes, padded to 8, and a redirection's
const DATA = hex('04000000 00000000 00100000 00000000  02000000 53526472 abcd');

describeCodec(ErrorResponse, {
  message: body(`0900 02 00 1a000000 ${Buffer.from(DATA).toString('hex')}`),
  value: { errorContextCount: 2, errorData: DATA },
  arbitrary: fc.record({ errorContextCount: any.u8, errorData: any.bytes }),
});

describe('a real refusal', () => {
  describeCodec(ErrorResponse, {
    message: fixture('errorNoMoreFiles'),
    value: { errorContextCount: 0, errorData: hex('') },
  });

  it('may lack the byte of ErrorData, or fill it with rubbish', () => {
    expect(ErrorResponse.decode(body('0900 0000 00000000'), 64).errorData).to.have.length(0);
    expect(ErrorResponse.decode(fixture('changeNotifyInterim'), 64).errorData).to.have.length(0);
  });

  it('refuses data that the message does not hold', () => {
    expect(() => ErrorResponse.decode(body('0900 0000 02000000 00'), 64)).to.throw(ProtocolError);
    expect(() => ErrorResponse.decode(body('0900 0000 ffffffff 00'), 64)).to.throw(ProtocolError);
  });
});

describe('errorContextsOf', () => {
  it('reads the contexts of 3.1.1', () => {
    expect(errorContextsOf({ errorContextCount: 2, errorData: DATA })).to.deep.equal([
      { errorId: ErrorId.DEFAULT, errorContextData: hex('00100000') },
      { errorId: ErrorId.SHARE_REDIRECT, errorContextData: hex('abcd') },
    ]);
  });

  it('finds none below 3.1.1, whatever the data are', () => {
    expect(errorContextsOf({ errorContextCount: 0, errorData: DATA })).to.deep.equal([]);
  });

  it('refuses a count that the data do not hold, and a length past their end', () => {
    expect(() => errorContextsOf({ errorContextCount: 3, errorData: DATA })).to.throw(ProtocolError);
    const long = hex('ffffffff 00000000 00100000');
    expect(() => errorContextsOf({ errorContextCount: 1, errorData: long })).to.throw(ProtocolError);
  });

  it('survives truncation and lies', () => {
    const read = (errorData: Uint8Array) => errorContextsOf({ errorContextCount: 2, errorData });
    survivesTruncation(read, DATA);
    survivesLies(read, DATA, 0);
  });
});

import { expect } from 'chai';
import { MessageSignature } from '../../../lib/wire/nlmp/message-signature.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { survives } from './hostile.ts';

describe('NTLMSSP_MESSAGE_SIGNATURE', () => {
  // [MS-NLMP] 4.2.4.4
  const example = hex('01000000 7fb38ec5c55d4976 00000000');

  it('encodes and decodes the example of [MS-NLMP] 4.2.4.4', () => {
    const value = MessageSignature.decode(example);
    expect(value).to.deep.include({ version: 1, seqNum: 0 });
    expect(toHex(MessageSignature.encode({ checksum: value.checksum }))).to.equal(toHex(example));
  });

  it('survives truncation and hostile bytes', () =>
    survives(example, bytes => MessageSignature.decode(bytes)));
});

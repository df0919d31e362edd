import { expect } from 'chai';
import {
  MIC_OFFSET,
  decodeAuthenticateMessage,
  encodeAuthenticateMessage,
} from '../../../lib/wire/nlmp/authenticate-message.ts';
import { decodeNegTokenResp } from '../../../lib/wire/spnego/neg-token-resp.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { securityBuffer, windowsExchange } from '../../crypto/windows-exchange.ts';
import { example } from './example.ts';
import { survives } from './hostile.ts';

describe('NTLM AUTHENTICATE_MESSAGE', () => {
  const windows =
    decodeNegTokenResp(securityBuffer(windowsExchange.secondSetupRequest)).responseToken ?? hex('');
  it("decodes Windows' message and encodes it again, MIC included", () => {
    const message = decodeAuthenticateMessage(windows);
    expect(message).to.deep.include({
      negotiateFlags: 0xe2888215,
      domainName: 'SUT311',
      userName: 'administrator',
      workstation: 'DRIVER311',
    });
    expect(toHex(message.mic)).to.equal('ecac77a5f385a8bf9c38c706eeeddcd3');
    expect(toHex(message.encryptedRandomSessionKey)).to.equal('3b9bdff38f5ee8f9663f11a0f4c03a78');
    expect(message.ntChallengeResponse).to.have.length(238);
    expect(toHex(encodeAuthenticateMessage(message))).to.equal(toHex(windows));
  });

  it('decodes the example of [MS-NLMP] 4.2.4.3', () => {
    const message = decodeAuthenticateMessage(example);
    expect(message).to.deep.include({ domainName: 'Domain', userName: 'User', workstation: 'COMPUTER' });
    expect(message.version?.productBuild).to.equal(2600);
    expect(message.mic).to.equal(undefined);
    expect(toHex(message.lmChallengeResponse)).to.equal('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
    expect(toHex(message.ntChallengeResponse.subarray(0, 16))).to.equal('68cd0ab851e51c96aabc927bebef6a1c');
    expect(toHex(message.encryptedRandomSessionKey)).to.equal('c5dad2544fc9799094ce1ce90bc9d03e');
  });

  it('leaves room for the MIC', () => {
    const message = { ...decodeAuthenticateMessage(windows), mic: undefined };
    const bytes = encodeAuthenticateMessage(message);
    expect(bytes.subarray(MIC_OFFSET, MIC_OFFSET + 16).every(byte => byte === 0)).to.equal(true);
    expect(bytes).to.have.length(windows.length);
  });

  it('decodes a message with neither Version nor MIC', () => {
    const bytes = hex(`
      4e544c4d53535000 03000000 0100010040000000 0000000041000000 0000000041000000 0000000041000000
      0000000041000000 0000000041000000 01080000 00`);
    const message = decodeAuthenticateMessage(bytes);
    expect(toHex(message.lmChallengeResponse)).to.equal('00');
    expect([message.version, message.mic]).to.deep.equal([undefined, undefined]);
  });

  it('survives truncation and hostile bytes', () => {
    survives(windows, decodeAuthenticateMessage);
    survives(example, decodeAuthenticateMessage);
  });
});

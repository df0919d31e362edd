import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { decodeChallengeMessage, encodeChallengeMessage } from '../../../lib/wire/nlmp/challenge-message.ts';
import { NegotiateFlags } from '../../../lib/wire/nlmp/negotiate-flags.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { survives } from './hostile.ts';

describe('NTLM CHALLENGE_MESSAGE', () => {
  const targetInfo = hex('02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000');
  // [MS-NLMP] 4.2.4.3
  const example = hex(`
    4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000
    2400240044000000 060070170000000f 530065007200760065007200
    02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000`);

  it('decodes the example of [MS-NLMP] 4.2.4.3 and encodes it again', () => {
    const message = decodeChallengeMessage(example);
    expect(message.targetName).to.equal('Server');
    expect(message.negotiateFlags).to.equal(0xe28a8233);
    expect(toHex(message.serverChallenge)).to.equal('0123456789abcdef');
    expect(toHex(message.targetInfo)).to.equal(toHex(targetInfo));
    expect(message.version).to.deep.equal({
      productMajorVersion: 6,
      productMinorVersion: 0,
      productBuild: 6000,
      ntlmRevisionCurrent: 15,
    });
    expect(toHex(encodeChallengeMessage(message))).to.equal(toHex(example));
  });

  it('decodes a message whose payload stands where others have their Version (ksmbd)', () => {
    const message = decodeChallengeMessage(
      hex(`4e544c4d53535000 02000000 0200020030000000 05028000 0123456789abcdef 0000000000000000
           0400040032000000 5300 00000000`),
    );
    expect(message.targetName).to.equal('S');
    expect(toHex(message.targetInfo)).to.equal('00000000');
    expect(message.version).to.equal(undefined);
  });

  it('reads the name in the OEM character set where UNICODE is not set', () => {
    const message = { negotiateFlags: 0, targetName: 'abc', serverChallenge: new Uint8Array(8), targetInfo };
    expect(decodeChallengeMessage(encodeChallengeMessage(message)).targetName).to.equal('abc');
  });

  it('refuses payloads outside the message or over its fixed part', () => {
    for (const [offset, length] of [
      [0xffffffff, 12],
      [120, 12],
      [0x38, 0xffff],
      [4, 12],
    ] as const) {
      const bytes = Uint8Array.from(example);
      const view = new DataView(bytes.buffer);
      view.setUint16(12, length, true);
      view.setUint32(16, offset, true);
      expect(() => decodeChallengeMessage(bytes), `${length} at ${offset}`).to.throw(ProtocolError);
    }
  });

  it('refuses half a UTF-16 unit', () => {
    const bytes = Uint8Array.from(example);
    bytes[12] = 11;
    expect(() => decodeChallengeMessage(bytes)).to.throw(ProtocolError, 'UTF-16');
  });

  it('refuses to encode what two bytes of length cannot hold', () => {
    const message = {
      negotiateFlags: NegotiateFlags.UNICODE,
      targetName: '',
      serverChallenge: new Uint8Array(8),
      targetInfo: new Uint8Array(0x10000),
    };
    expect(() => encodeChallengeMessage(message)).to.throw(RangeError);
  });

  it('survives truncation and hostile bytes', () => survives(example, decodeChallengeMessage));
});

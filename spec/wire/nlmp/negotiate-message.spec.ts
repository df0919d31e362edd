import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { decodeNegotiateMessage, encodeNegotiateMessage } from '../../../lib/wire/nlmp/negotiate-message.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { survives } from './hostile.ts';

describe('NTLM NEGOTIATE_MESSAGE', () => {
  // as Windows 10 sends it
  const windows = hex(`4E544C4D5353500001000000978208E2 0000000000000000 0000000000000000 060380250000000F`);
  const version = {
    productMajorVersion: 6,
    productMinorVersion: 3,
    productBuild: 9600,
    ntlmRevisionCurrent: 15,
  };

  it("decodes Windows' message and encodes it again", () => {
    const message = decodeNegotiateMessage(windows);
    expect(message).to.deep.include({ messageType: 1, negotiateFlags: 0xe2088297, version });
    expect(toHex(encodeNegotiateMessage(message))).to.equal(toHex(windows));
  });

  it('carries domain and workstation in the OEM character set', () => {
    const [domainName, workstation] = [Buffer.from('DOMAIN'), Buffer.from('COMPUTER')];
    const bytes = encodeNegotiateMessage({ negotiateFlags: 0x3000, domainName, workstation });
    expect(toHex(bytes)).to.equal(
      toHex(
        hex(`
          4e544c4d53535000 01000000 00300000 0600060028000000 080008002e000000 0000000000000000
          444f4d41494e 434f4d5055544552`),
      ),
    );
    expect(toHex(decodeNegotiateMessage(bytes).workstation)).to.equal(workstation.toString('hex'));
  });

  it('decodes a message without a Version field', () => {
    const bytes = hex('4e544c4d53535000 01000000 07820800 0200020020000000 0000000000000000 4142');
    const message = decodeNegotiateMessage(bytes);
    expect(toHex(message.domainName)).to.equal('4142');
    expect(message.version).to.equal(undefined);
  });

  it('refuses another signature and another type', () => {
    for (const at of [0, 7, 8]) {
      const bytes = Uint8Array.from(windows);
      bytes[at] = 0x42;
      expect(() => decodeNegotiateMessage(bytes)).to.throw(ProtocolError, 'type 1');
    }
  });

  it('survives truncation and hostile bytes', () => {
    survives(windows, decodeNegotiateMessage);
    survives(encodeNegotiateMessage({ domainName: Buffer.from('D') }), decodeNegotiateMessage);
  });
});

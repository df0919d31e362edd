import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import {
  decodeNegTokenInit,
  encodeMechTypes,
  encodeNegTokenInit,
} from '../../../lib/wire/spnego/neg-token-init.ts';
import { Oid } from '../../../lib/wire/spnego/oid.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { securityBuffer, windowsExchange } from '../../crypto/windows-exchange.ts';
import { survives } from '../nlmp/hostile.ts';

describe('SPNEGO negTokenInit', () => {
  const fromClient = securityBuffer(windowsExchange.firstSetupRequest);
  const fromServer = securityBuffer(windowsExchange.negotiateResponse);
  // as Samba sends it in its NEGOTIATE response
  const hints = hex(`
    6048 06062b0601050502 a03e303c a00e300c060a2b06010401823702020a
    a32a3028a0261b246e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265`);

  it("decodes a Windows client's token and encodes it again", () => {
    const token = decodeNegTokenInit(fromClient);
    expect(token.mechTypes).to.deep.equal([Oid.NTLMSSP]);
    expect(toHex(token.mechTypesDer)).to.equal('300c060a2b06010401823702020a');
    expect(token.mechToken).to.have.length(40);
    expect(token.mechListMIC).to.equal(undefined);
    expect(toHex(encodeNegTokenInit(token))).to.equal(toHex(fromClient));
  });

  it("decodes a Windows server's offer", () => {
    const token = decodeNegTokenInit(fromServer);
    expect(token.mechTypes).to.deep.equal([Oid.NEGOEX, Oid.NTLMSSP]);
    expect(toHex(token.mechToken?.subarray(0, 8))).to.equal(Buffer.from('NEGOEXTS').toString('hex'));
  });

  it('decodes and encodes the hints of a NegTokenInit2', () => {
    const token = decodeNegTokenInit(hints);
    expect(token.hintName).to.equal('not_defined_in_RFC4178@please_ignore');
    expect(token.mechListMIC).to.equal(undefined);
    expect(toHex(encodeNegTokenInit(token))).to.equal(toHex(hints));
  });

  for (const hintName of [undefined, 'hint']) {
    it(`carries a mechListMIC ${hintName ? 'beside hints' : 'without hints'}`, () => {
      const token = { mechTypes: [Oid.MS_KERBEROS, Oid.KERBEROS], mechListMIC: hex('0102'), hintName };
      const decoded = decodeNegTokenInit(encodeNegTokenInit(token));
      expect(decoded).to.deep.include({ mechTypes: token.mechTypes, hintName });
      expect(toHex(decoded.mechListMIC)).to.equal('0102');
    });
  }

  it('keeps the list as it stood on the wire, whatever its encoding', () => {
    const list = '30820005 0603883703'.replace(' ', '');
    const token = decodeNegTokenInit(hex(`6017 06062b0601050502 a00d 300b a009 ${list}`));
    expect(toHex(token.mechTypesDer)).to.equal(list);
    expect(toHex(encodeMechTypes(token.mechTypes))).to.equal('30050603883703');
  });

  it('refuses another wrapper, another OID, and a token without a list', () => {
    for (const bytes of [
      'a1023000',
      '600d 06062b0601050503 a0033001 00',
      '600c 06062b0601050502 a0023000',
      '600c 06062b0601050502 a1023000',
    ]) {
      expect(() => decodeNegTokenInit(hex(bytes)), bytes).to.throw(ProtocolError);
    }
  });

  it('survives truncation and hostile bytes', () => {
    for (const bytes of [fromClient, fromServer, hints]) survives(bytes, decodeNegTokenInit);
  });
});

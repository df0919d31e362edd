import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { NegState, decodeNegTokenResp, encodeNegTokenResp } from '../../../lib/wire/spnego/neg-token-resp.ts';
import { Oid } from '../../../lib/wire/spnego/oid.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { securityBuffer, windowsExchange } from '../../crypto/windows-exchange.ts';
import { survives } from '../nlmp/hostile.ts';

describe('SPNEGO negTokenResp', () => {
  const challenge = securityBuffer(windowsExchange.firstSetupResponse);
  const authenticate = securityBuffer(windowsExchange.secondSetupRequest);
  const accept = securityBuffer(windowsExchange.secondSetupResponse);

  it("decodes Windows' tokens and encodes them again", () => {
    for (const bytes of [challenge, authenticate, accept]) {
      expect(toHex(encodeNegTokenResp(decodeNegTokenResp(bytes)))).to.equal(toHex(bytes));
    }
  });

  it('sees what they hold', () => {
    const first = decodeNegTokenResp(challenge);
    expect(first).to.deep.include({ negState: NegState.ACCEPT_INCOMPLETE, supportedMech: Oid.NTLMSSP });
    expect(first.responseToken).to.have.length(148);
    const second = decodeNegTokenResp(authenticate);
    expect(second.supportedMech).to.equal(undefined);
    expect(toHex(second.mechListMIC)).to.equal('0100000063775a9a5fd97f0600000000');
    const last = decodeNegTokenResp(accept);
    expect(last).to.deep.include({ negState: NegState.ACCEPT_COMPLETED, responseToken: undefined });
    expect(toHex(last.mechListMIC)).to.equal('010000003b453cdc3524164200000000');
  });

  it('takes an empty one', () => {
    expect(Object.values(decodeNegTokenResp(encodeNegTokenResp({})))).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('refuses an unknown state, and a negTokenInit', () => {
    for (const bytes of ['a1073005a0030a0104', 'a1063004a0020a00', 'a0023000']) {
      expect(() => decodeNegTokenResp(hex(bytes)), bytes).to.throw(ProtocolError);
    }
  });

  it('survives truncation and hostile bytes', () => {
    for (const bytes of [challenge, authenticate, accept]) survives(bytes, decodeNegTokenResp);
  });
});

import { expect } from 'chai';
import { PREAUTH_START, extendPreauth } from '../../lib/crypto/preauth.ts';
import { toHex } from './hex.ts';
import { windowsExchange } from './windows-exchange.ts';

describe('preauth', () => {
  const messages = [
    windowsExchange.negotiateRequest,
    windowsExchange.negotiateResponse,
    windowsExchange.firstSetupRequest,
    windowsExchange.firstSetupResponse,
    windowsExchange.secondSetupRequest,
  ];

  it("follows Microsoft's published 3.1.1 exchange value by value", () => {
    let value = PREAUTH_START;
    const values = messages.map(message => toHex((value = extendPreauth(value, [message]))));
    expect(values).to.deep.equal(windowsExchange.preauth.map(toHex));
  });

  it('takes a message in parts, and leaves the previous value alone', () => {
    const message = windowsExchange.negotiateRequest;
    const value = extendPreauth(PREAUTH_START, [message.subarray(0, 64), message.subarray(64)]);
    expect(toHex(value)).to.equal(toHex(windowsExchange.preauth[0]));
    expect(PREAUTH_START.every(byte => byte === 0)).to.equal(true);
  });
});

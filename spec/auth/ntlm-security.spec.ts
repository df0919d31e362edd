import { inspect } from 'node:util';
import { expect } from 'chai';
import { hmacMd5 } from '../../lib/crypto/hmac-md5.ts';
import { createRc4 } from '../../lib/crypto/rc4.ts';
import { createNtlmSecurity, sealKey, signKey } from '../../lib/auth/ntlm-security.ts';
import { flipped, hex, toHex } from '../crypto/hex.ts';
import { windowsExchange } from '../crypto/windows-exchange.ts';

const MECH_TYPES = hex('300c060a2b06010401823702020a');

describe('ntlm-security', () => {
  describe('of [MS-NLMP] 4.2', () => {
    const randomSessionKey = new Uint8Array(16).fill(0x55);

    it('SIGNKEY and SEALKEY (4.2.4.4)', () => {
      expect(toHex(signKey(randomSessionKey, 'client'))).to.equal('4788dc861b4782f35d43fd98fe1a2d39');
      expect(toHex(sealKey(randomSessionKey, 'client'))).to.equal('59f600973cc4960a25480a7c196e4c58');
    });

    it('SIGNKEY of NTLMv1 with extended session security (4.2.3.4)', () => {
      expect(toHex(signKey(hex('eb93429a8bd952f8b89c55b87f475edc'), 'client'))).to.equal(
        '60e799be5c72fc92922ae8ebe961fb8d',
      );
    });

    it('signature of "Plaintext" without KEY_EXCH (4.2.3.4)', () => {
      const security = createNtlmSecurity(hex('eb93429a8bd952f8b89c55b87f475edc'), 'client', false);
      const signature = security.sign(Buffer.from('Plaintext', 'utf16le'));
      expect(toHex(signature)).to.equal('01000000ff2aeb52f681793a00000000');
    });

    // GSS_WrapEx seals the text before the checksum; GSS_GetMIC, which we have, goes without that
    it('signature of "Plaintext", sealed after the text (4.2.4.4)', () => {
      const text = Buffer.from('Plaintext', 'utf16le');
      const checksum = hmacMd5(signKey(randomSessionKey, 'client'), new Uint8Array(4), text).subarray(0, 8);
      expect(toHex(checksum)).to.equal('70352851f2564309');
      const seal = createRc4(sealKey(randomSessionKey, 'client'));
      expect(toHex(seal(text))).to.equal('54e50165bf1936dc996020c1811b0f06fb5f');
      expect(toHex(seal(checksum))).to.equal('7fb38ec5c55d4976');
    });
  });

  describe('of the exchange that Microsoft published', () => {
    const { sessionKey } = windowsExchange;
    const fromClient = hex('0100000063775a9a5fd97f0600000000');
    const fromServer = hex('010000003b453cdc3524164200000000');

    it('gives its four keys', () => {
      expect([
        toHex(signKey(sessionKey, 'client')),
        toHex(signKey(sessionKey, 'server')),
        toHex(sealKey(sessionKey, 'client')),
        toHex(sealKey(sessionKey, 'server')),
      ]).to.deep.equal([
        toHex(windowsExchange.clientSigningKey),
        toHex(windowsExchange.serverSigningKey),
        toHex(windowsExchange.clientSealingKey),
        toHex(windowsExchange.serverSealingKey),
      ]);
    });

    it('gives its mechListMICs, both ways', () => {
      const client = createNtlmSecurity(sessionKey, 'client');
      expect(toHex(client.sign(MECH_TYPES))).to.equal(toHex(fromClient));
      expect(client.verify(MECH_TYPES, fromServer)).to.equal(true);
      const server = createNtlmSecurity(sessionKey, 'server');
      expect(server.verify(MECH_TYPES, fromClient)).to.equal(true);
      expect(toHex(server.sign(MECH_TYPES))).to.equal(toHex(fromServer));
    });

    it('refuses a change anywhere, and another length', () => {
      for (let at = 0; at < 16; at++) {
        const client = createNtlmSecurity(sessionKey, 'client');
        expect(client.verify(MECH_TYPES, flipped(fromServer, at)), `byte ${at}`).to.equal(false);
      }
      const verify = (message: Uint8Array, mic: Uint8Array) =>
        createNtlmSecurity(sessionKey, 'client').verify(message, mic);
      expect(verify(flipped(MECH_TYPES, 4), fromServer)).to.equal(false);
      expect(verify(MECH_TYPES, fromServer.subarray(0, 15))).to.equal(false);
      expect(verify(MECH_TYPES, hex(''))).to.equal(false);
      expect(verify(MECH_TYPES, fromClient)).to.equal(false);
    });
  });

  it('counts messages in each direction, and takes them in order only', () => {
    const key = new Uint8Array(16).fill(7);
    const [client, server] = [createNtlmSecurity(key, 'client'), createNtlmSecurity(key, 'server')];
    const [first, second] = [client.sign(MECH_TYPES), client.sign(MECH_TYPES)];
    expect([first[12], second[12]]).to.deep.equal([0, 1]);
    expect(server.verify(MECH_TYPES, first)).to.equal(true);
    expect(server.verify(MECH_TYPES, second)).to.equal(true);
    expect(createNtlmSecurity(key, 'server').verify(MECH_TYPES, second)).to.equal(false);
    expect(client.verify(MECH_TYPES, server.sign(MECH_TYPES))).to.equal(true);
  });

  it('shows no key', () => {
    const security = createNtlmSecurity(new Uint8Array(16).fill(0x5a), 'client');
    expect(inspect(security, { depth: null, showHidden: true })).not.to.match(/90, 90|5a 5a/);
  });
});

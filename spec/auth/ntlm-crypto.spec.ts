import { expect } from 'chai';
import {
  exchangeKey,
  messageIntegrity,
  ntProofStr,
  ntowfv2,
  sessionBaseKey,
} from '../../lib/auth/ntlm-crypto.ts';
import { decodeAuthenticateMessage } from '../../lib/wire/nlmp/authenticate-message.ts';
import { decodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { decodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import { decodeNegTokenResp } from '../../lib/wire/spnego/neg-token-resp.ts';
import { hex, toHex } from '../crypto/hex.ts';
import { securityBuffer, windowsExchange } from '../crypto/windows-exchange.ts';

describe('ntlm-crypto', () => {
  // [MS-NLMP] 4.2.1 and 4.2.4
  describe('of [MS-NLMP] 4.2.4', () => {
    const serverChallenge = hex('0123456789abcdef');
    const temp = hex(`
      01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000
      02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000`);
    const responseKey = hex('0c868a403bfd7a93a3001ef22ef02e3f');
    const proof = hex('68cd0ab851e51c96aabc927bebef6a1c');
    const baseKey = hex('8de40ccadbc14a82f15cb0ad0de95ca3');
    const randomSessionKey = new Uint8Array(16).fill(0x55);

    it('NTOWFv2 (4.2.4.1.1)', () => {
      expect(toHex(ntowfv2('Password', 'User', 'Domain'))).to.equal(toHex(responseKey));
    });

    it('NTProofStr (4.2.4.2.2)', () => {
      expect(toHex(ntProofStr(responseKey, serverChallenge, temp))).to.equal(toHex(proof));
    });

    it('SessionBaseKey, which is the KeyExchangeKey (4.2.4.1.2)', () => {
      expect(toHex(sessionBaseKey(responseKey, proof))).to.equal(toHex(baseKey));
    });

    it('EncryptedRandomSessionKey (4.2.4.2.3), and back', () => {
      const encrypted = hex('c5dad2544fc9799094ce1ce90bc9d03e');
      expect(toHex(exchangeKey(baseKey, randomSessionKey))).to.equal(toHex(encrypted));
      expect(toHex(exchangeKey(baseKey, encrypted))).to.equal(toHex(randomSessionKey));
    });
  });

  describe('of the exchange that Microsoft published', () => {
    const negotiate =
      decodeNegTokenInit(securityBuffer(windowsExchange.firstSetupRequest)).mechToken ?? hex('');
    const challenge =
      decodeNegTokenResp(securityBuffer(windowsExchange.firstSetupResponse)).responseToken ?? hex('');
    const authenticate =
      decodeNegTokenResp(securityBuffer(windowsExchange.secondSetupRequest)).responseToken ?? hex('');
    const message = decodeAuthenticateMessage(authenticate);
    const { username, password, domain, sessionKey, keyExchangeKey } = windowsExchange;

    it('gives its response key, proof and session key', () => {
      const responseKey = ntowfv2(password, username, domain);
      expect(toHex(responseKey)).to.equal(toHex(windowsExchange.ntowfv2));
      const response = message.ntChallengeResponse;
      const { serverChallenge } = decodeChallengeMessage(challenge);
      const proof = ntProofStr(responseKey, serverChallenge, response.subarray(16));
      expect(toHex(proof)).to.equal(toHex(response.subarray(0, 16)));
      expect(toHex(sessionBaseKey(responseKey, proof))).to.equal(toHex(keyExchangeKey));
      expect(toHex(exchangeKey(keyExchangeKey, message.encryptedRandomSessionKey))).to.equal(
        toHex(sessionKey),
      );
    });

    it('gives its MIC', () => {
      const bare = Uint8Array.from(authenticate).fill(0, 72, 88);
      expect(toHex(messageIntegrity(sessionKey, negotiate, challenge, bare))).to.equal(toHex(message.mic));
    });
  });

  describe('ntowfv2', () => {
    it('does not mind the case of the user, but that of the domain', () => {
      const key = toHex(ntowfv2('Password', 'User', 'Domain'));
      expect(toHex(ntowfv2('Password', 'uSER', 'Domain'))).to.equal(key);
      expect(toHex(ntowfv2('Password', 'User', 'DOMAIN'))).not.to.equal(key);
    });

    it('leaves letters alone whose capital is several letters', () => {
      expect(toHex(ntowfv2('x', 'groß', ''))).to.equal(toHex(ntowfv2('x', 'GROß', '')));
      expect(toHex(ntowfv2('x', 'groß', ''))).not.to.equal(toHex(ntowfv2('x', 'GROSS', '')));
    });
  });
});

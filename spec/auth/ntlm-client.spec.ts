import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ntlm } from '../../lib/auth/ntlm.ts';
import { decodeAuthenticateMessage } from '../../lib/wire/nlmp/authenticate-message.ts';
import { encodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { toHex } from '../crypto/hex.ts';

/**
 * Runs ntlm-client where OpenSSL still has MD4. It takes its nonce from Math.random and the time from Date.now,
 * so both are given; its `target` decides nothing, the domain it hashes is the challenge's target name.
 */
const CHILD = `
  const [path, input] = process.argv.slice(1);
  const { nonce, now, challenge, username, password } = JSON.parse(input);
  let digit = 0;
  Math.random = () => parseInt(nonce[digit++], 16) / 16;
  Date.now = () => now;
  const { decodeType2Message, createType3Message } = require(path);
  console.log(createType3Message(decodeType2Message('NTLM ' + challenge), username, password, 'W', 'D'));
`;

const NONCE = '0123456789abcdef';
const NOW = Date.UTC(2024, 1, 29, 12, 34, 56, 789);
const TICKS = (BigInt(NOW) + 11_644_473_600_000n) * 10_000n;
const FLAGS = 0xe28a8235;

async function oracle(input: object): Promise<Uint8Array> {
  const path = createRequire(import.meta.url).resolve('ntlm-client/lib/ntlm.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--openssl-legacy-provider',
    '--no-deprecation',
    '-e',
    CHILD,
    path,
    JSON.stringify(input),
  ]);
  const message = Buffer.from(stdout.trim().slice('NTLM '.length), 'base64');
  return decodeAuthenticateMessage(message).ntChallengeResponse;
}

describe('ntlm beside ntlm-client', () => {
  for (const [username, password, domain] of [
    ['User', 'Password', 'Domain'],
    ['administrator', '', 'WORKGROUP'],
    ['jürgen', 'pässwörd€😀', 'LÄN'],
  ] as const) {
    it(`gives the same NTLMv2 response for ${domain}\\${username}`, async () => {
      const challenge = {
        negotiateFlags: FLAGS,
        targetName: domain,
        serverChallenge: Buffer.from(NONCE, 'hex'),
      };
      const mechanism = ntlm({
        username,
        password,
        domain,
        targetName: 'cifs/server',
        now: () => TICKS,
        random: size => Buffer.from(NONCE.repeat(2), 'hex').subarray(0, size),
      });
      await mechanism.step(undefined);
      const targetInfo = Buffer.from('01000c0053006500720076006500720000000000', 'hex');
      const message = await mechanism.step(encodeChallengeMessage({ ...challenge, targetInfo }));
      const ours = decodeAuthenticateMessage(message ?? Buffer.alloc(0)).ntChallengeResponse;
      // it copies the target information as it is, so it is given what we made of it
      const amended = ours.subarray(44, -4);
      const theirs = await oracle({
        nonce: NONCE,
        now: NOW,
        username,
        password,
        challenge: Buffer.from(encodeChallengeMessage({ ...challenge, targetInfo: amended })).toString(
          'base64',
        ),
      });
      expect(toHex(ours)).to.equal(toHex(theirs));
    });
  }
});

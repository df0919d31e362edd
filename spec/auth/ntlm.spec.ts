import { inspect } from 'node:util';
import { expect } from 'chai';
import { ntlm } from '../../lib/auth/ntlm.ts';
import type { NtlmOptions } from '../../lib/auth/ntlm-options.ts';
import { ProtocolError, SmbError } from '../../lib/errors.ts';
import { decodeAuthenticateMessage } from '../../lib/wire/nlmp/authenticate-message.ts';
import { AvId, avValue, decodeAvPairs } from '../../lib/wire/nlmp/av-pair.ts';
import { encodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { ClientChallenge } from '../../lib/wire/nlmp/client-challenge.ts';
import { NegotiateFlags } from '../../lib/wire/nlmp/negotiate-flags.ts';
import { decodeNegotiateMessage } from '../../lib/wire/nlmp/negotiate-message.ts';
import { hex, toHex } from '../crypto/hex.ts';
import { NtlmServer, type NtlmServerOptions } from './ntlm-server.ts';

const TIME = 0x01d0aecbadf5a1a1n;
const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };

/** The whole exchange; `alter` may change the client's last message on its way. */
async function exchange(
  client: NtlmOptions,
  account: NtlmServerOptions,
  alter: (message: Uint8Array) => Uint8Array = message => message,
) {
  const mechanism = ntlm(client);
  const server = new NtlmServer(account);
  const challenge = server.challenge(await sent(mechanism.step(undefined)));
  const accepted = server.accept(alter(await sent(mechanism.step(challenge))));
  return { mechanism, server, accepted };
}

async function sent(token: Promise<Uint8Array | undefined>): Promise<Uint8Array> {
  const bytes = await token;
  if (bytes === undefined) throw new Error('the mechanism sent nothing');
  return bytes;
}

async function failure(promise: Promise<unknown>): Promise<SmbError> {
  return promise.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => {
      expect(error).to.be.instanceOf(SmbError);
      return error as SmbError;
    },
  );
}

describe('ntlm', () => {
  it('logs in: the server finds proof, MIC and the same session key', async () => {
    const { mechanism, server, accepted } = await exchange(ACCOUNT, { ...ACCOUNT, timestamp: TIME });
    expect(accepted).to.equal(true);
    expect(mechanism.sessionKey).to.have.length(16);
    expect(toHex(mechanism.sessionKey)).to.equal(toHex(server.sessionKey));
    expect(mechanism.established).to.equal(true);
    expect(mechanism.anonymous).to.equal(false);
    expect(server.message).to.deep.include({ userName: 'User', domainName: 'Domain', workstation: '' });
  });

  it('signs both ways with the key of the exchange', async () => {
    const { mechanism, server } = await exchange(ACCOUNT, ACCOUNT);
    const text = Buffer.from('text');
    expect(server.verify(text, mechanism.sign(text))).to.equal(true);
    expect(mechanism.verify(text, server.sign(text))).to.equal(true);
    expect(mechanism.verify(text, server.sign(Buffer.from('test')))).to.equal(false);
  });

  for (const [what, account] of [
    ['an empty password', { ...ACCOUNT, password: '' }],
    ['no domain', { username: 'User', password: 'Password' }],
    ['a user principal name', { username: 'user@lab.example', password: 'Password', domain: '' }],
    ['letters beyond ASCII', { username: 'Jürgen', password: 'pässwörd€😀', domain: 'Straße' }],
  ] as const) {
    it(`logs in with ${what}`, async () => {
      expect(await exchange(account, { ...account, timestamp: TIME })).to.include({ accepted: true });
    });
  }

  it('does not get in with a wrong password, user or domain', async () => {
    for (const wrong of [{ password: 'password' }, { username: 'Usor' }, { domain: 'domain' }]) {
      expect(await exchange({ ...ACCOUNT, ...wrong }, ACCOUNT)).to.include({ accepted: false });
    }
  });

  it('offers what Samba offers, and no LM', async () => {
    const { negotiateFlags } = decodeNegotiateMessage(await sent(ntlm(ACCOUNT).step(undefined)));
    expect(negotiateFlags).to.equal(0x62088215);
  });

  describe('the response', () => {
    it("carries the server's timestamp, its pairs, and ours behind them", async () => {
      const { server } = await exchange(
        { ...ACCOUNT, targetName: 'cifs/server' },
        { ...ACCOUNT, timestamp: TIME },
      );
      const { timeStamp } = ClientChallenge.decode(server.message.ntChallengeResponse.subarray(16));
      expect(timeStamp).to.equal(TIME);
      expect(server.pairs.map(({ avId, value }) => [avId, toHex(value)])).to.deep.equal([
        [AvId.MsvAvNbDomainName, '44004f004d00410049004e00'],
        [AvId.MsvAvNbComputerName, '530045005200560045005200'],
        [AvId.MsvAvTimestamp, 'a1a1f5adcbaed001'],
        [AvId.MsvAvFlags, '02000000'],
        [AvId.MsvAvChannelBindings, '00'.repeat(16)],
        [AvId.MsvAvTargetName, '63006900660073002f00730065007200760065007200'],
      ]);
    });

    it('has our own time where the server tells none, and its MIC all the same: nobody cuts that out', async () => {
      const { server, accepted } = await exchange({ ...ACCOUNT, now: () => 12345n }, ACCOUNT);
      expect(accepted).to.equal(true);
      expect(ClientChallenge.decode(server.message.ntChallengeResponse.subarray(16)).timeStamp).to.equal(
        12345n,
      );
      expect(toHex(avValue(server.pairs, AvId.MsvAvFlags))).to.equal('02000000');
      expect(toHex(server.message.mic)).to.not.equal('00'.repeat(16));
    });

    it("takes the present as its time by default, in Windows' ticks", async () => {
      const { server } = await exchange(ACCOUNT, ACCOUNT);
      const { timeStamp } = ClientChallenge.decode(server.message.ntChallengeResponse.subarray(16));
      expect(Number(timeStamp / 10_000n) - 11_644_473_600_000).to.be.closeTo(Date.now(), 60_000);
    });

    it('keeps other bits of MsvAvFlags, and puts its own pairs in place of any from the server', async () => {
      const pairs = [
        { avId: AvId.MsvAvFlags, value: hex('01000000') },
        { avId: AvId.MsvAvTargetName, value: hex('4100') },
        { avId: AvId.MsvAvChannelBindings, value: new Uint8Array(16).fill(1) },
      ];
      const { server, accepted } = await exchange(ACCOUNT, { ...ACCOUNT, timestamp: TIME, pairs });
      expect(accepted).to.equal(true);
      expect(server.pairs).to.have.length(6);
      expect(toHex(avValue(server.pairs, AvId.MsvAvFlags))).to.equal('03000000');
      expect(toHex(avValue(server.pairs, AvId.MsvAvTargetName))).to.equal('');
    });

    it('never holds an LM response', async () => {
      for (const timestamp of [undefined, TIME]) {
        const { server } = await exchange(ACCOUNT, { ...ACCOUNT, timestamp });
        expect(toHex(server.message.lmChallengeResponse)).to.equal('00'.repeat(24));
      }
    });

    it('differs every time', async () => {
      const runs = await Promise.all([exchange(ACCOUNT, ACCOUNT), exchange(ACCOUNT, ACCOUNT)]);
      const [one, two] = runs.map(({ mechanism, server }) => [
        toHex(mechanism.sessionKey),
        toHex(server.message.ntChallengeResponse.subarray(32, 40)),
      ]);
      expect(one?.[0]).not.to.equal(two?.[0]);
      expect(one?.[1]).not.to.equal(two?.[1]);
    });
  });

  it('protects its messages by the MIC: any change to them shows', async () => {
    for (const timestamp of [TIME, undefined]) {
      const server = { ...ACCOUNT, timestamp };
      const { accepted } = await exchange(ACCOUNT, server);
      expect(accepted).to.equal(true);
      // a byte of the flags, of the version, of the MIC itself
      for (const at of [61, 65, 80]) {
        const altered = await exchange(ACCOUNT, server, message =>
          message.map((byte, index) => (index === at ? byte ^ 4 : byte)),
        );
        expect(altered.accepted, `byte ${at}`).to.equal(false);
      }
    }
  });

  describe('anonymous', () => {
    it('sends no user, no response, one zero byte for LM, and has no key', async () => {
      const { mechanism, server, accepted } = await exchange(
        { anonymous: true },
        { ...ACCOUNT, timestamp: TIME },
      );
      expect(accepted).to.equal(false);
      expect(server.message).to.deep.include({ userName: '', domainName: '' });
      expect(server.message.ntChallengeResponse).to.have.length(0);
      expect(toHex(server.message.lmChallengeResponse)).to.equal('00');
      expect(server.message.negotiateFlags & NegotiateFlags.ANONYMOUS).not.to.equal(0);
      expect(mechanism).to.deep.include({ established: true, anonymous: true });
      expect(mechanism.sessionKey).to.equal(undefined);
      expect(() => mechanism.sign(hex('00'))).to.throw(TypeError);
      expect(mechanism.verify(hex('00'), new Uint8Array(16))).to.equal(false);
    });

    it('says nothing of a user that is given too', async () => {
      const { server } = await exchange({ ...ACCOUNT, anonymous: true }, ACCOUNT);
      expect(server.message).to.deep.include({ userName: '', domainName: '' });
    });

    it('is never the meaning of an empty user name', () => {
      expect(() => ntlm({ username: '', password: '' })).to.throw(TypeError, 'username');
      expect(() => ntlm({})).to.throw(TypeError, 'username');
    });
  });

  describe('refuses', () => {
    for (const flag of ['UNICODE', 'EXTENDED_SESSIONSECURITY', 'KEY_128', 'KEY_EXCH'] as const) {
      it(`a challenge without ${flag}`, async () => {
        const error = await failure(exchange(ACCOUNT, { ...ACCOUNT, without: NegotiateFlags[flag] }));
        expect(error.code).to.equal('ERR_SMB_AUTH');
        expect(error.message).to.include(flag);
      });
    }

    it('a missing challenge, and a message after the last', async () => {
      const mechanism = ntlm(ACCOUNT);
      await mechanism.step(undefined);
      expect((await failure(mechanism.step(undefined))).code).to.equal('ERR_SMB_AUTH');
      const { mechanism: done } = await exchange(ACCOUNT, ACCOUNT);
      expect((await failure(done.step(hex('00')))).code).to.equal('ERR_SMB_AUTH');
    });

    it('what is no challenge, and target information that is not whole or too long', async () => {
      const base = { negotiateFlags: 0xe28a8233, serverChallenge: new Uint8Array(8), targetName: '' };
      const full = Buffer.alloc(0xffff);
      full.writeUInt16LE(0x4242);
      full.writeUInt16LE(0xffff - 8, 2);
      for (const token of [
        hex('4e544c4d5353500002'),
        await sent(ntlm(ACCOUNT).step(undefined)),
        encodeChallengeMessage({ ...base, targetInfo: hex('0100ff00') }),
        encodeChallengeMessage({ ...base, targetInfo: full }),
      ]) {
        const mechanism = ntlm(ACCOUNT);
        await mechanism.step(undefined);
        expect(await failure(mechanism.step(token))).to.be.instanceOf(ProtocolError);
        expect(mechanism.established).to.equal(false);
      }
    });

    it('hostile challenges, always with an error of ours', async () => {
      const good = new NtlmServer({ timestamp: TIME }).challenge(await sent(ntlm(ACCOUNT).step(undefined)));
      for (let at = 0; at < good.length; at++) {
        const mechanism = ntlm(ACCOUNT);
        await mechanism.step(undefined);
        const changed = good.map((byte, index) => (index === at ? 0xff : byte));
        const error: unknown = await mechanism.step(changed).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined) expect(error, `byte ${at}`).to.be.instanceOf(SmbError);
      }
    });
  });

  it('works without target information (a very old server)', async () => {
    const mechanism = ntlm(ACCOUNT);
    await mechanism.step(undefined);
    const challenge = encodeChallengeMessage({
      negotiateFlags: 0x62088215,
      serverChallenge: new Uint8Array(8),
      targetName: 'S',
      targetInfo: hex(''),
    });
    const { ntChallengeResponse, mic } = decodeAuthenticateMessage(await sent(mechanism.step(challenge)));
    expect(toHex(avValue(decodeAvPairs(ntChallengeResponse.subarray(44)), AvId.MsvAvFlags))).to.equal(
      '02000000',
    );
    expect(toHex(mic)).to.not.equal('00'.repeat(16));
    expect(mechanism.sessionKey).to.have.length(16);
  });

  it('shows neither password nor key', async () => {
    const { mechanism } = await exchange(
      { ...ACCOUNT, password: 'Geheim!' },
      { ...ACCOUNT, password: 'Geheim!' },
    );
    const shown =
      inspect(mechanism, { depth: null, showHidden: true, getters: true }) + JSON.stringify(mechanism);
    expect(shown).not.to.include('Geheim!');
    expect(shown).not.to.include(Array.from(mechanism.sessionKey ?? []).join(', '));
    expect(JSON.stringify(mechanism)).to.equal('{"oids":["1.3.6.1.4.1.311.2.2.10"]}');
  });
});

import { inspect } from 'node:util';
import { expect } from 'chai';
import type { AcceptingMechanism } from '../../lib/auth/acceptor.ts';
import { type NtlmAcceptorOptions, ntlmAcceptor } from '../../lib/auth/ntlm-acceptor.ts';
import { exchangeKey } from '../../lib/auth/ntlm-crypto.ts';
import type { NtlmOptions } from '../../lib/auth/ntlm-options.ts';
import { createNtlmSecurity } from '../../lib/auth/ntlm-security.ts';
import { announcesMic, verifyMic, verifyProof } from '../../lib/auth/ntlm-verify.ts';
import { ntlm } from '../../lib/auth/ntlm.ts';
import { ProtocolError, SmbError } from '../../lib/errors.ts';
import { decodeAuthenticateMessage } from '../../lib/wire/nlmp/authenticate-message.ts';
import { decodeAvPairs } from '../../lib/wire/nlmp/av-pair.ts';
import { decodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { NegotiateFlags } from '../../lib/wire/nlmp/negotiate-flags.ts';
import { encodeNegotiateMessage } from '../../lib/wire/nlmp/negotiate-message.ts';
import { decodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import { decodeNegTokenResp } from '../../lib/wire/spnego/neg-token-resp.ts';
import { flipped, hex, toHex } from '../crypto/hex.ts';
import { securityBuffer, windowsExchange } from '../crypto/windows-exchange.ts';
import { example } from '../wire/nlmp/example.ts';
import { ALL_FLAGS, EXPORTED, type HandMade, KEY_EXCH, authenticate } from './hand-made-client.ts';
import { smbclientExchange } from './smbclient-exchange.ts';

const USERS = { User: 'Password', other: 'words', 'mail@lab.example': 'post', empty: '' };
const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };
const NEGOTIATE = encodeNegotiateMessage({ negotiateFlags: ALL_FLAGS });
const TIME = 0x01d0aecbadf5a1a1n;

/** A whole login of our own client. */
async function login(client: NtlmOptions, options: Partial<NtlmAcceptorOptions> = {}) {
  const [mechanism, acceptor] = [ntlm(client), ntlmAcceptor({ users: USERS, ...options })];
  const negotiate = await mechanism.step(undefined);
  const challenge = await acceptor.step(negotiate ?? hex(''));
  const last = await mechanism.step(challenge);
  expect(await acceptor.step(last ?? hex(''))).to.equal(undefined);
  return { mechanism, acceptor };
}

/** A login of a client made by hand, up to its last message. */
async function handMade(client: HandMade = {}, options: Partial<NtlmAcceptorOptions> = {}) {
  const acceptor = ntlmAcceptor({ users: USERS, ...options });
  const challenge = await challenged(acceptor);
  const { message, exported } = authenticate(NEGOTIATE, challenge, client);
  await acceptor.step(message);
  return { acceptor, exported };
}

async function challenged(acceptor: AcceptingMechanism, negotiate = NEGOTIATE): Promise<Uint8Array> {
  return (await acceptor.step(negotiate)) ?? expect.fail('no challenge');
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

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise);
  expect(error.code).to.equal('ERR_SMB_AUTH');
  return error.message;
}

describe('ntlm-acceptor', () => {
  it('lets our client in, with the same session key and signatures both ways', async () => {
    const { mechanism, acceptor } = await login(ACCOUNT);
    expect(acceptor.identity).to.deep.equal({ user: 'User', domain: 'Domain', anonymous: false });
    expect(acceptor.sessionKey).to.have.length(16);
    expect(toHex(acceptor.sessionKey)).to.equal(toHex(mechanism.sessionKey));
    const text = Buffer.from('text');
    expect(acceptor.verify(text, mechanism.sign(text))).to.equal(true);
    expect(mechanism.verify(text, acceptor.sign(text))).to.equal(true);
    expect(acceptor.verify(text, mechanism.sign(Buffer.from('test')))).to.equal(false);
  });

  it('lets in nobody but who said so: before the end there is no identity, key or signature', async () => {
    const acceptor = ntlmAcceptor({ users: USERS });
    const challenge = await challenged(acceptor);
    expect([acceptor.identity, acceptor.sessionKey]).to.deep.equal([undefined, undefined]);
    await refusal(acceptor.step(authenticate(NEGOTIATE, challenge, { password: 'password' }).message));
    expect([acceptor.identity, acceptor.sessionKey]).to.deep.equal([undefined, undefined]);
    expect(acceptor.verify(hex('00'), new Uint8Array(16))).to.equal(false);
    expect(() => acceptor.sign(hex('00'))).to.throw(TypeError);
  });

  describe('beside the published examples', () => {
    it('lets in the client of [MS-NLMP] 4.2.4, with its session key', async () => {
      const acceptor = ntlmAcceptor({ users: USERS, random: () => hex('0123456789abcdef') });
      await challenged(acceptor);
      await acceptor.step(example);
      expect(acceptor.identity).to.deep.equal({ user: 'User', domain: 'Domain', anonymous: false });
      expect(toHex(acceptor.sessionKey)).to.equal('55'.repeat(16));
    });

    it('refuses that client to any other challenge', async () => {
      const acceptor = ntlmAcceptor({ users: USERS, random: () => hex('0123456789abcdee') });
      await challenged(acceptor);
      await refusal(acceptor.step(example));
    });

    it('finds proof and MIC of the Windows that Microsoft published', () => {
      const { firstSetupRequest, firstSetupResponse, secondSetupRequest } = windowsExchange;
      const negotiate = decodeNegTokenInit(securityBuffer(firstSetupRequest)).mechToken ?? hex('');
      const challenge = decodeNegTokenResp(securityBuffer(firstSetupResponse)).responseToken ?? hex('');
      const last = decodeNegTokenResp(securityBuffer(secondSetupRequest)).responseToken ?? hex('');
      const { serverChallenge } = decodeChallengeMessage(challenge);
      const { password, keyExchangeKey, sessionKey } = windowsExchange;
      const proof = (word: string) => verifyProof(decodeAuthenticateMessage(last), serverChallenge, word);
      expect(toHex(proof(password))).to.equal(toHex(keyExchangeKey));
      expect(proof('Password01?')).to.equal(undefined);
      expect(verifyMic(sessionKey, negotiate, challenge, last)).to.equal(true);
      expect(verifyMic(sessionKey, negotiate, challenge, flipped(last, 80))).to.equal(false);
    });

    it('finds proof, MIC and mechListMICs of an smbclient that logged in at Samba', () => {
      const { init, password, accept } = smbclientExchange;
      const { mechToken: negotiate = hex(''), mechTypesDer } = decodeNegTokenInit(init);
      const { responseToken: challenge = hex('') } = decodeNegTokenResp(smbclientExchange.challenge);
      const reply = decodeNegTokenResp(smbclientExchange.authenticate);
      const last = reply.responseToken ?? hex('');
      const message = decodeAuthenticateMessage(last);
      expect(message).to.include({ userName: 'root', domainName: 'WORKGROUP' });
      expect(announcesMic(message)).to.equal(true);
      const key = verifyProof(message, decodeChallengeMessage(challenge).serverChallenge, password);
      const exported = exchangeKey(key ?? hex('00'), message.encryptedRandomSessionKey);
      expect(verifyMic(exported, negotiate, challenge, last)).to.equal(true);
      const security = createNtlmSecurity(exported, 'server');
      expect(security.verify(mechTypesDer, reply.mechListMIC ?? hex(''))).to.equal(true);
      expect(toHex(security.sign(mechTypesDer))).to.equal(toHex(decodeNegTokenResp(accept).mechListMIC));
    });
  });

  describe('the challenge', () => {
    it('says what Windows and Samba say: the flags that were offered, names and the time', async () => {
      const acceptor = ntlmAcceptor({ users: USERS, computer: 'BOX', dnsName: 'box.lab', now: () => TIME });
      const challenge = decodeChallengeMessage(await challenged(acceptor));
      expect(challenge.negotiateFlags).to.equal(0xe28a8215);
      expect(challenge.targetName).to.equal('BOX');
      expect(
        decodeAvPairs(challenge.targetInfo).map(({ avId, value }) => [avId, toHex(value)]),
      ).to.deep.equal([
        [2, '42004f005800'],
        [1, '42004f005800'],
        [4, '62006f0078002e006c0061006200'],
        [3, '62006f0078002e006c0061006200'],
        [7, 'a1a1f5adcbaed001'],
      ]);
    });

    it('takes up nothing that was not offered', async () => {
      const { UNICODE, EXTENDED_SESSIONSECURITY, KEY_128 } = NegotiateFlags;
      const negotiateFlags = (UNICODE | EXTENDED_SESSIONSECURITY | KEY_128) >>> 0;
      const challenge = await challenged(
        ntlmAcceptor({ users: USERS }),
        encodeNegotiateMessage({ negotiateFlags }),
      );
      expect(decodeChallengeMessage(challenge).negotiateFlags).to.equal(
        (negotiateFlags | NegotiateFlags.TARGET_INFO | NegotiateFlags.TARGET_TYPE_SERVER) >>> 0,
      );
    });

    it('is another one every time, and tells the present', async () => {
      const challenges = [ntlmAcceptor({ users: USERS }), ntlmAcceptor({ users: USERS })].map(acceptor =>
        challenged(acceptor).then(decodeChallengeMessage),
      );
      const [one, two] = await Promise.all(challenges);
      expect(toHex(one?.serverChallenge)).not.to.equal(toHex(two?.serverChallenge));
      const time = decodeAvPairs(one?.targetInfo ?? hex('')).at(-1)?.value ?? hex('');
      const now = Buffer.from(time).readBigUInt64LE() / 10_000n - 11_644_473_600_000n;
      expect(Number(now)).to.be.closeTo(Date.now(), 60_000);
    });

    it('is good for one answer, right or wrong', async () => {
      const acceptor = ntlmAcceptor({ users: USERS });
      const challenge = await challenged(acceptor);
      const { message } = authenticate(NEGOTIATE, challenge);
      await refusal(acceptor.step(authenticate(NEGOTIATE, challenge, { password: 'x' }).message));
      expect(await refusal(acceptor.step(message))).to.include('over');
      const other = ntlmAcceptor({ users: USERS });
      const right = authenticate(NEGOTIATE, await challenged(other)).message;
      const [first, second] = await Promise.allSettled([other.step(right), other.step(right)]);
      expect([first.status, second.status]).to.deep.equal(['fulfilled', 'rejected']);
    });
  });

  describe('a user', () => {
    for (const [what, account] of [
      ['in another case', { username: 'uSER', password: 'Password', domain: '' }],
      ['of any domain', { username: 'other', password: 'words', domain: 'ANYWHERE' }],
      ['with a domain behind the name', { username: 'user@any.where', password: 'Password', domain: '' }],
      ['whose name has an @', { username: 'mail@lab.example', password: 'post', domain: 'D' }],
      [
        'whose name has an @, with a domain',
        { username: 'Mail@Lab.Example@x', password: 'post', domain: '' },
      ],
      ['without a password', { username: 'empty', password: '' }],
    ] as const) {
      it(`${what} gets in`, async () => {
        const { acceptor } = await login(account);
        expect(acceptor.identity).to.include({ user: account.username, anonymous: false });
      });
    }

    it('with letters beyond ASCII gets in', async () => {
      const users = { Jürgen: 'pässwörd€😀' };
      await login({ username: 'jÜRGEN', password: 'pässwörd€😀', domain: 'Straße' }, { users });
    });

    it('is looked up where the program says, under the spelling of the client', async () => {
      const asked: string[][] = [];
      const users = (user: string, domain: string) => {
        asked.push([user, domain]);
        return Promise.resolve(domain === 'HOME' ? 'Password' : undefined);
      };
      await login({ ...ACCOUNT, domain: 'HOME' }, { users });
      await refusal(login(ACCOUNT, { users }));
      expect(asked).to.deep.equal([
        ['User', 'HOME'],
        ['User', 'Domain'],
      ]);
    });

    it('who cannot be looked up is the error of the lookup', async () => {
      const broken = new Error('the directory is down');
      const users = () => Promise.reject(broken);
      expect(await login(ACCOUNT, { users }).catch((error: unknown) => error)).to.equal(broken);
    });

    it('is refused with the same words whether the name or the password is wrong', async () => {
      const wrong = [
        { password: 'password' },
        { username: 'Usor' },
        { password: '' },
        { username: 'toString' },
      ];
      const told = await Promise.all(wrong.map(part => refusal(login({ ...ACCOUNT, ...part }))));
      expect(new Set(told)).to.have.property('size', 1);
      // nor does a name that is unknown get in without a password, or one inherited by every object
      await refusal(login({ username: 'constructor', password: '' }));
    });

    it('has to have a name, a password, and one that differs in more than case', () => {
      const accept = (users: Record<string, string>) => () => ntlmAcceptor({ users });
      const code = 'ERR_SMB_OPTION';
      expect(accept({ '': 'x' }))
        .to.throw(SmbError, 'name')
        .with.property('code', code);
      expect(accept({ a: 'x', A: 'y' }))
        .to.throw(SmbError, 'case')
        .with.property('code', code);
      const users = { a: 1 } as unknown as Record<string, string>;
      expect(accept(users)).to.throw(SmbError, 'a is not a string').with.property('code', code);
    });
  });

  describe('the keys', () => {
    it('are chosen by the client with KEY_EXCH, and those of the exchange without', async () => {
      const { acceptor } = await handMade();
      expect(toHex(acceptor.sessionKey)).to.equal(toHex(EXPORTED));
      const without = await handMade({ flags: (ALL_FLAGS & ~KEY_EXCH) >>> 0 });
      expect(toHex(without.acceptor.sessionKey)).to.equal(toHex(without.exported));
      expect(toHex(without.exported)).not.to.equal(toHex(EXPORTED));
    });

    it('sign without the cipher where there is no KEY_EXCH (3.4.4.2)', async () => {
      const { acceptor } = await handMade({ flags: (ALL_FLAGS & ~KEY_EXCH) >>> 0 });
      const [one, two] = [acceptor.sign(hex('00')), acceptor.sign(hex('00'))];
      expect([one[12], two[12]]).to.deep.equal([0, 1]);
      const { acceptor: other } = await handMade();
      expect(toHex(other.sign(hex('00')))).not.to.equal(toHex(one));
    });

    it('are 16 bytes: another length is malformed', async () => {
      for (const wrapped of [hex(''), hex('00'), new Uint8Array(17)]) {
        expect(await failure(handMade({ wrapped }))).to.be.instanceOf(ProtocolError);
      }
    });
  });

  describe('the MIC', () => {
    it('is checked where it is announced', async () => {
      await handMade();
      for (let at = 0; at < 16; at++) {
        expect(await refusal(handMade({ mic: right => flipped(right, at) })), `byte ${at}`).to.include('MIC');
      }
      expect(await refusal(handMade({ mic: () => new Uint8Array(16) }))).to.include('MIC');
    });

    it('need not be there where it is not', async () => {
      await handMade({ announced: false, mic: () => new Uint8Array(16) });
    });

    it('cannot be talked away: the announcement is part of the proof', async () => {
      const response = (right: Uint8Array) => {
        const at = Buffer.from(right).indexOf(hex('0600040002000000'));
        expect(at).to.be.above(0);
        return flipped(flipped(right, at + 4), at);
      };
      expect(await refusal(handMade({ response }))).to.include('password');
    });

    it('covers all three messages', async () => {
      for (const [negotiate, alter] of [
        [flipped(NEGOTIATE, 14), (message: Uint8Array) => message], // KEY_56 or SIGN taken from the offer
        [NEGOTIATE, (message: Uint8Array) => flipped(message, 63)],
        [NEGOTIATE, (message: Uint8Array) => flipped(message, 66)],
      ] as const) {
        const acceptor = ntlmAcceptor({ users: USERS });
        const challenge = await challenged(acceptor, negotiate);
        const { message } = authenticate(NEGOTIATE, challenge);
        await refusal(acceptor.step(alter(message)));
      }
    });

    it('has its place in the message, or it is wrong', async () => {
      const acceptor = ntlmAcceptor({ users: USERS });
      const { message } = authenticate(NEGOTIATE, await challenged(acceptor));
      // the payloads moved to where Version and MIC would be
      const short = Buffer.concat([message.subarray(0, 64), message.subarray(88)]);
      for (const field of [16, 24, 32, 40, 48, 56]) {
        short.writeUInt32LE(Math.max(0, short.readUInt32LE(field) - 24), field);
      }
      expect(await refusal(acceptor.step(short))).to.include('MIC');
    });
  });

  describe('nobody', () => {
    const ANONYMOUS = { anonymous: true };

    it('gets in only where that is allowed, and has no session key', async () => {
      expect(await refusal(login(ANONYMOUS))).to.include('anonymous');
      const { acceptor } = await login(ANONYMOUS, ANONYMOUS);
      expect(acceptor.identity).to.deep.equal({ user: '', domain: '', anonymous: true });
      expect(acceptor.sessionKey).to.equal(undefined);
    });

    it('is never a user without a response, nor a response without a user', async () => {
      const response = () => hex('');
      await refusal(handMade({ response }, ANONYMOUS));
      await refusal(handMade({ username: '', response: right => right }, ANONYMOUS));
      // an LM response is one, too
      await refusal(handMade({ username: '', response }, ANONYMOUS));
    });

    it('may go without EXTENDED_SESSIONSECURITY in the end, as smbclient does, but not without being nobody', async () => {
      const flags = (ALL_FLAGS & ~NegotiateFlags.EXTENDED_SESSIONSECURITY) >>> 0;
      const nobody = { username: '', domain: '', lm: hex('00'), response: () => hex('') };
      const { acceptor } = await handMade({ ...nobody, flags }, ANONYMOUS);
      expect(acceptor.identity).to.include({ anonymous: true });
      expect(acceptor.verify(hex('00'), new Uint8Array(16))).to.equal(false);
      const { acceptor: secured } = await handMade(nobody, ANONYMOUS);
      expect(secured.sign(hex('00'))).to.have.length(16);
      expect(secured.sessionKey).to.equal(undefined);
      await refusal(handMade({ flags }, ANONYMOUS));
    });

    it('does not keep users out', async () => {
      expect((await login(ACCOUNT, ANONYMOUS)).acceptor.identity).to.include({ anonymous: false });
    });
  });

  describe('refuses', () => {
    for (const flag of ['UNICODE', 'EXTENDED_SESSIONSECURITY', 'KEY_128'] as const) {
      it(`a client without ${flag}, in its first message or its last`, async () => {
        const flags = (ALL_FLAGS & ~NegotiateFlags[flag]) >>> 0;
        const first = encodeNegotiateMessage({ negotiateFlags: flags });
        expect(await refusal(ntlmAcceptor({ users: USERS }).step(first))).to.include(flag);
        expect(await refusal(handMade({ flags }))).to.include(flag);
      });
    }

    it('NTLMv1, LM and nothing at all', async () => {
      for (const size of [24, 0]) {
        expect(await refusal(handMade({ response: () => new Uint8Array(size) }))).to.include('NTLMv2');
      }
    });

    it('a change anywhere in the proof', async () => {
      for (let at = 0; at < 60; at++) {
        const error = await failure(handMade({ response: right => flipped(right, at) }));
        expect(error.code, `byte ${at}`).to.be.oneOf(['ERR_SMB_AUTH', 'ERR_SMB_PROTOCOL']);
        if (at < 16) expect(error.code, `byte ${at}`).to.equal('ERR_SMB_AUTH');
      }
    });

    it('messages out of turn', async () => {
      const acceptor = ntlmAcceptor({ users: USERS });
      expect(await failure(acceptor.step(example))).to.be.instanceOf(ProtocolError);
      const other = ntlmAcceptor({ users: USERS });
      await challenged(other);
      expect(await failure(other.step(NEGOTIATE))).to.be.instanceOf(ProtocolError);
      const { acceptor: done } = await login(ACCOUNT);
      expect(await refusal(done.step(NEGOTIATE))).to.include('over');
    });

    it('messages cut at every length, always with an error of ours', async () => {
      for (let length = 0; length < 32; length++) {
        const acceptor = ntlmAcceptor({ users: USERS });
        expect(await failure(acceptor.step(NEGOTIATE.subarray(0, length)))).to.be.instanceOf(ProtocolError);
      }
      const size = authenticate(NEGOTIATE, await challenged(ntlmAcceptor({ users: USERS }))).message.length;
      for (let length = 0; length < size; length++) {
        const acceptor = ntlmAcceptor({ users: USERS, anonymous: true });
        const { message } = authenticate(NEGOTIATE, await challenged(acceptor));
        await failure(acceptor.step(message.subarray(0, length)));
        expect(acceptor.identity).to.equal(undefined);
      }
    });

    it('hostile messages, always with an error of ours', async () => {
      for (let at = 0; at < 0x160; at++) {
        for (const value of [0x00, 0x7f, 0x80, 0xff]) {
          const acceptor = ntlmAcceptor({ users: USERS, anonymous: true });
          const { message } = authenticate(NEGOTIATE, await challenged(acceptor));
          if (at >= message.length || message[at] === value) continue;
          message[at] = value;
          await failure(acceptor.step(message));
          expect(acceptor.identity, `byte ${at}`).to.equal(undefined);
        }
      }
    });
  });

  it('shows neither passwords nor keys', async () => {
    const users = { User: 'Geheim!' };
    const { acceptor } = await login({ ...ACCOUNT, password: 'Geheim!' }, { users });
    const shown =
      inspect(acceptor, { depth: null, showHidden: true, getters: true }) + JSON.stringify(acceptor);
    expect(shown).not.to.include('Geheim!');
    expect(shown).not.to.include(Array.from(acceptor.sessionKey ?? []).join(', '));
    expect(JSON.stringify(acceptor)).to.equal('{"oid":"1.3.6.1.4.1.311.2.2.10"}');
    const error = await failure(login({ ...ACCOUNT, password: 'Falsch!' }, { users }));
    expect(inspect(error, { depth: null, showHidden: true })).not.to.match(/Geheim|Falsch|User/);
  });
});

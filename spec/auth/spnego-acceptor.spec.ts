import { inspect } from 'node:util';
import { expect } from 'chai';
import type { AcceptingMechanism, AcceptorReply } from '../../lib/auth/acceptor.ts';
import type { Authenticator } from '../../lib/auth/authenticator.ts';
import { type NtlmAcceptorOptions, ntlmAcceptor } from '../../lib/auth/ntlm-acceptor.ts';
import { ntlm } from '../../lib/auth/ntlm.ts';
import { spnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { spnego } from '../../lib/auth/spnego.ts';
import { ProtocolError, SmbError } from '../../lib/errors.ts';
import { decodeChallengeMessage } from '../../lib/wire/nlmp/challenge-message.ts';
import { encodeNegotiateMessage } from '../../lib/wire/nlmp/negotiate-message.ts';
import {
  decodeNegTokenInit,
  encodeMechTypes,
  encodeNegTokenInit,
} from '../../lib/wire/spnego/neg-token-init.ts';
import { NegState, decodeNegTokenResp, encodeNegTokenResp } from '../../lib/wire/spnego/neg-token-resp.ts';
import { Oid } from '../../lib/wire/spnego/oid.ts';
import { flipped, hex, toHex } from '../crypto/hex.ts';
import { ALL_FLAGS, EXPORTED, type HandMade, authenticate } from './hand-made-client.ts';
import { createNtlmSecurity } from '../../lib/auth/ntlm-security.ts';

const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };
const NEGOTIATE = encodeNegotiateMessage({ negotiateFlags: ALL_FLAGS });
const NOTHING = hex('');

function acceptor(options: Partial<NtlmAcceptorOptions> = {}) {
  return spnegoAcceptor(ntlmAcceptor({ users: { User: 'Password' }, ...options }));
}

/** Our own client against the acceptor, to the end. */
async function login(client: Authenticator, options: Partial<NtlmAcceptorOptions> = {}) {
  const server = acceptor(options);
  let token = await client.step(server.hint());
  for (;;) {
    const reply = await server.step(token ?? NOTHING);
    if (reply.done) {
      await client.finish(reply.token);
      return reply;
    }
    token = await client.step(reply.token);
  }
}

/** A client made by hand whose list has other mechanisms, too; gives the acceptor's last answer. */
async function listed(
  mechTypes: readonly string[],
  mic: (right: Uint8Array) => Uint8Array | undefined,
  client: HandMade = {},
) {
  const server = acceptor();
  const own = mechTypes[0] === Oid.NTLMSSP;
  const init = encodeNegTokenInit({ mechTypes, mechToken: own ? NEGOTIATE : hex('6000') });
  const replies = [wrapped(await server.step(init))];
  if (!own) replies.push(wrapped(await server.step(encodeNegTokenResp({ responseToken: NEGOTIATE }))));
  const { message } = authenticate(NEGOTIATE, replies.at(-1)?.responseToken ?? NOTHING, client);
  const security = createNtlmSecurity(EXPORTED, 'client');
  const mechListMIC = mic(security.sign(encodeMechTypes(mechTypes)));
  const last = await server.step(encodeNegTokenResp({ responseToken: message, mechListMIC }));
  return { replies, last, security };
}

function wrapped(reply: AcceptorReply) {
  return decodeNegTokenResp(reply.token ?? expect.fail('no token'));
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

describe('spnego-acceptor', () => {
  it('lets our client in, which checks the mechListMIC that comes back', async () => {
    const client = spnego(ntlm(ACCOUNT));
    const reply = await login(client);
    expect(reply).to.deep.include({ done: true, user: 'User', domain: 'Domain', anonymous: false });
    expect(toHex(reply.sessionKey)).to.equal(toHex(client.sessionKey));
    expect(wrapped(reply)).to.include({ negState: NegState.ACCEPT_COMPLETED });
    expect(wrapped(reply).mechListMIC).to.have.length(16);
  });

  it('refuses a wrong password', async () => {
    await refusal(login(spnego(ntlm({ ...ACCOUNT, password: 'password' }))));
  });

  it('lets nobody in where that is allowed, without a session key', async () => {
    const reply = await login(spnego(ntlm({ anonymous: true })), { anonymous: true });
    expect(reply).to.include({ anonymous: true, user: '', sessionKey: undefined });
    await refusal(login(spnego(ntlm({ anonymous: true }))));
  });

  it('hints at NTLM, as a server that says what it speaks', () => {
    expect(decodeNegTokenInit(acceptor().hint())).to.deep.include({
      mechTypes: [Oid.NTLMSSP],
      hintName: 'not_defined_in_RFC4178@please_ignore',
      mechToken: undefined,
    });
  });

  describe('the first answer', () => {
    it('names the mechanism, and brings its message when the client brought one', async () => {
      const mechTypes = [Oid.NTLMSSP];
      const reply = wrapped(await acceptor().step(encodeNegTokenInit({ mechTypes, mechToken: NEGOTIATE })));
      expect(reply).to.include({ negState: NegState.ACCEPT_INCOMPLETE, supportedMech: Oid.NTLMSSP });
      expect(decodeChallengeMessage(reply.responseToken ?? NOTHING).targetName).to.equal('RXSMB');
    });

    it('asks for a message when there was none', async () => {
      for (const mechToken of [undefined, NOTHING]) {
        const server = acceptor();
        const reply = wrapped(await server.step(encodeNegTokenInit({ mechTypes: [Oid.NTLMSSP], mechToken })));
        expect(reply).to.deep.include({
          negState: NegState.ACCEPT_INCOMPLETE,
          supportedMech: Oid.NTLMSSP,
          responseToken: undefined,
        });
        const next = wrapped(await server.step(encodeNegTokenResp({ responseToken: NEGOTIATE })));
        expect(decodeChallengeMessage(next.responseToken ?? NOTHING).targetName).to.equal('RXSMB');
      }
    });

    it("turns another mechanism's message away, and asks for a mechListMIC", async () => {
      const mechTypes = [Oid.MS_KERBEROS, Oid.KERBEROS, Oid.NTLMSSP];
      const { replies, last } = await listed(mechTypes, right => right);
      expect(replies[0]).to.deep.include({
        negState: NegState.REQUEST_MIC,
        supportedMech: Oid.NTLMSSP,
        responseToken: undefined,
      });
      expect(replies[1]).to.deep.include({ negState: NegState.ACCEPT_INCOMPLETE, supportedMech: undefined });
      expect(last).to.include({ done: true, user: 'User' });
    });

    it('is a refusal where no mechanism is ours', async () => {
      for (const mechTypes of [[Oid.MS_KERBEROS, Oid.NEGOEX], []]) {
        expect(await refusal(acceptor().step(encodeNegTokenInit({ mechTypes })))).to.include('no mechanism');
      }
    });
  });

  describe('the mechListMIC', () => {
    const OURS_FIRST = [Oid.NTLMSSP, Oid.KERBEROS];
    const OURS_LATER = [Oid.KERBEROS, Oid.NTLMSSP];

    it('is verified wherever it comes', async () => {
      for (const mechTypes of [OURS_FIRST, OURS_LATER]) {
        await listed(mechTypes, right => right);
        for (const wrong of [flipped, (right: Uint8Array) => right.subarray(1), () => NOTHING]) {
          expect(await refusal(listed(mechTypes, right => wrong(right, 5)))).to.include('altered');
        }
      }
    });

    it('must come where another mechanism stands before ours', async () => {
      expect(await refusal(listed(OURS_LATER, () => undefined))).to.include('altered');
      const { last } = await listed(OURS_FIRST, () => undefined);
      expect(last).to.include({ done: true, user: 'User' });
    });

    it('is of the list that came, not of one that could have been written so', async () => {
      const other = createNtlmSecurity(EXPORTED, 'client').sign(encodeMechTypes(OURS_FIRST));
      expect(await refusal(listed(OURS_LATER, () => other))).to.include('altered');
    });

    it('is answered by ours, and by none if there was none', async () => {
      const { last, security } = await listed(OURS_LATER, right => right);
      const mic = wrapped(last).mechListMIC ?? NOTHING;
      expect(security.verify(encodeMechTypes(OURS_LATER), mic)).to.equal(true);
      const { last: without } = await listed(OURS_FIRST, () => undefined);
      expect(wrapped(without).mechListMIC).to.equal(undefined);
    });
  });

  describe('without SPNEGO', () => {
    it('answers in NTLM alone, and nothing in the end', async () => {
      const server = acceptor();
      const first = await server.step(NEGOTIATE);
      expect(first.done).to.equal(false);
      const { message } = authenticate(NEGOTIATE, first.token ?? NOTHING);
      const last = await server.step(message);
      expect(last).to.deep.include({ done: true, user: 'User', token: undefined });
      expect(last.done && toHex(last.sessionKey)).to.equal(toHex(EXPORTED));
    });

    it('does not change over to it', async () => {
      const server = acceptor();
      const first = await server.step(NEGOTIATE);
      const { message } = authenticate(NEGOTIATE, first.token ?? NOTHING);
      const error = await failure(server.step(encodeNegTokenResp({ responseToken: message })));
      expect(error).to.be.instanceOf(ProtocolError);
    });
  });

  describe('refuses', () => {
    const INIT = encodeNegTokenInit({ mechTypes: [Oid.NTLMSSP], mechToken: NEGOTIATE });

    it('a client that gives up', async () => {
      const server = acceptor();
      await server.step(INIT);
      const token = encodeNegTokenResp({ negState: NegState.REJECT });
      expect(await refusal(server.step(token))).to.include('gave up');
    });

    it('to go on without a message', async () => {
      const server = acceptor();
      await server.step(INIT);
      expect(await failure(server.step(encodeNegTokenResp({})))).to.be.instanceOf(ProtocolError);
    });

    it('everything after a failure', async () => {
      const server = acceptor();
      expect(await failure(server.step(hex('0102')))).to.be.instanceOf(ProtocolError);
      expect(await refusal(server.step(INIT))).to.include('over');
      expect(await refusal(server.step(NEGOTIATE))).to.include('over');
    });

    it('everything after a success', async () => {
      const server = acceptor();
      const first = wrapped(await server.step(INIT));
      const { message } = authenticate(NEGOTIATE, first.responseToken ?? NOTHING);
      const last = encodeNegTokenResp({ responseToken: message });
      expect(await server.step(last)).to.include({ done: true });
      for (const token of [last, INIT]) expect(await refusal(server.step(token))).to.include('over');
    });

    it('a second token before the first is answered', async () => {
      const server = acceptor();
      const [first, second] = await Promise.allSettled([server.step(INIT), server.step(INIT)]);
      expect([first.status, second.status]).to.deep.equal(['fulfilled', 'rejected']);
    });

    it('tokens cut at every length, and hostile ones, always with an error of ours', async () => {
      for (let length = 0; length < INIT.length; length++) {
        await failure(acceptor().step(INIT.subarray(0, length)));
      }
      const size = encodeNegTokenResp({
        responseToken: authenticate(NEGOTIATE, await challenge()).message,
      }).length;
      for (let at = 0; at < size; at++) {
        for (const alter of [
          (token: Uint8Array) => token.subarray(0, at),
          (token: Uint8Array) => token.map((byte, index) => (index === at ? byte ^ 0xff : byte)),
        ]) {
          const server = acceptor({ anonymous: true });
          const first = wrapped(await server.step(INIT));
          const { message } = authenticate(NEGOTIATE, first.responseToken ?? NOTHING);
          const token = encodeNegTokenResp({ responseToken: message });
          await failure(server.step(alter(token)));
          expect(await refusal(server.step(token)), `byte ${at}`).to.include('over');
        }
      }
    });

    async function challenge(): Promise<Uint8Array> {
      return wrapped(await acceptor().step(INIT)).responseToken ?? NOTHING;
    }
  });

  it('is not taken in by a mechanism that says neither yes nor no', async () => {
    const broken: AcceptingMechanism = {
      oid: Oid.NTLMSSP,
      speaks: () => true,
      step: () => Promise.resolve(undefined),
      identity: undefined,
      sessionKey: undefined,
      sign: () => NOTHING,
      verify: () => true,
    };
    const error: unknown = await spnegoAcceptor(broken)
      .step(NEGOTIATE)
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
  });

  it('shows neither passwords nor keys', async () => {
    const server = acceptor();
    const shown = inspect(server, { depth: null, showHidden: true, getters: true }) + JSON.stringify(server);
    expect(shown).not.to.match(/Password|User/);
    expect(JSON.stringify(server)).to.equal('{}');
    await server.step(NEGOTIATE);
  });
});

import { inspect } from 'node:util';
import { expect } from 'chai';
import type { Authenticator, Mechanism } from '../../lib/auth/authenticator.ts';
import { ntlm } from '../../lib/auth/ntlm.ts';
import { spnego } from '../../lib/auth/spnego.ts';
import { ProtocolError, SmbError } from '../../lib/errors.ts';
import { decodeNegTokenInit, encodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import {
  NegState,
  type NegTokenResp,
  decodeNegTokenResp,
  encodeNegTokenResp,
} from '../../lib/wire/spnego/neg-token-resp.ts';
import { Oid } from '../../lib/wire/spnego/oid.ts';
import { flipped, hex, toHex } from '../crypto/hex.ts';
import { NtlmServer } from './ntlm-server.ts';

const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };
const NOTHING = hex('');

/** An exchange up to the client's last message. */
async function login(
  options: {
    readonly anonymous?: boolean;
    readonly first?: NegTokenResp;
    readonly hint?: Uint8Array | undefined;
  } = {},
) {
  const client = spnego(ntlm({ ...ACCOUNT, anonymous: options.anonymous }));
  const server = new NtlmServer({ ...ACCOUNT, timestamp: 1n });
  const init = decodeNegTokenInit((await client.step(options.hint)) ?? NOTHING);
  const challenge = encodeNegTokenResp({
    negState: NegState.ACCEPT_INCOMPLETE,
    supportedMech: Oid.NTLMSSP,
    responseToken: server.challenge(init.mechToken ?? NOTHING),
    ...options.first,
  });
  const reply = decodeNegTokenResp((await client.step(challenge)) ?? NOTHING);
  const accepted = server.accept(reply.responseToken ?? NOTHING);
  return { client, server, init, reply, accepted };
}

/** An exchange that fails with ERR_SMB_AUTH; gives the message. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => {
      expect(error).to.be.instanceOf(SmbError).and.to.include({ code: 'ERR_SMB_AUTH' });
      return (error as SmbError).message;
    },
  );
}

/** A mechanism of one message that speaks what it is told. */
function fake(oids: readonly [string, ...string[]], replies: readonly (Uint8Array | undefined)[]): Mechanism {
  const left = [...replies];
  return {
    oids,
    step: () => Promise.resolve(left.shift()),
    get established() {
      return left.length === 0;
    },
    sessionKey: hex('00'),
    anonymous: false,
    sign: () => hex('51'),
    verify: (_, mic) => toHex(mic) === '52',
  };
}

function accept(more: NegTokenResp = {}): Uint8Array {
  return encodeNegTokenResp({ negState: NegState.ACCEPT_COMPLETED, ...more });
}

describe('spnego', () => {
  it('logs in by NTLM, with a mechListMIC both ways', async () => {
    const { client, server, init, reply, accepted } = await login();
    expect(accepted).to.equal(true);
    expect(init.mechTypes).to.deep.equal([Oid.NTLMSSP]);
    expect(toHex(client.sessionKey)).to.equal(toHex(server.sessionKey));
    expect(server.verify(init.mechTypesDer, reply.mechListMIC ?? NOTHING)).to.equal(true);
    await client.finish(accept({ mechListMIC: server.sign(init.mechTypesDer) }));
  });

  it('answers in plain negTokenResps, without the SPNEGO OID and without a supportedMech', async () => {
    const { reply } = await login();
    expect(reply).to.deep.include({ negState: NegState.ACCEPT_INCOMPLETE, supportedMech: undefined });
  });

  it('takes an empty last token (Azure), or one without a mechListMIC, where none is needed', async () => {
    for (const token of [undefined, NOTHING, accept(), encodeNegTokenResp({})]) {
      const { client } = await login();
      await client.finish(token);
    }
  });

  describe('the hint', () => {
    it('may be missing or empty', async () => {
      for (const hint of [undefined, NOTHING]) expect(await login({ hint })).to.include({ accepted: true });
    });

    it('may list our mechanism among others', async () => {
      const hint = encodeNegTokenInit({ mechTypes: [Oid.MS_KERBEROS, Oid.NTLMSSP], hintName: 'hint' });
      expect(await login({ hint })).to.include({ accepted: true });
    });

    it('that lists only others ends the login, saying which', async () => {
      const hint = encodeNegTokenInit({ mechTypes: [Oid.KERBEROS, '1.2.3'] });
      expect(await refusal(login({ hint }))).to.equal(
        'the server does not offer NTLMSSP, only KERBEROS, 1.2.3',
      );
    });

    it('that is rubbish is a ProtocolError', async () => {
      const error: unknown = await login({ hint: hex('0102') }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ProtocolError);
    });
  });

  describe('the mechListMIC', () => {
    it('is refused when it is wrong', async () => {
      const { client, server, init } = await login();
      const mechListMIC = flipped(server.sign(init.mechTypesDer), 5);
      expect(await refusal(client.finish(accept({ mechListMIC })))).to.include('altered');
    });

    it('is refused when it signs another list', async () => {
      const { client, server } = await login();
      const mechListMIC = server.sign(hex('3000'));
      expect(await refusal(client.finish(accept({ mechListMIC })))).to.include('altered');
    });

    it('must come when the server asked for ours', async () => {
      const first = { negState: NegState.REQUEST_MIC };
      const { client, server, init } = await login({ first });
      for (const token of [undefined, accept()]) {
        expect(await refusal(client.finish(token))).to.include('did not protect');
      }
      await client.finish(accept({ mechListMIC: server.sign(init.mechTypesDer) }));
    });

    it('must come when the server chose another mechanism than our first', async () => {
      const client = spnego(fake([Oid.MS_KERBEROS, Oid.KERBEROS], [hex('01'), undefined]));
      await client.step(undefined);
      const first = { negState: NegState.ACCEPT_INCOMPLETE, responseToken: hex('02') };
      const token = await client.step(encodeNegTokenResp({ ...first, supportedMech: Oid.KERBEROS }));
      expect(decodeNegTokenResp(token ?? NOTHING)).to.deep.include({ negState: NegState.ACCEPT_COMPLETED });
      expect(toHex(decodeNegTokenResp(token ?? NOTHING).mechListMIC)).to.equal('51');
      expect(await refusal(client.finish(accept()))).to.include('did not protect');
      await client.finish(accept({ mechListMIC: hex('52') }));
    });

    it('may come before the last reply, and counts', async () => {
      const { client, server, init } = await login({ first: { negState: NegState.REQUEST_MIC } });
      const more = { negState: NegState.ACCEPT_INCOMPLETE, mechListMIC: server.sign(init.mechTypesDer) };
      expect(await client.step(encodeNegTokenResp(more))).to.equal(undefined);
      await client.finish(undefined);
    });

    it('before there is a key is a ProtocolError', async () => {
      const client = spnego(fake([Oid.KERBEROS], [hex('01'), hex('02'), hex('03')]));
      await client.step(undefined);
      const token = encodeNegTokenResp({ responseToken: hex('00'), mechListMIC: hex('52') });
      const error: unknown = await client.step(token).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ProtocolError);
    });
  });

  describe('refuses', () => {
    it('a rejection, at any step', async () => {
      const first = { negState: NegState.REJECT };
      expect(await refusal(login({ first }))).to.include('rejected');
      const { client } = await login();
      expect(await refusal(client.finish(encodeNegTokenResp(first)))).to.include('rejected');
    });

    it('a mechanism that was not offered', async () => {
      expect(await refusal(login({ first: { supportedMech: Oid.KERBEROS } }))).to.include('KERBEROS');
    });

    it('an acceptance before the exchange is complete', async () => {
      for (const token of [undefined, accept()]) {
        const client = spnego(ntlm(ACCOUNT));
        await client.step(undefined);
        expect(await refusal(client.finish(token))).to.include('before the exchange was complete');
      }
    });

    it('an acceptance that brings a message to be answered', async () => {
      const client = spnego(fake([Oid.KERBEROS], [hex('01'), hex('02')]));
      await client.step(undefined);
      const token = accept({ responseToken: hex('00') });
      expect(await refusal(client.finish(token))).to.include('before the exchange was complete');
    });

    it('to go on without a token', async () => {
      const client = spnego(ntlm(ACCOUNT));
      await client.step(undefined);
      expect(await refusal(client.step(NOTHING))).to.include('no token');
    });
  });

  it("hands a mechanism's last message on from the successful reply", async () => {
    const client = spnego(fake([Oid.KERBEROS], [hex('01'), undefined]));
    await client.step(undefined);
    await client.finish(accept({ responseToken: hex('02'), mechListMIC: hex('52') }));
  });

  it('logs in anonymously, without any mechListMIC', async () => {
    const { client, reply } = await login({ anonymous: true });
    expect(client.anonymous).to.equal(true);
    expect(client.sessionKey).to.equal(undefined);
    expect(reply.mechListMIC).to.equal(undefined);
    await client.finish(accept());
  });

  it('shows neither password nor key', async () => {
    const { client } = await login();
    const shown = inspect(client, { depth: null, showHidden: true, getters: true }) + JSON.stringify(client);
    expect(shown).not.to.match(/Password|User/);
    expect(JSON.stringify(client satisfies Authenticator)).to.equal('{}');
  });
});

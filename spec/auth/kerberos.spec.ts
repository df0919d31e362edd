import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { kerberos, type KerberosOptions } from '../../lib/auth/kerberos.ts';
import type { KerberosPackage } from '../../lib/auth/kerberos-package.ts';
import { spnego } from '../../lib/auth/spnego.ts';
import { SmbError } from '../../lib/errors.ts';
import { encodeGssToken, TokenId } from '../../lib/wire/krb5/gss-token.ts';
import { decodeNegTokenInit } from '../../lib/wire/spnego/neg-token-init.ts';
import { encodeNegTokenResp, NegState } from '../../lib/wire/spnego/neg-token-resp.ts';
import { Oid } from '../../lib/wire/spnego/oid.ts';
import { flipped, toHex } from '../crypto/hex.ts';
import { freshFolder } from '../support/temp.ts';
import { krbError } from '../wire/krb5/krb-error-bytes.ts';
import { EXCHANGE, SERVICE } from './kerberos-exchange.ts';

/** Plays the package as it was recorded. */
function recorded(more: Partial<Record<'init' | 'first' | 'last', () => Promise<string | null>>> = {}) {
  const asked: unknown[] = [];
  const load = (): Promise<KerberosPackage> =>
    Promise.resolve({
      initializeClient: async (service, options) => {
        asked.push([service, options]);
        await more.init?.();
        let contextComplete = false;
        return {
          get contextComplete() {
            return contextComplete;
          },
          step: async token => {
            if (token === '') return more.first?.() ?? Buffer.from(EXCHANGE.request).toString('base64');
            await more.last?.();
            contextComplete = token === Buffer.from(EXCHANGE.reply).toString('base64');
            return null;
          },
        };
      },
    });
  return { asked, load };
}

async function refusal(promise: Promise<unknown>): Promise<SmbError> {
  return promise.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => {
      if (!(error instanceof SmbError)) throw error;
      return error;
    },
  );
}

describe('kerberos', () => {
  const folder = freshFolder();
  const file = join(folder, 'cc');
  const env = { KRB5CCNAME: `FILE:${file}` };
  writeFileSync(file, EXCHANGE.cache);

  const mechanism = (more: Partial<KerberosOptions> = {}) =>
    kerberos({ servicePrincipal: SERVICE, timeout: 5_000, env, load: recorded().load, ...more });

  it('recovers the session key of a recorded exchange', async () => {
    const { asked, load } = recorded();
    const client = mechanism({ load, principal: 'ann@CORE.EXAMPLE' });
    expect(toHex(await client.step(undefined))).to.equal(toHex(EXCHANGE.request));
    expect([client.established, client.sessionKey]).to.deep.equal([false, undefined]);
    expect(await client.step(EXCHANGE.reply)).to.equal(undefined);
    expect(client.established).to.equal(true);
    expect(toHex(client.sessionKey)).to.equal(toHex(EXCHANGE.sessionKey));
    const options = { flags: 2 | 4 | 8 | 32, mechOID: 9, principal: 'ann@CORE.EXAMPLE' };
    expect(asked).to.deep.equal([['cifs@dc3.core.example', options]]);
  });

  it("travels in SPNEGO under Windows' number first, and ends in the last reply", async () => {
    const client = spnego(mechanism());
    const init = decodeNegTokenInit((await client.step(undefined)) ?? new Uint8Array(0));
    expect(init.mechTypes).to.deep.equal([Oid.MS_KERBEROS, Oid.KERBEROS]);
    expect(client.sessionKey).to.equal(undefined);
    await client.finish(
      encodeNegTokenResp({
        negState: NegState.ACCEPT_COMPLETED,
        supportedMech: Oid.MS_KERBEROS,
        responseToken: EXCHANGE.reply,
      }),
    );
    expect(client.sessionKey).to.have.length(32);
  });

  it('finds the ticket in a collection, whichever of its caches is in use', async () => {
    const caches = join(folder, 'caches');
    mkdirSync(caches);
    writeFileSync(join(caches, 'primary'), 'tkt\n');
    writeFileSync(join(caches, 'tkt'), 'rubbish');
    writeFileSync(join(caches, 'tktother'), EXCHANGE.cache);
    for (const name of [`DIR:${caches}`, `DIR::${join(caches, 'tktother')}`]) {
      const client = mechanism({ env: { KRB5CCNAME: name } });
      await client.step(undefined);
      await client.step(EXCHANGE.reply);
      expect(toHex(client.sessionKey)).to.equal(toHex(EXCHANGE.sessionKey));
    }
  });

  it('goes by default_ccache_name of krb5.conf where KRB5CCNAME is not set', async () => {
    const config = join(folder, 'krb5.conf');
    writeFileSync(config, `include ${config}.more\n[realms]\ndefault_ccache_name = KCM:\n`);
    writeFileSync(`${config}.more`, `[libdefaults]\n default_ccache_name = FILE:${folder}/%{null}cc\n`);
    await mechanism({ env: { KRB5_CONFIG: config } }).step(undefined);
  });

  it('signs, and verifies nothing that the server did not sign', async () => {
    const client = mechanism();
    await client.step(undefined);
    await client.step(EXCHANGE.reply);
    const message = Uint8Array.of(1, 2, 3);
    const first = client.sign(message);
    expect(first).to.have.length(16 + 12);
    expect(toHex(first)).not.to.equal(toHex(client.sign(message)));
    expect(client.verify(message, first), 'our own, sent back').to.equal(false);
    expect(client.verify(message, new Uint8Array(28))).to.equal(false);
  });

  describe('refuses', () => {
    const unproven = async (token: Uint8Array | undefined) => {
      const client = mechanism();
      await client.step(undefined);
      const error = await refusal(client.step(token));
      expect([client.established, client.sessionKey]).to.deep.equal([false, undefined]);
      return error;
    };

    it('a server that does not prove itself', async () => {
      expect((await unproven(undefined)).message).to.include('no proof');
      expect((await unproven(EXCHANGE.request)).message).to.include('no proof');
      for (let at = 60; at < EXCHANGE.reply.length; at++) {
        const { code } = await unproven(flipped(EXCHANGE.reply, at));
        expect(code, `byte ${at}`).to.be.oneOf(['ERR_SMB_AUTH', 'ERR_SMB_PROTOCOL']);
      }
    });

    it('what the library refuses, though we would not', async () => {
      const { load } = recorded({ last: () => Promise.reject(new Error('Mutual authentication failed')) });
      const client = mechanism({ load });
      await client.step(undefined);
      expect((await refusal(client.step(EXCHANGE.reply))).message).to.include('does not take');
      expect(client.established).to.equal(false);
    });

    it('a ticket for another service, or of another realm', async () => {
      for (const servicePrincipal of [
        'cifs/other.core.example',
        'host/dc3.core.example',
        `${SERVICE}@OTHER.EXAMPLE`,
      ]) {
        const error = await refusal(mechanism({ servicePrincipal }).step(undefined));
        expect(error.message).to.include('dns_canonicalize_hostname');
      }
      for (const servicePrincipal of ['cifs/DC3.core.example', 'cifs/dc3', `${SERVICE}@CORE.EXAMPLE`]) {
        await mechanism({ servicePrincipal }).step(undefined);
      }
    });

    it('an address, for which there are no tickets', () => {
      for (const host of ['192.0.2.1', '2001:db8::1']) {
        expect(() => mechanism({ servicePrincipal: `cifs/${host}` }))
          .to.throw(SmbError, 'servicePrincipal')
          .with.property('code', 'ERR_SMB_OPTION');
      }
    });

    it('caches that are no files, with the way out', async () => {
      for (const name of ['KCM:', 'KEYRING:persistent:0', 'MEMORY:x', 'API:x']) {
        const error = await refusal(mechanism({ env: { KRB5CCNAME: name } }).step(undefined));
        expect(error.message)
          .to.include(name.slice(0, name.indexOf(':')))
          .and.include('KRB5CCNAME=FILE:');
      }
    });

    it('a cache that did not keep the ticket', async () => {
      const nowhere = mechanism({ env: { KRB5CCNAME: join(folder, 'none') } });
      expect((await refusal(nowhere.step(undefined))).message)
        .to.include('not kept')
        .and.include('none');
    });
  });

  describe('tells what to do about', () => {
    for (const [said, remedy] of [
      ['Server not found in Kerberos database', 'the realm does not know the service cifs/dc3.core.example'],
      ['Ticket expired', 'kinit again'],
      ['Clock skew too great', 'NTP'],
      ["Can't find client principal bob@X in cache collection", 'kinit'],
      ["Cannot contact any KDC for realm 'X'", 'KRB5_CONFIG'],
    ] as const) {
      it(`'${said}'`, async () => {
        const cause = new Error(`Unspecified GSS failure: ${said}`);
        const { load } = recorded({ first: () => Promise.reject(cause) });
        const error = await refusal(mechanism({ load }).step(undefined));
        expect(error).to.include({ code: 'ERR_SMB_AUTH', fatal: true, cause });
        expect(error.message).to.include(remedy).and.include(said);
      });
    }

    it('no ticket, in whatever words', async () => {
      const { load } = recorded({ init: () => Promise.reject(new Error('Keine Tickets')) });
      const env = { KRB5CCNAME: join(folder, 'none') };
      expect((await refusal(mechanism({ load, env }).step(undefined))).message).to.include('run kinit');
    });

    it('answers of the server that are no proof', async () => {
      for (const [code, remedy] of [
        [37, 'NTP'],
        [32, 'kinit'],
        [41, 'servicePrincipal'],
        [60, 'KRB_ERR_GENERIC'],
      ] as const) {
        const client = mechanism();
        await client.step(undefined);
        const token = encodeGssToken({ tokenId: TokenId.KRB_ERROR, message: krbError(code) });
        expect((await refusal(client.step(token))).message).to.include(remedy);
      }
    });

    it('a library that does not answer', async () => {
      const { load } = recorded({ init: () => new Promise(() => undefined) });
      const error = await refusal(mechanism({ load, timeout: 20 }).step(undefined));
      expect(error.code).to.equal('ETIMEDOUT');
      expect(error.message).to.include('dns_canonicalize_hostname');
    });
  });
});

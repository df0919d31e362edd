import { expect } from 'chai';
import { kerberosState } from '../../lib/auth/kerberos-state.ts';
import type { KerberosPackage } from '../../lib/auth/kerberos-package.ts';

const load = (): Promise<KerberosPackage> =>
  Promise.resolve({ initializeClient: () => Promise.reject(new Error()) });
const NO_CACHE = 'FILE:/dev/null';

describe('auth/kerberosState', () => {
  it('tells that the package is missing', async () => {
    const missing = () => Promise.reject(new Error('Cannot find package'));
    const { problem } = await kerberosState({ env: { KRB5CCNAME: NO_CACHE }, load: missing });
    expect(problem).to.include({ code: 'ERR_SMB_AUTH' });
  });

  it('tells that there is no ticket, and in which cache', async () => {
    const { principal, until, problem } = await kerberosState({ env: { KRB5CCNAME: NO_CACHE }, load });
    expect([principal, until]).to.deep.equal([undefined, undefined]);
    expect(problem?.message).to.include(NO_CACHE).and.include('kinit');
  });

  it('is content with a table of keys, by which tickets are fetched', async () => {
    const env = { KRB5CCNAME: NO_CACHE, KRB5_CLIENT_KTNAME: '/etc/ann.keytab' };
    expect(await kerberosState({ env, load })).to.include({ keytab: '/etc/ann.keytab', problem: undefined });
  });

  it('tells that caches of another kind cannot be used', async () => {
    const { problem } = await kerberosState({ env: { KRB5CCNAME: 'KCM:' }, load });
    expect(problem?.message).to.include('KCM');
  });
});

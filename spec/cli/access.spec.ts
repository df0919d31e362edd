import { expect } from 'chai';
import { userInfo } from 'node:os';
import { PassThrough } from 'node:stream';
import { accessOf } from '../../lib/cli/access.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { Captured } from './capture.ts';

type Flags = Partial<Parameters<typeof accessOf>[0]>;

/** The account that a verb lets in which serves. */
async function account(flags: Flags, env: NodeJS.ProcessEnv, typed?: string) {
  const terminal = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  const stderr = new Captured(typed !== undefined);
  const none = { terminal: undefined, stderr };
  const asking = typed === undefined ? none : { terminal, stderr };
  const access = await accessOf(flags as Parameters<typeof accessOf>[0], env, asking);
  const found = access.account();
  if (typed !== undefined) terminal.write(`${typed}\r`);
  return { ...(await found), asked: stderr.text };
}

describe('the account of who serves', () => {
  it('is whoever runs it, with the password of the environment', async () => {
    expect(await account({}, { RXSMB_PASSWORD: 'secret' })).to.deep.equal({
      username: userInfo().username,
      password: 'secret',
      asked: '',
    });
  });

  it('is named by a flag, where a domain does not matter', async () => {
    const { username } = await account({ user: 'HOME\\alice' }, { RXSMB_PASSWORD: 'secret' });
    expect(username).to.equal('alice');
  });

  it('has its password asked for on a terminal', async () => {
    expect(await account({ user: 'alice' }, {}, 'typed')).to.deep.equal({
      username: 'alice',
      password: 'typed',
      asked: 'Password of alice: \n',
    });
  });

  it('cannot be had where there is no password', async () => {
    const error: unknown = await account({}, {}).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(UsageError);
  });
});

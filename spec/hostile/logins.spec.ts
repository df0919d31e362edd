import fc from 'fast-check';
import type { Acceptor } from '../../lib/auth/acceptor.ts';
import type { Authenticator } from '../../lib/auth/authenticator.ts';
import { ntlm } from '../../lib/auth/ntlm.ts';
import { ntlmAcceptor } from '../../lib/auth/ntlm-acceptor.ts';
import { spnego } from '../../lib/auth/spnego.ts';
import { spnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { SmbError } from '../../lib/errors.ts';
import { STRANGERS, USUAL } from './campaign.ts';
import { mutations } from './mutation.ts';
import { countCase } from './trial.ts';

const ACCOUNT = { username: 'ann', password: 'secret', domain: 'LAB' };
/** Logins with one spoiled token, for each of the two sides and each user. */
const CASES = USUAL.cases;

type Spoil = (token: Uint8Array, index: number) => Uint8Array;

/** A login, each token through the hands of somebody; `true` when both sides are content. */
async function login(client: Authenticator, server: Acceptor, up: Spoil, down: Spoil): Promise<boolean> {
  let token: Uint8Array | undefined = server.hint();
  for (let index = 0; ; index++) {
    const request = await client.step(token && down(token, index));
    const reply = await server.step(request === undefined ? new Uint8Array(0) : up(request, index));
    const answer = reply.token && down(reply.token, index + 1);
    if (reply.done) {
      await client.finish(answer);
      return true;
    }
    token = answer;
  }
}

function sides(anonymous: boolean): [Authenticator, Acceptor] {
  const users = { [ACCOUNT.username]: ACCOUNT.password };
  return [
    spnego(ntlm(anonymous ? { anonymous } : ACCOUNT)),
    spnegoAcceptor(ntlmAcceptor({ users, anonymous: true })),
  ];
}

const asItIs: Spoil = token => token;

describe('a login with one spoiled token', () => {
  for (const anonymous of [false, true]) {
    for (const side of ['the server', 'the client'] as const) {
      it(`of ${side}, ${anonymous ? 'of nobody' : 'of a user'}, ends with both sides content or a typed error`, async function () {
        this.timeout(60_000);
        await login(...sides(anonymous), asItIs, asItIs);
        const law = fc.asyncProperty(fc.nat(2), mutations(STRANGERS), async (which, mutate) => {
          countCase();
          const spoil: Spoil = (token, index) => (index === which ? mutate(token) : token);
          const [up, down] = side === 'the client' ? [spoil, asItIs] : [asItIs, spoil];
          try {
            await login(...sides(anonymous), up, down);
          } catch (error) {
            if (!(error instanceof SmbError)) throw error;
          }
        });
        await fc.assert(law, { seed: USUAL.seed, numRuns: CASES });
      });
    }
  }
});

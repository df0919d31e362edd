import { expect } from 'chai';
import { discover, takersOf } from './discover.ts';
import { DECODERS } from './registry.ts';

/**
 * Takes bytes, and is tried through others or by conversations: the tokens of a login by `logins.spec.ts`, stages and
 * connections by `connections.spec.ts`.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'makes bytes of ours, or compares them': [
    'auth/credential-caches.ts credentialOf',
    'auth/ntlm-crypto.ts exchangeKey',
    'auth/ntlm-crypto.ts messageIntegrity',
    'auth/ntlm-crypto.ts ntProofStr',
    'auth/ntlm-crypto.ts sessionBaseKey',
    'auth/ntlm-security.ts signKey',
    'rpc/fragments.ts splitRequest',
    'wire/rpce/ndr-memory.ts NdrWriter',
    'server/connection/chunks.ts Chunks',
    'server/connection/slabs.ts Slabs',
    'wire/fields.ts viewOf',
  ],
  'a login': [
    'auth/ntlm-response.ts respond',
    'auth/ntlm-verify.ts verifyMic',
    'auth/ntlm-verify.ts verifyProof',
  ],
  'a whole connection': [
    'exchange/inbound/grant.ts grant',
    'exchange/inbound/interim.ts interim',
    'exchange/inbound/match.ts match',
    'exchange/inbound/place.ts place',
    'exchange/inbound/place.ts placePayload',
    'exchange/inbound/receive.ts receive',
    'exchange/inbound/settle.ts settle',
    'exchange/inbound/unseal.ts unseal',
    'exchange/inbound/verify.ts verify',
    'server/connection/connection.ts Connection',
    'server/connection/message.ts Message',
    'server/connection/unseal.ts unseal',
    'server/pipes/read-pipe.ts readPipe',
  ],
  'a structure that holds it': [
    'wire/fscc/file-access-information.ts AccessFields',
    'wire/fscc/file-alignment-information.ts AlignmentFields',
    'wire/fscc/file-basic-information.ts BasicFields',
    'wire/fscc/file-ea-information.ts EaFields',
    'wire/fscc/file-internal-information.ts InternalFields',
    'wire/fscc/file-mode-information.ts ModeFields',
    'wire/fscc/file-name-information.ts NameFields',
    'wire/fscc/file-position-information.ts PositionFields',
    'wire/fscc/file-standard-information.ts StandardFields',
  ],
};

/** Shows what other files have. */
const WINDOWS = 'wire/fscc/public.ts';

describe('the registry of decoders', () => {
  const tried = new Set(DECODERS.map(({ id }) => id));
  const elsewhere = Object.values(ELSEWHERE).flat();

  it('has every decoder of outside bytes that the sources have', async () => {
    const found = (await discover()).filter(id => !id.startsWith(`${WINDOWS} `));
    expect(found.length, 'decoders in lib').to.be.above(200);
    expect(found.filter(id => !tried.has(id) && !elsewhere.includes(id))).to.deep.equal([]);
    expect(
      elsewhere.filter(id => !found.includes(id)),
      'are gone',
    ).to.deep.equal([]);
  });

  it('has each of them once', () => {
    expect(tried.size).to.equal(DECODERS.length);
    expect(elsewhere.filter(id => tried.has(id))).to.deep.equal([]);
  });

  it('is held by a search that finds functions and classes that take bytes', () => {
    const find = (text: string) => takersOf('wire/x.ts', text);
    expect(find('export function frobOf(given: Uint8Array): number { return given.length; }')).to.deep.equal([
      'frobOf',
    ]);
    expect(find('export function parseFrob(text: string): number { return 0; }')).to.deep.equal([
      'parseFrob',
    ]);
    expect(find('export class Frob { feed(chunk: Buffer): void {} }')).to.deep.equal(['Frob']);
    expect(find('export function encodeFrob(given: Uint8Array): number { return 0; }')).to.deep.equal([]);
    expect(find('function frobOf(given: Uint8Array): number { return given.length; }')).to.deep.equal([]);
  });
});

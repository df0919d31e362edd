import { expect } from 'chai';
import { ClientChallenge } from '../../../lib/wire/nlmp/client-challenge.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { survives } from './hostile.ts';

describe('NTLMv2_CLIENT_CHALLENGE', () => {
  // [MS-NLMP] 4.2.4.1.3, temp
  const example = hex(`
    01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000
    02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000`);

  it('encodes the example of [MS-NLMP] 4.2.4.1.3', () => {
    const bytes = ClientChallenge.encode({
      challengeFromClient: new Uint8Array(8).fill(0xaa),
      avPairs: example.subarray(28),
    });
    expect(toHex(bytes)).to.equal(toHex(example));
  });

  it('decodes it again', () => {
    const value = ClientChallenge.decode(example);
    expect(value).to.deep.include({ respType: 1, hiRespType: 1, timeStamp: 0n });
    expect(toHex(value.challengeFromClient)).to.equal('aaaaaaaaaaaaaaaa');
    expect(toHex(value.avPairs)).to.equal(toHex(example.subarray(28)));
  });

  it('survives truncation and hostile bytes', () =>
    survives(example, bytes => ClientChallenge.decode(bytes)));
});

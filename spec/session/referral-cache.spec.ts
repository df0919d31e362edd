import { expect } from 'chai';
import { targetOf } from '../../lib/session/dfs/network-address.ts';
import { ReferralCache } from '../../lib/session/dfs/referral-cache.ts';

describe('ReferralCache', () => {
  const target = (host: string) => ({ host, port: 445, share: 'x', path: '' });
  const referral = (prefix: string, ...hosts: string[]) => ({ prefix, targets: hosts.map(target) });

  it('finds the longest part of a path, of whole names, whatever their case', () => {
    const cache = new ReferralCache(() => 0);
    const [short, long] = [referral('\\S\\d\\link', 'a'), referral('\\s\\d\\link\\deeper', 'b')];
    cache.keep(short, 10);
    cache.keep(long, 10);
    expect(cache.find('\\s\\D\\LINK\\file')).to.equal(short);
    expect(cache.find('\\s\\d\\link')).to.equal(short);
    expect(cache.find('\\s\\d\\link\\deeper\\file')).to.equal(long);
    expect(cache.find('\\s\\d\\linked\\file')).to.equal(undefined);
    expect(cache.find('\\s\\d')).to.equal(undefined);
    expect(cache.find('')).to.equal(undefined);
  });

  it('forgets when its time is over', () => {
    let now = 0;
    const cache = new ReferralCache(() => now);
    cache.keep(referral('\\s\\d\\link', 'a'), 2);
    now = 1999;
    expect(cache.find('\\s\\d\\link')).to.not.equal(undefined);
    now = 2000;
    expect(cache.find('\\s\\d\\link')).to.equal(undefined);
  });

  it('remembers which target answered, for as long as before', () => {
    let now = 0;
    const cache = new ReferralCache(() => now);
    const kept = referral('\\s\\d\\link', 'a', 'b', 'c');
    cache.keep(kept, 2);
    cache.prefer(kept, kept.targets[1]!);
    const found = cache.find('\\s\\d\\link')!;
    expect(found.targets.map(({ host }) => host)).to.deep.equal(['b', 'a', 'c']);
    cache.prefer(kept, kept.targets[2]!); // of a referral that is not in use any more
    expect(cache.find('\\s\\d\\link')).to.equal(found);
    now = 2000;
    expect(cache.find('\\s\\d\\link')).to.equal(undefined);
  });
});

describe('the network address of a referral', () => {
  for (const [address, expected] of [
    ['\\srv\\share', { host: 'srv', port: 445, share: 'share', path: '' }],
    [
      '\\\\srv.example.org\\share\\a\\b\\',
      { host: 'srv.example.org', port: 445, share: 'share', path: 'a\\b' },
    ],
    ['\\127.0.0.1:8445\\share', { host: '127.0.0.1', port: 8445, share: 'share', path: '' }],
    ['\\[::1]:8445\\share', { host: '::1', port: 8445, share: 'share', path: '' }],
    ['\\[fe80::1%eth0]\\s', { host: 'fe80::1%eth0', port: 445, share: 's', path: '' }],
    ['\\srv', undefined],
    ['\\\\\\share', undefined],
    ['srv\\share', undefined],
    ['\\srv:0\\share', undefined],
    ['\\srv:70000\\share', undefined],
    ['', undefined],
  ] as const) {
    it(`'${address}'`, () => {
      expect(targetOf(address, 445)).to.deep.equal(expected);
    });
  }

  it('remembers 1,024 referrals, the last ones', () => {
    const cache = new ReferralCache(() => 0);
    for (let index = 0; index < 2_000; index++) cache.keep({ prefix: `\\s\\d\\l${index}`, targets: [] }, 60);
    const known = Array.from({ length: 2_000 }, (_, index) => cache.find(`\\s\\d\\l${index}`));
    expect(known.filter(referral => referral !== undefined)).to.have.lengthOf(1_024);
    expect(known[975]).to.equal(undefined);
    expect(known[976]).to.not.equal(undefined);
  });
});

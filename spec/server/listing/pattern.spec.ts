import { expect } from 'chai';
import { pattern, PATTERN_MAX } from '../../../lib/server/listing/pattern.ts';

/** Pattern, names that it finds, names that it does not. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['*', ['', 'a', 'a.b', '.', '..', 'ä'], []],
  ['a.txt', ['a.txt', 'A.TXT'], ['a.tx', 'a.txtt', 'ba.txt']],
  ['*.txt', ['a.txt', '.txt', 'a.b.TXT'], ['a.txt2', 'txt']],
  ['a*', ['a', 'abc', 'Ab.c'], ['ba', '']],
  ['*a*b*', ['ab', 'xaybz', 'aab'], ['ba', 'a']],
  ['?', ['a', '.'], ['', 'ab']],
  ['???', ['abc', 'a.b'], ['ab', 'abcd']],
  ['f?o*', ['foo', 'fao.x'], ['fo', 'o']],
  ['*.*', ['a.b', '.', 'a.'], ['a']],
  // as `*`, but only up to the last dot
  ['<', ['a', 'abc'], ['a.b']],
  ['<.txt', ['a.txt', 'a.b.txt'], ['a.txt.b']],
  ['<"', ['a', 'a.', 'abc'], []],
  ['<.b', ['a.b', 'a.a.b'], ['a.b.c']],
  // as `?`, but nothing at a dot or at the end
  ['>>>', ['abc', 'ab', 'a', ''], ['abcd', 'a.b']],
  ['>>>.txt', ['abc.txt', 'a.txt', '.txt'], ['abcd.txt']],
  ['a>', ['a', 'ab'], ['abc', 'a.']],
  // a dot, or nothing at the end
  ['foo"', ['foo', 'foo.'], ['foo.x', 'foox']],
  ['foo"x', ['foo.x'], ['foox', 'foo']],
  ['<">>>', ['a', 'a.b', 'a.bcd'], ['a.bcde']],
];

describe('patterns of listings', () => {
  for (const [text, those, others] of TABLE) {
    it(`${text} finds ${JSON.stringify(those)} and not ${JSON.stringify(others)}`, () => {
      const matches = pattern(text, false);
      expect(those.filter(name => !matches(name))).to.deep.equal([]);
      expect(others.filter(matches)).to.deep.equal([]);
    });
  }

  it('tell case where the share does', () => {
    expect(pattern('A*.TXT', true)('Ab.txt')).to.equal(false);
    expect(pattern('A*.txt', true)('Ab.txt')).to.equal(true);
    expect(pattern('ä?', false)('ÄB')).to.equal(true);
    expect(pattern('stra?e', false)('Straße')).to.equal(true);
  });

  it('take no longer for being nasty', () => {
    const nasty = '*a'.repeat(PATTERN_MAX / 2 - 1);
    expect(pattern(`${nasty}b`, false)('a'.repeat(255))).to.equal(false);
    expect(pattern(`${'<">'.repeat(80)}x`, false)('.'.repeat(255))).to.equal(false);
  });
});

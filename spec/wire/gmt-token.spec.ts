import { expect } from 'chai';
import fc from 'fast-check';
import { formatGmtToken, parseGmtToken } from '../../lib/wire/gmt-token.ts';

describe('tokens of snapshots', () => {
  it('are times in UTC, to the second', () => {
    expect(parseGmtToken('@GMT-2026.01.31-10.00.59')).to.deep.equal(new Date('2026-01-31T10:00:59Z'));
    expect(formatGmtToken(new Date('2026-01-31T10:00:59.999Z'))).to.equal('@GMT-2026.01.31-10.00.59');
  });

  it('are nothing else', () => {
    for (const text of [
      '',
      '2026.01.31-10.00.00',
      '@gmt-2026.01.31-10.00.00',
      '@GMT-2026.01.31-10.00.00 ',
      '@GMT-2026.1.31-10.00.00',
      '@GMT-2026.02.30-10.00.00',
      '@GMT-2026.00.10-10.00.00',
      '@GMT-2026.13.10-10.00.00',
      '@GMT-2026.01.31-24.00.00',
      '@GMT-2026.01.31-10.60.00',
      // no FILETIME says these, so that no snapshot of them could be opened
      '@GMT-1601.01.01-00.00.00',
      '@GMT-1026.01.31-10.00.00',
    ]) {
      expect(parseGmtToken(text), text).to.equal(undefined);
    }
  });

  it('mean what they were made from', () => {
    const seconds = fc.integer({ min: Date.UTC(1970) / 1000, max: Date.UTC(9999) / 1000 });
    const law = fc.property(seconds, second => {
      const date = new Date(second * 1000);
      expect(parseGmtToken(formatGmtToken(date))).to.deep.equal(date);
    });
    fc.assert(law);
  });
});

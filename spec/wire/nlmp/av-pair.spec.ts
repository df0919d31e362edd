import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { AvId, avValue, decodeAvPairs, encodeAvPairs } from '../../../lib/wire/nlmp/av-pair.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { attempt, survives } from './hostile.ts';

describe('AV_PAIR', () => {
  const example = hex('02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000');

  it('decodes the example of [MS-NLMP] 4.2.4 and encodes it again', () => {
    const pairs = decodeAvPairs(example);
    expect(pairs.map(({ avId, value }) => [avId, Buffer.from(value).toString('utf16le')])).to.deep.equal([
      [AvId.MsvAvNbDomainName, 'Domain'],
      [AvId.MsvAvNbComputerName, 'Server'],
    ]);
    expect(toHex(encodeAvPairs(pairs))).to.equal(toHex(example));
  });

  it('finds a value by its id', () => {
    const pairs = decodeAvPairs(example);
    expect(toHex(avValue(pairs, AvId.MsvAvNbComputerName))).to.equal('530065007200760065007200');
    expect(avValue(pairs, AvId.MsvAvTimestamp)).to.equal(undefined);
  });

  it('keeps unknown ids and empty values, in order', () => {
    const pairs = [
      { avId: 0x4242, value: hex('0102') },
      { avId: AvId.MsvAvTargetName, value: hex('') },
    ];
    expect(toHex(encodeAvPairs(pairs))).to.equal('4242020001020900000000000000');
    expect(decodeAvPairs(encodeAvPairs(pairs))).to.deep.equal(pairs);
  });

  it('ignores what follows MsvAvEOL', () => {
    expect(decodeAvPairs(hex('0000000001000400deadbeef'))).to.deep.equal([]);
  });

  it('refuses a missing MsvAvEOL and a value that does not fit', () => {
    for (const bytes of ['', '0000', '01000000', '0100040000', '0100ffff00000000']) {
      expect(() => decodeAvPairs(hex(bytes)), bytes).to.throw(ProtocolError);
    }
  });

  it('survives truncation and hostile bytes', () => {
    survives(example, decodeAvPairs);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => attempt(bytes, decodeAvPairs)));
  });
});

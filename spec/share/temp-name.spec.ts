import { expect } from 'chai';

import { isTempName, tempName } from '../../lib/share/temp-name.ts';

describe('temporary names', () => {
  it('are known again, short and never the same', () => {
    const names = Array.from({ length: 1_000 }, tempName);
    expect(names.every(isTempName)).to.equal(true);
    expect(new Set(names).size).to.equal(1_000);
    expect(names[0]).to.match(/^\.rxsmb-[0-9a-z]{8}$/);
  });

  it('are not taken for what only looks like them', () => {
    const others = [
      '.rxsmb-',
      '.rxsmb-1234567',
      '.rxsmb-123456789',
      'x.rxsmb-12345678',
      '.rxsmb-ABCDEFGH',
      '.rxsmb-1234567\n',
    ];
    expect(others.filter(isTempName)).to.deep.equal([]);
  });
});

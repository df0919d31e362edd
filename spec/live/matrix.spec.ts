import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ROWS } from './matrix-cells.ts';
import { PAGE, pageOf } from './matrix-page.ts';
import { tryRow } from './matrix-rows.ts';

describe('live: every dialect, signing algorithm, cipher and login', function () {
  this.timeout(300_000);
  const tried: string[] = [];

  for (const { dialect, signing } of ROWS.filter(({ cipher }) => cipher === 'none')) {
    it(`end at ${dialect}, ${signing} as docs/matrix.md says`, async () => {
      const told = readFileSync(PAGE, 'utf8').split('\n');
      const rows = ROWS.filter(row => row.dialect === dialect && row.signing === signing);
      const found: string[] = [];
      for (const row of rows) found.push(await tryRow(row));
      expect(found).to.deep.equal(told.filter(line => line.startsWith(`| ${dialect} | ${signing} |`)));
      tried.push(...found);
    });
  }

  it('are all on the page, with nothing beside them', () => {
    expect(readFileSync(PAGE, 'utf8')).to.equal(pageOf(tried));
  });
});

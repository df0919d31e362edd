import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFENCES } from './support/defences.ts';

const ROOT = join(import.meta.dirname, '..');

describe('the table of defences', () => {
  for (const { against, file, search, replace, spec } of DEFENCES) {
    it(`finds the one against ${against}`, () => {
      expect(readFileSync(join(ROOT, file), 'utf8').split(search)).to.have.lengthOf(2);
      expect(replace).to.not.equal(search);
      expect(existsSync(join(ROOT, spec)), spec).to.equal(true);
    });
  }
});

describe('SECURITY.md', () => {
  const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

  it('names specs that are there', () => {
    const named = [...new Set(page.match(/spec\/[\w/.-]+\.spec\.ts/g))];
    expect(named).to.have.length.above(20);
    expect(named.filter(each => !existsSync(join(ROOT, each)))).to.deep.equal([]);
  });

  it('has a spec for all that somebody may try', () => {
    const rows = page.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| it may try'));
    expect(rows).to.have.length.above(20);
    expect(rows.filter(row => !/`spec\/[^`]+`/.test(row))).to.deep.equal([]);
  });
});

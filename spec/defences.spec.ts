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

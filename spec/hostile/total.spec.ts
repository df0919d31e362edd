import { expect } from 'chai';
import './captures.spec.ts';
import './connections.spec.ts';
import './decoders.spec.ts';
import './logins.spec.ts';
import './registry.spec.ts';
import { casesTried } from './trial.ts';

/** What a run has to try at least. */
const LEAST = 100_000;

describe('hostile bytes', () => {
  it(`of more than ${LEAST.toLocaleString('en')} kinds were tried in this run`, function () {
    const tried = casesTried();
    this.test!.title += `: ${tried.toLocaleString('en')}`;
    expect(tried).to.be.above(LEAST);
  });
});

import { expect } from 'chai';
import { startCounting, stopCounting } from './work.ts';
import { trial } from './trial.ts';
import { tryBytes } from './campaign.ts';
import { DECODERS } from './registry.ts';

describe('every decoder of outside bytes', () => {
  before(startCounting);
  after(stopCounting);

  for (const decoder of DECODERS) {
    it(decoder.id, () => {
      expect(decoder.samples, 'samples').not.to.have.lengthOf(0);
      for (const sample of decoder.samples) expect(trial(decoder, sample), 'takes its sample').to.equal(true);
      tryBytes(decoder);
    });
  }
});

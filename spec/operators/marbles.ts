import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';

/** Runs marble assertions in virtual time: one character is one millisecond. */
export const marbles: TestScheduler['run'] = work =>
  new TestScheduler((actual, expected) => {
    expect(actual).to.deep.equal(expected);
  }).run(work);

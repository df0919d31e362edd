import { readingLaws } from './reading-laws.ts';
import type { Subject } from './subject.ts';
import { writingLaws } from './writing-laws.ts';

/** The laws of the port, all of them. What is optional in it is asked for where the file system has it. */
export function compliance(subject: Subject): void {
  describe(`${subject.name}, by the laws of the port`, () => {
    readingLaws(subject);
    writingLaws(subject);
  });
}

/** Those that hold where nothing can be changed. */
export function readOnlyCompliance(subject: Subject): void {
  describe(`${subject.name}, by the laws of the port for what only reads`, () => {
    readingLaws(subject);
  });
}

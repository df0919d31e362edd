import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** The spec reporter, which also leaves the counts where `RXSMB_TEST_REPORT` says, for CI to read. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env['RXSMB_TEST_REPORT'];
    if (file === undefined) return;
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passes, failures, pending }));
    });
  }
}

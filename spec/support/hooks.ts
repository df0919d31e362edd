import { cleanUp } from './at-end.ts';
import { stopSharedRxsmbs } from './rxsmb-server.ts';
import { stopSharedSambaAd } from './samba-ad.ts';
import { stopSharedSambas } from './samba.ts';

const MAY_LINGER_MS = 10_000;

/** What mocha does around the whole run: servers that specs share live as long as it does. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(30_000);
    await Promise.all([stopSharedSambas(), stopSharedSambaAd(), stopSharedRxsmbs()]);
    cleanUp();
    setTimeout(endLeak, MAY_LINGER_MS).unref();
  },
};

/** A socket or timer that nobody closed keeps the process alive: that is a failure, not a hang. */
function endLeak(): void {
  const kept = process
    .getActiveResourcesInfo()
    .filter(name => !name.startsWith('TTY') && name !== 'PipeWrap');
  console.error(`the specs are over, yet something keeps the process alive: ${kept.join(', ')}`);
  // mocha sets the code by its failures when the process exits; this comes after that.
  process.once('exit', () => (process.exitCode = 1));
  process.exit();
}

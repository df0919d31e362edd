import { expect } from 'chai';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';

describe('examples/watch.ts and examples/live.ts', function () {
  this.timeout(60_000);
  let server: SambaServer;

  before(async () => {
    server = await sharedSamba({ shares: { examples: {} } });
  });

  /** Runs an example on a folder, and goes on step by step as its output does. */
  async function follow(example: string, folder: string, steps: readonly (readonly [RegExp, () => void])[]) {
    const url = new URL(server.url());
    url.password = '';
    let stdout = '';
    const running = runNode([join('examples', example), url.href, folder], {
      env: { RXSMB_PASSWORD: server.password },
      onStdout: piece => (stdout += piece.toString()),
    });
    for (const [seen, act] of steps) {
      const end = Date.now() + 30_000;
      while (!seen.test(stdout) && Date.now() < end) await sleep(10);
      expect(stdout).to.match(seen);
      act();
    }
    const { code, stderr } = await running;
    expect([stderr, code]).to.deep.equal(['', 0]);
    return stdout;
  }

  it('tells of a file that arrives', async () => {
    const inbox = join(server.path, 'inbox');
    mkdirSync(inbox);
    const stdout = await follow('watch.ts', 'inbox', [
      [/watching inbox/, () => writeFileSync(join(inbox, 'letter.txt'), 'dear')],
      [/letter\.txt: 4 bytes/, () => writeFileSync(join(inbox, 'stop'), '')],
    ]);
    expect(stdout.match(/letter/g)).to.have.lengthOf(1);
  });

  it('keeps count of a folder', async () => {
    const folder = join(server.path, 'counted');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a'), '12345');
    await follow('live.ts', 'counted', [
      [/^listing: 1 files, 5 bytes\n {2}\+ a\n/, () => writeFileSync(join(folder, 'b'), '123')],
      [/change: 2 files, 8 bytes/, () => rmSync(join(folder, 'a'))],
      [/ {2}- a/, () => rmSync(join(folder, 'b'))],
    ]);
  });
});

import { expect } from 'chai';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';

import { runNode } from '../support/process.ts';
import { sharedSamba } from '../support/samba.ts';

describe('examples/lease.ts', function () {
  this.timeout(60_000);

  it('reads a file again only when somebody has written to it', async () => {
    const server = await sharedSamba({ shares: { examples: {} } });
    const url = new URL(server.url());
    url.password = '';
    writeFileSync(join(server.path, 'leased.txt'), 'as it was');
    writeFileSync(join(server.dir, 'changed.txt'), 'as it is now');

    const said: string[] = [];
    const stdout = new PassThrough();
    const lines = createInterface({ input: stdout });
    async function* questions() {
      for (const change of [false, false, true, false]) {
        if (change) await server.smbclient(`put ${join(server.dir, 'changed.txt')} leased.txt`);
        const answer = once(lines, 'line');
        yield Buffer.from('\n');
        said.push(String((await answer)[0]));
      }
    }
    const { code, stderr } = await runNode([join('examples', 'lease.ts'), url.href, 'leased.txt'], {
      env: { RXSMB_PASSWORD: server.password },
      stdin: questions(),
      onStdout: piece => stdout.write(piece),
    });
    expect(code, stderr).to.equal(0);
    expect(stderr)
      .to.match(/^the lease 'rh' is now/)
      .and.match(/is now ''\n$/);
    expect(said).to.deep.equal(['as it was', 'as it was', 'as it is now', 'as it is now']);
  });
});

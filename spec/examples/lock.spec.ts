import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runNode } from '../support/process.ts';
import { sharedSamba } from '../support/samba.ts';

describe('examples/lock.ts', function () {
  this.timeout(60_000);

  it('counts right, though several programs count at once', async () => {
    const server = await sharedSamba({ shares: { examples: {} } });
    const url = new URL(server.url());
    url.password = '';
    const args = [join('examples', 'lock.ts'), url.href, 'counted.txt'];
    const env = { RXSMB_PASSWORD: server.password };
    const runs = await Promise.all(Array.from({ length: 3 }, () => runNode(args, { env })));
    expect(runs.map(({ stderr, code }) => [stderr, code])).to.deep.equal(runs.map(() => ['', 0]));
    expect(runs.map(({ stdout }) => stdout).sort()).to.deep.equal([
      'counted.txt counts 1\n',
      'counted.txt counts 2\n',
      'counted.txt counts 3\n',
    ]);
    expect(readFileSync(join(server.path, 'counted.txt'), 'utf8')).to.equal('3');
  });
});

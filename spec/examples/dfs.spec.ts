import { expect } from 'chai';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { runNode } from '../support/process.ts';
import { type SambaServer, startSamba } from '../support/samba.ts';

describe('examples/dfs.ts', function () {
  this.timeout(60_000);
  let server: SambaServer;

  before(async () => {
    server = await startSamba({ shares: { space: { settings: { 'msdfs root': true } }, elsewhere: {} } });
    mkdirSync(join(server.path, 'here'));
    symlinkSync(`msdfs:127.0.0.1:${server.port}\\elsewhere`, join(server.path, 'there'));
  });

  after(() => server.stop());

  it('tells the room behind each folder', async () => {
    const url = new URL(server.url());
    url.password = '';
    const env = { RXSMB_PASSWORD: server.password };
    const { code, stdout, stderr } = await runNode([join('examples', 'dfs.ts'), url.href], { env });
    expect([code, stderr]).to.deep.equal([0, '']);
    const lines = stdout.trim().split('\n').sort();
    expect(lines).to.have.lengthOf(2);
    expect(lines[0]).to.match(/^here: \d+ MiB free$/);
    expect(lines[1]).to.match(/^there: \d+ MiB free$/);
  });
});

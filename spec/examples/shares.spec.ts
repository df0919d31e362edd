import { expect } from 'chai';

import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';

describe('examples/shares.ts', function () {
  this.timeout(120_000);
  let server: SambaServer;
  before(async () => {
    server = await sharedSamba({ shares: { papers: { settings: { comment: 'all of them' } }, hidden$: {} } });
  });

  it('lists shares, and names the owner of one', async () => {
    const url = `smb://${server.username}@${server.host}:${server.port}`;
    const { code, stdout, stderr } = await runNode(['examples/shares.ts', url], {
      env: { RXSMB_PASSWORD: server.password },
    });
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    const [line, owner, ...rest] = stdout.trimEnd().split('\n');
    expect(line).to.match(/^papers +disk +all of them$/);
    expect(owner)
      .to.match(/^papers belongs to \S+ \(S-1-[\d-]+\)$/)
      .and.include(` ${server.username} `);
    expect(rest).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';

describe('examples: links', function () {
  this.timeout(60_000);
  let server: SambaServer;

  before(async () => {
    server = await sharedSamba({ shares: { links: {} } });
  });

  it('gives a file one more name, and links to it', async () => {
    writeFileSync(join(server.path, 'report.pdf'), 'hello');
    const url = new URL(server.url());
    url.password = '';
    const { code, stdout, stderr } = await runNode([join('examples', 'links.ts'), url.href, 'report.pdf'], {
      env: { RXSMB_PASSWORD: server.password },
    });
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    const { ino } = statSync(join(server.path, 'report.pdf'));
    expect(stdout).to.equal(
      `report.pdf: file ${ino}\nhard-report.pdf: file ${ino}\nsoft-report.pdf: a link to report.pdf\n`,
    );
    expect(readFileSync(join(server.path, 'soft-report.pdf'), 'latin1')).to.match(/^XSym\n/);
  });
});

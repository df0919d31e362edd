import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';

const NTACL = { 'vfs objects': 'acl_xattr', 'acl_xattr:security_acl_name': 'user.NTACL' };

describe('examples: security.ts', function () {
  this.timeout(60_000);
  let server: SambaServer;
  let url: string;

  const run = (...args: string[]) =>
    runNode([join('examples', 'security.ts'), ...args], { env: { RXSMB_PASSWORD: server.password } });

  before(async () => {
    server = await sharedSamba({ shares: { security: { settings: NTACL } } });
    writeFileSync(join(server.path, 'note.txt'), 'a note');
    const plain = new URL(server.url(undefined, { path: 'note.txt' }));
    plain.password = '';
    url = plain.href;
  });

  it('sets a descriptor and shows it', async () => {
    const { code, stdout, stderr } = await run(url, 'D:P(A;;FA;;;WD)(D;ID;FX;;;AN)');
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.match(/^O:.*D:P\(A;;FA;;;WD\)\(D;ID;FX;;;AN\)\n/);
    expect(stdout).to.include('S-1-1-0 is allowed 0x1f01ff\nS-1-5-7 is denied 0x1200a0, inherited\n');
    expect((await run(url)).stdout).to.equal(stdout);
  });

  it('says where a mistake is', async () => {
    const { code, stderr } = await run(url, 'D:(A;;FA;;;everybody)');
    expect(code).to.equal(1);
    expect(stderr).to.include('EINVAL: SDDL, position 11: expected an identifier');
  });
});

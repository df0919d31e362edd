import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useKerberos } from '../live/kerberos-bench.ts';
import { runNode } from '../support/process.ts';
import { HOST_NAME } from '../support/samba-ad.ts';

describe('examples/kerberos.ts', function () {
  this.timeout(120_000);
  const bench = useKerberos();

  it('lists a folder by a ticket, by name and by address', async () => {
    const folder = join(bench.ad.sharePath('sealed'), 'example');
    mkdirSync(join(folder, 'inner'), { recursive: true });
    writeFileSync(join(folder, 'paper.txt'), '');
    const env = bench.ad.environment(await bench.ad.kinit());
    const ways = [
      [`smb://${HOST_NAME}/sealed/example`],
      [`smb://${bench.ad.address}/sealed/example`, `cifs/${HOST_NAME}`],
    ];
    for (const way of ways) {
      const { code, stdout, stderr } = await runNode(['examples/kerberos.ts', ...way], { env });
      expect(stderr).to.equal('');
      expect(code).to.equal(0);
      const [first, ...entries] = stdout.trimEnd().split('\n');
      expect(first).to.equal('logged in by a ticket: SMB 3.1.1, encrypted');
      expect(entries.sort()).to.deep.equal(['file   paper.txt', 'folder inner']);
    }
  });

  it('says what to do where there is no ticket', async () => {
    const env = bench.ad.environment(`FILE:${join(bench.ad.dir, 'no-cache')}`);
    const { code, stderr } = await runNode(['examples/kerberos.ts', bench.ad.url()], { env });
    expect(code).to.equal(1);
    expect(stderr).to.include('run kinit');
  });
});

import { expect } from 'chai';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareTrees } from '../support/compare-trees.ts';
import { output } from '../support/process.ts';
import { type LiveServer, startRxsmb } from '../support/rxsmb-server.ts';
import { startSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { difficultTree } from '../support/tree.ts';

const SCRIPT = join(import.meta.dirname, 'impacket-actions.py');
/** All that it can be pinned to: it knows no 3.0.2, and of 3.1.1 see below. */
const DIALECTS: Readonly<Record<string, string>> = { '2.0.2': '202', '2.1': '210', '3.0': '300' };

function impacket(server: LiveServer, dialect: string, action: string, local = ''): Promise<string> {
  const args = [SCRIPT, String(server.port), server.username, dialect, action, local];
  return output('/usr/bin/python3', args, { stdin: server.password, timeout: 100_000 });
}

/** impacket, an SMB client in Python that shares no code with Samba. */
describe('impacket at our server', function () {
  this.timeout(300_000);
  let server: LiveServer;

  before(async () => {
    server = await startRxsmb();
    difficultTree(join(server.path, 'tree'), { many: 50, largest: 200_000 });
    // it measures names in code points, and so cuts those with characters of two UTF-16 units when it opens them
    for (const folder of ['names', 'folders'].map(name => join(server.path, 'tree', name))) {
      for (const name of readdirSync(folder)) {
        if (/\p{Extended_Pictographic}/u.test(name)) rmSync(join(folder, name), { recursive: true });
      }
    }
  });

  after(() => server.stop());

  for (const [dialect, number] of Object.entries(DIALECTS)) {
    it(`lists the shares at ${dialect}`, async () => {
      expect(JSON.parse(await impacket(server, number, 'shares'))).to.deep.equal(['share', 'IPC$']);
    });

    it(`gets, puts, renames and removes a whole tree at ${dialect}`, async () => {
      const [tree, put] = [join(server.path, 'tree'), join(server.path, 'put')];
      const local = join(freshFolder('impacket'), 'got');
      mkdirSync(local);
      await impacket(server, number, 'get', local);
      // it sets no times
      const tolerance = Number.POSITIVE_INFINITY;
      expect(compareTrees(tree, local, { tolerance })).to.deep.equal([]);

      await impacket(server, number, 'put', local);
      expect(compareTrees(tree, put, { tolerance })).to.deep.equal([]);

      await impacket(server, number, 'rename');
      expect(readdirSync(put)).to.include('größen 漢字').and.not.include('sizes');
      await impacket(server, number, 'remove');
      expect(readdirSync(server.path)).to.deep.equal(['tree']);
      rmSync(local, { recursive: true });
    });
  }

  it('fails at 3.1.1 on Samba as well as here: that is a limit of its own', async () => {
    const samba = await startSamba();
    try {
      for (const each of [samba, server]) {
        const failed = await impacket(each, '311', 'shares').then(String, String);
        expect(failed).to.include('STATUS_ACCESS_DENIED');
      }
    } finally {
      await samba.stop();
    }
  });
});

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareTrees } from '../support/compare-trees.ts';
import { runNode } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';

describe('examples: copies, snapshots and holes', function () {
  this.timeout(60_000);
  const TOKENS = ['@GMT-2026.01.31-10.00.00', '@GMT-2025.01.31-10.00.00'];
  const path = freshFolder('examples');
  let server: SambaServer;
  let url: string;

  const on = (name: string) => join(path, name);

  /** Runs an example as its header says; it must succeed without a word on standard error. */
  async function run(name: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runNode([join('examples', name), url, ...args], {
      env: { RXSMB_PASSWORD: server.password },
    });
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    return stdout;
  }

  before(async () => {
    mkdirSync(on('folder/deep'), { recursive: true });
    writeFileSync(on('folder/a.bin'), randomBytes(3_000_000));
    writeFileSync(on('folder/deep/b'), 'b');
    for (const token of TOKENS) mkdirSync(on(`.snap/${token}`), { recursive: true });
    writeFileSync(on(`.snap/${TOKENS[0]}/report.txt`), 'before');
    utimesSync(on(`.snap/${TOKENS[0]}/report.txt`), 1_000_000_000, 1_000_000_000);
    writeFileSync(on('report.txt'), 'now it says more');
    const settings = { 'vfs objects': 'shadow_copy2', 'shadow:mountpoint': path, 'shadow:snapdir': '.snap' };
    server = await sharedSamba({ shares: { copies: { path, settings } } });
    const plain = new URL(server.url());
    plain.password = '';
    url = plain.href;
  });

  it('copy-on-server.ts copies a folder and a file', async () => {
    expect(await run('copy-on-server.ts', 'folder', 'backup/folder')).to.match(/^3000001 bytes copied in /);
    expect(compareTrees(on('folder'), on('backup/folder'))).to.deep.equal([]);
    expect(await run('copy-on-server.ts', 'report.txt', 'backup/report.txt')).to.match(
      /^16 bytes copied in /,
    );
    expect(readFileSync(on('backup/report.txt'), 'utf8')).to.equal('now it says more');
  });

  it('snapshot.ts brings a previous version back', async () => {
    const stdout = await run('snapshot.ts', 'report.txt');
    expect(stdout).to.match(
      /^@GMT-2026\.01\.31-10\.00\.00 {2}6 bytes, written .*\nbrought back as report\.txt\.before\n$/,
    );
    expect(readFileSync(on('report.txt.before'), 'utf8')).to.equal('before');
    expect(readFileSync(on('report.txt'), 'utf8')).to.equal('now it says more');
  });

  it('sparse.ts makes holes', async () => {
    const lines = (await run('sparse.ts', 'disk.img')).trimEnd().split('\n');
    expect(lines.slice(0, -1)).to.deep.equal([
      'data from 0 to 1048575',
      'data from 2097152 to 3145727',
      'data from 1072693248 to 1073741823',
    ]);
    expect(lines.at(-1)).to.match(/^1073741824 bytes long, \d+ on the disk of the server$/);
    expect(statSync(on('disk.img')).blocks * 512).to.be.within(3_145_728, 4_194_304);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect } from 'chai';

import { compareTrees } from './support/compare-trees.ts';
import { runNode } from './support/process.ts';
import { type SambaServer, sharedSamba } from './support/samba.ts';
import { freshFolder } from './support/temp.ts';

describe('examples', function () {
  this.timeout(30_000);
  let server: SambaServer;
  const big = randomBytes(3_000_000);

  /** Runs an example as its header says, the password in the environment. */
  const run = (name: string, ...args: string[]) =>
    runNode([join('examples', name), ...args], { env: { RXSMB_PASSWORD: server.password } });
  const url = (path?: string) => {
    const plain = new URL(server.url(undefined, path === undefined ? {} : { path }));
    plain.password = '';
    return plain.href;
  };

  before(async () => {
    server = await sharedSamba({ shares: { examples: {} } });
    mkdirSync(join(server.path, 'folder'));
    writeFileSync(join(server.path, 'folder', 'big.bin'), big);
    writeFileSync(join(server.path, 'folder', 'note.txt'), 'a note');
    writeFileSync(join(server.path, 'top.txt'), 'at the top');
  });

  it('has an example for every promise of the README', () => {
    expect(readdirSync('examples').filter(name => name.endsWith('.ts'))).to.include.members([
      'compound-getsd.ts',
      'pipe.ts',
      'sync.ts',
      'walk.ts',
    ]);
  });

  it('pipe.ts compresses a remote file', async () => {
    const target = join(freshFolder(), 'big.gz');
    const { code, stdout, stderr } = await run('pipe.ts', url('folder/big.bin'), target);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.contain('3000000 bytes read');
    expect(gunzipSync(readFileSync(target)).equals(big)).to.equal(true);
  });

  it('walk.ts adds up what lies in a share', async () => {
    const { code, stdout, stderr } = await run('walk.ts', url());
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.equal('       3000000  .bin\n            16  .txt\n');
  });

  it('compound-getsd.ts prints owner and access list', async () => {
    const { code, stdout, stderr } = await run('compound-getsd.ts', url(), 'folder\\note.txt');
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.match(/owner: 'S-1-5-21-[\d-]+'/);
    expect(stdout).to.match(/sid: 'S-1-/);
  });

  it('sync.ts copies a share into a folder', async () => {
    const target = freshFolder();
    const { code, stderr } = await run('sync.ts', url(), target);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(compareTrees(server.path, target)).to.deep.equal([]);
  });
});

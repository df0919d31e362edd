import { expect } from 'chai';
import { join } from 'node:path';
import { rmSync, writeFileSync } from 'node:fs';
import { compareTrees } from '../support/compare-trees.ts';
import { output, run, type RunResult } from '../support/process.ts';
import { type LiveServer, startRxsmb } from '../support/rxsmb-server.ts';
import { freshFolder } from '../support/temp.ts';
import { difficultTree } from '../support/tree.ts';

/** rclone, whose SMB is go-smb2 and not Samba's, with as many transfers at once as it comes with. */
describe('rclone at our server', function () {
  this.timeout(300_000);
  let server: LiveServer;
  let local: string;
  let password: string;

  before(async () => {
    server = await startRxsmb();
    local = join(freshFolder('rclone'), 'tree');
    difficultTree(local, { many: 500 });
    password = (await output('rclone', ['obscure', '-'], { stdin: server.password })).trim();
    await rclone('copy', local, remote('share/up'), '--create-empty-src-dirs');
  });

  after(() => server.stop());

  const remote = (path = '') => `:smb:${path}`;
  const onShare = (path: string) => join(server.path, path);

  function tried(...args: string[]): Promise<RunResult> {
    return run('rclone', [...args, '--retries', '1', '--low-level-retries', '1'], {
      timeout: 200_000,
      env: {
        RCLONE_CONFIG: '/dev/null',
        RCLONE_SMB_HOST: server.host,
        RCLONE_SMB_PORT: String(server.port),
        RCLONE_SMB_USER: server.username,
        RCLONE_SMB_PASS: password,
      },
    });
  }

  /** What it prints, on either of its two ways. */
  async function rclone(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await tried(...args);
    if (code !== 0) throw new Error(`rclone ${args.join(' ')} ended with ${code ?? 'a signal'}\n${stderr}`);
    return stdout + stderr;
  }

  it('lists the shares', async () => {
    expect(await rclone('lsf', remote())).to.equal('share/\n');
  });

  it('copies a tree up', async () => {
    expect(compareTrees(local, onShare('up'))).to.deep.equal([]);
  });

  it('copies a tree down', async () => {
    const down = join(freshFolder('rclone'), 'down');
    await rclone('copy', remote('share/up'), down, '--create-empty-src-dirs');
    expect(compareTrees(onShare('up'), down)).to.deep.equal([]);
  });

  for (const [where, check] of [
    ['up', () => rclone('check', local, remote('share/up'), '--download')],
    ['down', () => rclone('check', remote('share/up'), local, '--download')],
  ] as const) {
    it(`checks, ${where}`, async () => {
      expect(await check()).to.match(/ 0 differences found/);
    });
  }

  it('finds what differs', async () => {
    await rclone('copy', `${local}/sizes`, remote('share/other'));
    writeFileSync(onShare('other/4096'), Buffer.alloc(4096));
    rmSync(onShare('other/65536'));
    const { code, stderr } = await tried('check', `${local}/sizes`, remote('share/other'), '--download');
    expect(code).to.not.equal(0);
    expect(stderr).to.match(/ 2 differences found/);
  });

  it('syncs up and down what has changed, and takes away what is gone', async () => {
    const mine = join(freshFolder('rclone'), 'mine');
    difficultTree(mine, { many: 50, seed: 2 });
    await rclone('sync', mine, remote('share/synced'), '--create-empty-src-dirs');
    expect(compareTrees(mine, onShare('synced'))).to.deep.equal([]);

    rmSync(join(mine, 'names'), { recursive: true });
    writeFileSync(join(mine, 'sizes', '4096'), 'shorter');
    writeFileSync(join(mine, 'new.txt'), 'new');
    await rclone('sync', mine, remote('share/synced'), '--create-empty-src-dirs');
    expect(compareTrees(mine, onShare('synced'))).to.deep.equal([]);

    rmSync(onShare('synced/deep'), { recursive: true });
    writeFileSync(onShare('synced/sizes/1'), 'longer');
    await rclone('sync', remote('share/synced'), mine, '--create-empty-src-dirs');
    expect(compareTrees(onShare('synced'), mine)).to.deep.equal([]);
  });

  it('moves and purges', async () => {
    await rclone('copy', `${local}/folders`, remote('share/before'));
    await rclone('move', remote('share/before'), remote('share/after'));
    expect(compareTrees(`${local}/folders`, onShare('after'))).to.deep.equal([]);
    await rclone('purge', remote('share/after'));
    expect(await rclone('lsf', remote('share'))).to.not.include('after');
  });
});

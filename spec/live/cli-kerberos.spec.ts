import { expect } from 'chai';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bundled } from '../cli/bundle.ts';
import { objects } from '../cli/bench.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { run, type RunOptions, type RunResult } from '../support/process.ts';
import { HOST_NAME } from '../support/samba-ad.ts';
import { freshFolder } from '../support/temp.ts';
import { difficultTree } from '../support/tree.ts';
import { useKerberos } from './kerberos-bench.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('rxsmb, the command, with a Kerberos ticket', function () {
  this.timeout(180_000);
  const bench = useKerberos();
  let cache: string;
  let command: string;

  before(async () => {
    cache = await bench.ad.kinit();
    command = await besidePackage();
  });

  /** Without a password: none in the environment, none to be typed. */
  function rxsmb(
    args: readonly string[],
    options: RunOptions & { readonly program?: string } = {},
  ): Promise<RunResult> {
    const { program = command, env, ...more } = options;
    const own = { ...bench.ad.environment(cache), RXSMB_PASSWORD: undefined, ...env };
    return run(process.execPath, [program, ...args], { timeout: 150_000, ...more, env: own });
  }

  async function done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await rxsmb(args);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    return stdout;
  }

  async function fails(
    code: number,
    args: readonly string[],
    options: Parameters<typeof rxsmb>[1] = {},
  ): Promise<string> {
    const result = await rxsmb(args, options);
    expect(result.stderr).to.match(/^rxsmb: .*\n$/);
    expect(result.code, result.stderr).to.equal(code);
    return result.stderr;
  }

  for (const share of ['plain', 'sealed'] as const) {
    it(`synchronises a tree up and down again, on the share ${share}`, async () => {
      const source = freshFolder('up');
      const target = freshFolder('down');
      difficultTree(source, { seed: 5, many: 40, largest: 1_000_000, depth: 8 });
      const url = `${bench.ad.url(share)}/tree`;
      await done('mkdir', '-k', url);
      await done('sync', '-k', source, url);
      expect(compareTrees(source, join(bench.ad.sharePath(share), 'tree'))).to.deep.equal([]);
      await done('sync', '-k', url, target);
      expect(compareTrees(source, target)).to.deep.equal([]);
      await done('rm', '-k', '-r', url);
    });
  }

  it('logs in by ?sec=krb5 as well, and at an address by the service that is named', async () => {
    writeFileSync(join(bench.ad.sharePath('plain'), 'word'), 'by ticket');
    expect(await done('cat', `${bench.ad.url()}/word?sec=krb5`)).to.equal('by ticket');
    const byAddress = `smb://${bench.ad.address}/plain/word`;
    expect(await done('cat', '-k', '--service-principal', `cifs/${HOST_NAME}`, byAddress)).to.equal(
      'by ticket',
    );
    expect(await fails(2, ['cat', '-k', byAddress])).to.include('is an address');
  });

  it('encrypts by the cipher that is named', async () => {
    const [sealing] = objects(
      await done('doctor', '-k', '--json', '--cipher', 'AES-256-CCM', bench.ad.url('sealed')),
    ).filter(({ check }) => check === 'sealing');
    expect(sealing?.['detail']).to.include('AES-256-CCM');
  });

  it('is fatal without a ticket, with an expired one, and with one of somebody else', async () => {
    const none = { KRB5CCNAME: `FILE:${join(bench.ad.dir, 'none')}` };
    expect(await fails(7, ['ls', '-k', bench.ad.url()], { env: none })).to.match(/there is no ticket.*kinit/);
    expect(await fails(7, ['ls', '-k', bench.ad.url()], { env: { KRB5CCNAME: 'KCM:' } })).to.include(
      'KRB5CCNAME=FILE',
    );
    expect(await fails(7, ['ls', '-k', '--user', 'bob', bench.ad.url()])).to.include('kinit bob');
  });

  it('says where the package is not installed, and only then', async () => {
    const alone = { program: await bundled() }; // in a folder without node_modules
    expect(await fails(7, ['ls', '-k', bench.ad.url()], alone)).to.include('npm install kerberos');
    const diagnosis = await rxsmb(['doctor', '-k', bench.ad.url()], alone);
    expect(diagnosis.code).to.equal(7);
    expect(diagnosis.stdout).to.match(/^failed +kerberos .*npm install kerberos/m);
  });

  describe('as a doctor', () => {
    it('tells whose ticket there is, and until when', async () => {
      const text = await done('doctor', '-k', '--write', bench.ad.url());
      expect(text).to.match(/^ok +kerberos a ticket of ann@LAB\.EXAMPLE until \d{4}-\d\d-\d\dT/m);
      expect(text)
        .to.match(/^ok +login /m)
        .and.match(/^ok +write /m);
    });

    it('tells what is wrong with it, and what to do', async () => {
      const env = { KRB5CCNAME: `FILE:${join(bench.ad.dir, 'none')}` };
      const { code, stdout } = await rxsmb(['doctor', '-k', bench.ad.url()], { env });
      expect(code).to.equal(7);
      expect(stdout).to.match(/^failed +kerberos there is no ticket.*\n +-> .*kinit/m);
      expect(stdout).to.match(/^failed +login .*\n +-> .*kinit/m);
    });

    it('tells of the ticket also where nobody asked for Kerberos', async () => {
      const { stdout } = await rxsmb(['doctor', bench.ad.url()], { env: { RXSMB_PASSWORD: 'wrong' } });
      expect(stdout).to.match(/^ok +kerberos a ticket of ann@LAB\.EXAMPLE until .*-k would/m);
    });
  });
});

/** The command in a folder that has the package, as an installation of both has it. */
async function besidePackage(): Promise<string> {
  const bundle = await bundled();
  const folder = freshFolder('installed');
  const program = join(folder, basename(bundle));
  for (const name of readdirSync(dirname(bundle)))
    copyFileSync(join(dirname(bundle), name), join(folder, name));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules', 'kerberos'), join(folder, 'node_modules', 'kerberos'));
  expect(readFileSync(program).length).to.be.above(0);
  return program;
}

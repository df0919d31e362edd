import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { output, run } from './support/process.ts';
import { freshFolder } from './support/temp.ts';

const ROOT = join(import.meta.dirname, '..');
const MODULES = join(ROOT, 'node_modules');
const QUIET = ['--silent', '--no-audit', '--no-fund'];

/** What a tarball may hold, and nothing else. */
const SHIPPED =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|dist\/man\/rxsmb\.1|dist\/[\w/-]+\.(d\.ts|js|js\.map))$/;

const USE =
  "console.log([typeof mount, typeof sync, new SmbError({ code: 'EIO', message: 'm' }).code].join());";
/** How a demanding user compiles. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
};

const USED = 'function,function,EIO\n';

describe('the package', function () {
  this.timeout(120_000);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  let consumer: string;
  let files: string[];

  before('is packed, and installed offline in an empty folder', async () => {
    const packed = freshFolder('packed');
    consumer = freshFolder('consumer');
    const ours = await pack(ROOT, packed);
    // rxjs is the peer, tslib what rxjs needs: nothing else has to be there.
    const others = [
      await pack(join(MODULES, 'rxjs'), packed, '--ignore-scripts'),
      await pack(join(MODULES, 'tslib'), packed, '--ignore-scripts'),
    ];
    files = (await output('tar', ['-tzf', ours])).trim().split('\n');
    writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true }');
    await npm(['install', '--offline', '--ignore-scripts', '--prefix', consumer, ours, ...others], consumer);
  });

  it('holds only what users need', () => {
    const names = files.map(file => file.replace(/^package\//, ''));
    expect(names.filter(name => !SHIPPED.test(name))).to.deep.equal([]);
    expect(names.filter(name => name.startsWith('dist/cli/'))).to.deep.equal([]);
    expect(names).to.include.members([
      'package.json',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'SECURITY.md',
      'dist/index.js',
      'dist/index.js.map',
      'dist/index.d.ts',
      'dist/server/index.js',
      'dist/server/index.d.ts',
      'dist/bin/rxsmb.js',
      'dist/man/rxsmb.1',
    ]);
  });

  it('brings nothing along', () => {
    const installed = readdirSync(join(consumer, 'node_modules')).filter(name => !name.startsWith('.'));
    expect(installed).to.have.members(['rxjs', 'rxsmb', 'tslib']);
  });

  it('works with import', async () => {
    const script = `import { mount, sync, SmbError } from 'rxsmb'; ${USE}`;
    writeFileSync(join(consumer, 'use.mjs'), script);
    expect(await node('use.mjs')).to.equal(USED);
  });

  it('works with require', async () => {
    const script = `const { mount, sync, SmbError } = require('rxsmb'); ${USE}`;
    writeFileSync(join(consumer, 'use.cjs'), script);
    expect(await node('use.cjs')).to.equal(USED);
  });

  it('gives both the same module', async () => {
    const script = "import { SmbError } from 'rxsmb'; import { createRequire } from 'node:module';";
    writeFileSync(
      join(consumer, 'both.mjs'),
      `${script} console.log(createRequire(import.meta.url)('rxsmb').SmbError === SmbError);`,
    );
    expect(await node('both.mjs')).to.equal('true\n');
  });

  it('has a second door to the server, behind which the errors are the same', async () => {
    const script = [
      "import { SmbError } from 'rxsmb';",
      "import { SmbServer } from 'rxsmb/server';",
      'const error = await SmbServer.listen({ shares: {} }).catch(error => error);',
      'console.log(error instanceof SmbError, error.code);',
    ];
    writeFileSync(join(consumer, 'serve.mjs'), script.join('\n'));
    expect(await node('serve.mjs')).to.equal('true ERR_SMB_OPTION\n');
  });

  it('has no other doors', async () => {
    const result = await run(process.execPath, ['-e', "import('rxsmb/dist/errors.js')"], { cwd: consumer });
    expect(result.stderr).to.include('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  for (const [resolution, module] of [
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ] as const) {
    it(`compiles in a strict TypeScript consumer, resolved as ${resolution}`, async () => {
      const source = [
        "import { mount, SmbError, sync } from 'rxsmb';",
        'export const url: Parameters<typeof mount>[0] = "smb://host/share";',
        'export const code = (error: unknown): string => (error instanceof SmbError ? error.code : "none");',
        'export const start = (): ReturnType<typeof sync> => sync("a", "b");',
        '// @ts-expect-error an error has no such property, so the types are really there',
        'export const nothing = (error: SmbError): unknown => error.nothing;',
      ];
      await compiles({ 'use.mts': source.join('\n') }, { module, moduleResolution: resolution });
    });
  }

  it('has a README of which every example compiles as it stands', async () => {
    const readme = readFileSync(join(consumer, 'node_modules', 'rxsmb', 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, source = '']) => source);
    expect(examples).to.have.lengthOf.at.least(4);
    const files = examples.map((source, index) => [`readme-${index}.mts`, source] as const);
    await compiles(Object.fromEntries(files), { module: 'nodenext', moduleResolution: 'nodenext' });
  });

  it('has Web streams that are those of the consumer, with the types of a browser or without', async () => {
    const source = [
      "import type { Share } from 'rxsmb';",
      'export const response = (share: Share): Response => new Response(share.readable("a"));',
      'export async function copy(share: Share, from: Response): Promise<void> {',
      '  await from.body?.pipeTo(share.writable("a"));',
      '  await share.readable("a").pipeTo(share.writable("b"));',
      '  await share.writeFile("c", new Blob(["c"]).stream());',
      '}',
    ];
    for (const lib of [['es2023'], ['es2023', 'dom']]) {
      const options = { module: 'nodenext', moduleResolution: 'nodenext' };
      await compiles({ 'web.mts': source.join('\n') }, { ...options, lib: [...lib, 'esnext.disposable'] });
    }
  });

  it('brings its command', async () => {
    const bin = join(consumer, 'node_modules', '.bin', 'rxsmb');
    expect((await output(bin, ['--version'], { cwd: consumer })).trim()).to.include(version);
  });

  async function compiles(files: Readonly<Record<string, string>>, options: object): Promise<void> {
    provideNodeTypes(consumer);
    for (const [name, source] of Object.entries(files)) writeFileSync(join(consumer, name), source);
    const config = { compilerOptions: { ...STRICT, ...options }, files: Object.keys(files) };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(MODULES, 'typescript', 'bin', 'tsc');
    const { code, stdout } = await run(process.execPath, [tsc, '-p', consumer], { cwd: consumer });
    expect(stdout).to.equal('');
    expect(code).to.equal(0);
  }

  function node(file: string): Promise<string> {
    // Node 20 warns on stderr about `require` of an ES module; only what is printed counts.
    return output(process.execPath, [file], { cwd: consumer });
  }
});

/** Packs a folder, and returns the path of its tarball. */
async function pack(folder: string, into: string, ...options: string[]): Promise<string> {
  const before = new Set(readdirSync(into));
  await npm(['pack', ...options, '--pack-destination', into], folder);
  const made = readdirSync(into).filter(name => !before.has(name));
  expect(made).to.have.lengthOf(1);
  return join(into, made[0]!);
}

function npm(args: readonly string[], cwd: string): Promise<string> {
  return output('npm', [...args, ...QUIET], { cwd, timeout: 110_000 });
}

/** The types of Node as a consumer has them, taken from our own node_modules. */
function provideNodeTypes(consumer: string): void {
  const modules = join(consumer, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types']) {
    const link = join(modules, name);
    if (!readdirSync(join(link, '..')).includes(name.replace('@types/', ''))) {
      symlinkSync(join(MODULES, name), link);
    }
  }
}

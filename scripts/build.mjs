// npm run build: dist/ with the library as modules, their declarations, the bundled command line and its manual page.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const { default: ts } = await import('typescript');

const dist = join(ROOT, 'dist');
rmSync(dist, { recursive: true, force: true });
try {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
} catch {
  process.exit(1); // tsc has said why
}

// tsc turns `./x.ts` into `./x.js` in modules, not in declarations, and not every reader of those takes it.
for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const file = join(dist, name);
  let text = readFileSync(file, 'utf8');
  const imports = ts.preProcessFile(text).importedFiles.sort((one, other) => other.pos - one.pos);
  for (const { fileName, pos } of imports) {
    if (!/^\..*\.ts$/.test(fileName)) continue;
    const after = pos + 1 + fileName.length; // `pos` is the quotation mark
    text = `${text.slice(0, after - 'ts'.length)}js${text.slice(after)}`;
  }
  writeFileSync(file, text);
}

const bin = join(dist, 'bin', 'rxsmb.js');
await build({
  absWorkingDir: ROOT,
  entryPoints: { rxsmb: 'lib/cli/main.ts' },
  outdir: join(dist, 'bin'),
  splitting: true, // a command line starts with what it needs
  chunkNames: 'part-[hash]',
  bundle: true,
  format: 'esm',
  target: 'node20.19',
  // Not `node`: that platform always takes rxjs as CommonJS, which is larger and slower to load.
  platform: 'neutral',
  conditions: ['es2015'],
  mainFields: ['es2015', 'module', 'main'],
  external: ['node:*', 'kerberos'],
  banner: { js: '#!/usr/bin/env node' },
  minifyWhitespace: true, // half of the bytes that each start reads; names stay, for who reads a stack
  sourcemap: 'linked',
  sourcesContent: false,
  // Not `keepNames`: it defines the name of each closure each time that one is made, a third of all work on small files.
  logLevel: 'warning',
});
// A class that mentions itself is `X = class _X` now, and would be called so in a debug log; inside of it X is the same.
for (const name of readdirSync(join(dist, 'bin'))) {
  if (!name.endsWith('.js')) continue;
  const file = join(dist, 'bin', name);
  let text = readFileSync(file, 'utf8');
  for (const [, self] of text.matchAll(/\b(\w+) ?= ?class _\1\b/g)) {
    text = text.replaceAll(new RegExp(`\\b_${self}\\b`, 'g'), self);
  }
  writeFileSync(file, text);
}
chmodSync(bin, 0o755);

mkdirSync(join(dist, 'man'));
writeFileSync(join(dist, 'man', 'rxsmb.1'), execFileSync(process.execPath, [bin, 'help', '--man']));

/**
 * What `npm run defences` runs: takes each defence out of a copy of the library and sees that its specs fail. Slow, and
 * for whoever changes a defence; `spec/defences.spec.ts` keeps the table true meanwhile.
 */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFENCES, type Defence } from '../spec/support/defences.ts';
import { run } from '../spec/support/process.ts';
import { cleanUp } from '../spec/support/at-end.ts';
import { freshFolder } from '../spec/support/temp.ts';

const ROOT = join(import.meta.dirname, '..');

/** How many of its specs fail without it. */
async function failuresWithout(
  { file, search, replace, spec, title }: Defence,
  copy: string,
): Promise<number> {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    whole.replace(search, () => replace),
  );
  try {
    const mocha = [join(copy, 'node_modules/.bin/mocha'), spec, '-f', title, '--reporter', 'json'];
    const { stdout } = await run(process.execPath, mocha, { cwd: copy, timeout: 300_000 });
    return Number(/"failures": (\d+)/.exec(stdout)?.[1] ?? 0);
  } finally {
    writeFileSync(path, whole);
  }
}

const copy = freshFolder('defences');
for (const part of ['lib', 'spec', 'package.json', 'tsconfig.json', '.mocharc.json']) {
  cpSync(join(ROOT, part), join(copy, part), { recursive: true });
}
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
const only = process.argv[2] ?? '';
try {
  for (const defence of DEFENCES.filter(({ against }) => against.includes(only))) {
    const failures = await failuresWithout(defence, copy);
    console.log(`${failures > 0 ? `${failures} fail` : 'NONE FAILS'}  ${defence.against} (${defence.file})`);
    if (failures === 0) process.exitCode = 1;
  }
} finally {
  cleanUp();
}

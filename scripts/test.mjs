// npm test [-- mocha's arguments]: sets up what is missing, then runs all specs, or those that are named.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { becomeNode } from './run.mjs';
import {
  ensureCommands,
  ensureDependencies,
  ensureKerberos,
  GIT,
  GNU_TIME,
  IMPACKET,
  RCLONE,
  ROOT,
  SAMBA,
  SAMBA_AD,
  SAMBA_MODULES,
  SMBTORTURE,
  TSHARK,
} from './setup.mjs';

ensureDependencies();
ensureCommands([
  ...SAMBA,
  ...SAMBA_MODULES,
  ...SAMBA_AD,
  ...TSHARK,
  ...GIT,
  ...GNU_TIME,
  ...RCLONE,
  ...IMPACKET,
  ...SMBTORTURE,
]);
ensureKerberos();

const given = process.argv.slice(2);
const named = given.some(
  arg => !arg.startsWith('-') && (arg.includes('.spec.') || existsSync(join(ROOT, arg))),
);
becomeNode(['node_modules/mocha/bin/mocha.js', ...given, ...(named ? [] : ['spec/**/*.spec.ts'])]);

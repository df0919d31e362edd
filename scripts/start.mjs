// npm start: sets up what is missing, then shows what rxsmb does against a Samba of its own.
import { becomeNode } from './run.mjs';
import { ensureCommands, ensureDependencies, SAMBA } from './setup.mjs';

ensureDependencies();
ensureCommands(SAMBA);
becomeNode(['--import', 'tsx', 'scripts/first-light.ts', ...process.argv.slice(2)]);

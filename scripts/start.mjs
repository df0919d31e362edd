// npm start: sets up what is missing, then shows what rxsmb does against a server of its own.
import { becomeNode } from './run.mjs';
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
becomeNode(['--import', 'tsx', 'scripts/first-light.ts', ...process.argv.slice(2)]);

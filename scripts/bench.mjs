// npm run bench [-- words and options]: sets up what is missing, then measures rxsmb beside its peers (bench/main.ts).
import { becomeNode } from './run.mjs';
import { ensureCommands, ensureDependencies, GNU_TIME, RCLONE, SAMBA } from './setup.mjs';

ensureDependencies();
ensureCommands([...SAMBA, ...RCLONE, ...GNU_TIME]);
becomeNode(['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)]);

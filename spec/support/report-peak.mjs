// Loaded with --import into a child whose memory is measured: see process.ts.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (peak !== undefined) writeSync(2, `\nrxsmb-peak-kib=${peak}\n`);
  } catch {
    // No /proc here, or nobody reads stderr any more: then the parent's polling has to do.
  }
});

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.ts';

/**
 * A fresh, empty folder that is removed after the run, however it ends.
 *
 * Everybody may enter it: a Samba that runs as root serves its guests as another user.
 */
export function freshFolder(purpose = 'spec'): string {
  const folder = mkdtempSync(join(tmpdir(), `rxsmb-${purpose}-`));
  chmodSync(folder, 0o755);
  atEnd(() => {
    removeFolder(folder);
  });
  return folder;
}

/** Removes a folder with all it holds; nothing happens when it is gone already. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

import type { Share } from '../../lib/share/share.ts';

/** The share that conversations are held on. */
export const SHARE = 'docs';

/**
 * What is done on a share in a recorded conversation, in this order and one thing after the other: of every kind of
 * request that a server without special file systems answers. Goes on after what fails, and gives what failed.
 */
export async function converse(share: Share): Promise<unknown[]> {
  const failures: unknown[] = [];
  const steps: (() => Promise<unknown>)[] = [
    async () => share.mkdir('folder'),
    async () => share.writeFile('folder/file.txt', 'some text'),
    async () => share.writeFile('folder/Grüße.txt', 'x'.repeat(300)),
    async () => share.readFile('folder/file.txt'),
    async () => share.readdir('folder'),
    async () => share.stat('folder/file.txt'),
    async () => share.statfs(),
    async () => share.utimes('folder/file.txt', 1_000_000_000, 1_000_000_001),
    async () => share.getAttributes('folder/file.txt'),
    async () => share.getSecurity('folder/file.txt'),
    async () => share.setXattr('folder/file.txt', 'user.one', Buffer.from('1')),
    async () => share.listXattr('folder/file.txt'),
    async () => share.streams('folder/file.txt'),
    async () => share.copyFile('folder/file.txt', 'folder/copy.txt'),
    async () => share.rename('folder/copy.txt', 'folder/moved.txt'),
    async () => share.truncate('folder/moved.txt', 3),
    async () => share.snapshots(),
    async () => share.readFile('missing.txt'),
    async () => {
      const handle = await share.open('folder/file.txt', 'r+');
      try {
        const lock = await handle.lock();
        await handle.read(Buffer.alloc(4), 0, 4, 0);
        await lock.unlock();
      } finally {
        await handle.close();
      }
    },
    async () => share.rm('folder', { recursive: true }),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

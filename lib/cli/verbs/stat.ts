import type { Stats } from '../../share/stats.ts';
import { attributeNames, entryRecord, typeOf } from '../describe.ts';
import { locate } from '../location.ts';
import { forEach } from '../several.ts';
import { verb } from '../verb.ts';

export const stat = verb({
  name: 'stat',
  group: 'look',
  summary: 'show what the server knows of a file or folder',
  usage: 'URL...',
  arity: [1, Infinity],
  flags: {},
  async run({ args, flags, shares, out, messages, signal }) {
    const locations = args.map(locate);
    let first = true;
    await forEach(locations, messages, 'file', async location => {
      const share = await shares.of(location);
      const { path } = location;
      const stats = await share.stat(path, { signal });
      if (flags.json) {
        await out.json(record(path, stats));
        return;
      }
      if (!first) await out.line('');
      first = false;
      for (const line of lines(out.name(path === '' ? '/' : path), stats)) await out.line(line);
    });
  },
});

function record(path: string, stats: Stats): Record<string, unknown> {
  return {
    ...entryRecord(path, stats),
    size: stats.size,
    allocationSize: stats.allocationSize,
    atime: stats.atime.toISOString(),
    ctime: stats.ctime.toISOString(),
    birthtime: stats.birthtime.toISOString(),
    fileId: stats.fileId,
  };
}

function lines(name: string, stats: Stats): string[] {
  const attributes = attributeNames(stats);
  return [
    `    Path: ${name}`,
    `    Type: ${typeOf(stats)}`,
    `    Size: ${stats.size} (${stats.allocationSize} on disk)`,
    `    Attr: ${attributes.length === 0 ? '-' : attributes.join(' ')}`,
    `      Id: ${stats.fileId}`,
    ` Written: ${stats.mtime.toISOString()}`,
    ` Changed: ${stats.ctime.toISOString()}`,
    `Accessed: ${stats.atime.toISOString()}`,
    ` Created: ${stats.birthtime.toISOString()}`,
  ];
}

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { download } from '../download.ts';
import { baseName, locate } from '../location.ts';
import { NoFolder } from '../no-folder.ts';
import { Progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { PROGRESS_FLAG, verb } from '../verb.ts';

export const get = verb({
  name: 'get',
  group: 'copy',
  summary: 'copy a file from a share',
  usage: 'URL [FILE|-]',
  arity: [1, 2],
  flags: PROGRESS_FLAG,
  notes: `Without FILE it keeps its name; a FILE that is a folder gets it in it; - is standard output.
The file gets its name only when it is complete, and keeps its time of writing.`,
  async run({ args, flags, shares, out, messages, signal }) {
    const [url = '', given] = args;
    const location = locate(url);
    const { path } = location;
    if (path === '') throw new UsageError('the URL names a whole share: to copy folders use rxsmb sync');
    const file = given === '-' ? undefined : await fileFor(path, given);
    const share = await shares.of(location);
    let progress: Progress | undefined;
    const onBytes = (bytes: number, size: number) => {
      if (!flags.progress) return;
      progress ??= new Progress(messages, path, size);
      progress.update(bytes);
    };
    try {
      const bytes = await download(share, path, file ?? (piece => out.write(piece)), { signal, onBytes });
      progress?.end();
      const record = { source: location.url, target: file ?? '-', bytes };
      if (flags.json && file !== undefined) await out.json(record);
      else if (flags.json) messages.line(JSON.stringify(record));
      else if (flags.verbose) messages.say(`copied ${path} to ${file ?? '-'}: ${bytes} bytes`);
    } catch (error) {
      progress?.stop();
      throw error;
    }
  },
});

/** Where it goes to: in the working folder under its own name, in a folder, or to that very file. */
async function fileFor(path: string, given: string | undefined): Promise<string> {
  const name = baseName(path);
  const folder = given ?? '.';
  const stats = await stat(folder).catch(() => undefined);
  if (stats?.isDirectory() !== true) {
    const above = dirname(folder);
    if (stats === undefined && !existsSync(above)) throw new NoFolder(`${above} here`);
    return folder;
  }
  if (
    name === '.' ||
    name === '..' ||
    name.includes('/') ||
    (process.platform === 'win32' && /[\\:]/.test(name))
  ) {
    throw new UsageError('the name of the file cannot be used here: give another as FILE');
  }
  return join(folder, name);
}

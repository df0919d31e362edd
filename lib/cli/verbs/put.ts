import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { SmbError } from '../../errors.ts';
import type { Share } from '../../share/share.ts';
import { Slabs } from '../../streams/slabs.ts';
import { inFolder, type Location, locate } from '../location.ts';
import { localInput } from '../local-input.ts';
import { NoFolder } from '../no-folder.ts';
import { Progress } from '../progress.ts';
import { CHUNK } from '../standard-input.ts';
import { upload } from '../upload.ts';
import { UsageError } from '../usage-error.ts';
import { PROGRESS_FLAG, verb } from '../verb.ts';

export const put = verb({
  name: 'put',
  group: 'copy',
  summary: 'copy a file, or standard input, to a share',
  usage: 'FILE|- URL',
  arity: [2, 2],
  flags: PROGRESS_FLAG,
  notes: `Where the URL is a folder, FILE goes into it under its own name; - is standard input.
The file gets its name only when it is complete, and keeps its time of writing.`,
  async run({ args, flags, shares, out, messages, signal, input }) {
    const [file = '', url = ''] = args;
    const location = locate(url);
    const piped = file === '-';
    const local = piped ? undefined : await stat(file, { bigint: true });
    if (local?.isDirectory()) throw new UsageError('FILE is a folder: to copy folders use rxsmb sync');
    const share = await shares.of(location);
    const path = await pathFor(share, location, piped ? undefined : basename(file), signal);
    const slabs = new Slabs(CHUNK);
    const source = local === undefined ? input(slabs) : localInput(file, local, slabs);
    const size = local?.isFile() ? Number(local.size) : undefined;
    const progress = flags.progress ? new Progress(messages, piped ? path : file, size) : undefined;
    try {
      const bytes = await upload(share, path, source, {
        signal,
        slabs,
        mtime: local?.isFile() ? local.mtimeNs : undefined,
        onBytes: sent => progress?.update(sent),
      });
      progress?.end();
      if (flags.json) await out.json({ source: file, target: location.url, path, bytes });
      else if (flags.verbose) messages.say(`copied ${file} to ${path}: ${bytes} bytes`);
    } catch (error) {
      progress?.stop();
      throw error;
    }
  },
});

/** Into a folder that is there, else to the very name. */
async function pathFor(
  share: Share,
  { path, asFolder }: Location,
  name: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const isFolder = path === '' || (await folderThere(share, path, asFolder, signal));
  if (!isFolder) return path;
  if (name === undefined) throw new UsageError('the URL is a folder: put a name for the file behind it');
  return inFolder(path, name);
}

async function folderThere(
  share: Share,
  path: string,
  asFolder: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await share.stat(path, { signal })).isDirectory();
  } catch (error) {
    if (!(error instanceof SmbError) || error.code !== 'ENOENT') throw error;
    if (asFolder) throw new NoFolder(`${path} on the share`);
    return false;
  }
}

import { SmbError } from '../errors.ts';
import type { Share } from '../share/share.ts';
import { baseName, inFolder, type Location } from './location.ts';
import { NoFolder } from './no-folder.ts';

/**
 * Where something goes that is moved or copied to a URL: into the folder that is there, else to the very name.
 *
 * @throws {NoFolder} where the URL ends with a separator and no folder is there
 */
export async function destination(
  share: Share,
  from: string,
  { path: to, asFolder }: Location,
  signal: AbortSignal,
): Promise<string> {
  if (to === '') return baseName(from);
  if (to.toLowerCase() === from.toLowerCase()) return to; // another case of the same name
  try {
    const stats = await share.stat(to, { signal });
    if (stats.isDirectory()) return inFolder(to, baseName(from));
  } catch (error) {
    if (!(error instanceof SmbError) || error.code !== 'ENOENT') throw error;
    if (asFolder) throw new NoFolder(`${to} on the share`);
  }
  return to;
}

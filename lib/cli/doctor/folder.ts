import { randomBytes } from 'node:crypto';

import { SmbError } from '../../errors.ts';
import type { Share } from '../../share/share.ts';
import { tempName } from '../../share/temp-name.ts';
import { inFolder } from '../location.ts';
import { type Finding, found } from './finding.ts';
import type { Patient } from './patient.ts';
import { remedyFor } from './remedy.ts';

/** Whether the folder can be listed. */
export async function list({ location: { path }, signal }: Patient, share: Share): Promise<Finding> {
  try {
    let entries = 0;
    for await (const batch of share.list(path, { signal })) entries += batch.length;
    return found.ok('list', `${entries} ${entries === 1 ? 'entry' : 'entries'} in /${path}`);
  } catch (error) {
    signal.throwIfAborted();
    return found.failed('list', error, remedyFor('list', error));
  }
}

const SAMPLE = 64 * 1024;

/** Whether a file can be written, read back and removed. */
export async function write({ location: { path }, signal }: Patient, share: Share): Promise<Finding> {
  const file = inFolder(path, tempName());
  const sample = randomBytes(SAMPLE);
  try {
    try {
      await share.writeFile(file, sample, { flag: 'wx', signal });
      const back = await share.readFile(file, { signal });
      if (!sample.equals(back)) {
        throw new SmbError({ code: 'EIO', message: 'what was written is not what is read', path: file });
      }
    } finally {
      await share.rm(file, { force: true });
    }
    return found.ok('write', 'a file was written, read back and removed');
  } catch (error) {
    signal.throwIfAborted();
    return found.failed('write', error, remedyFor('write', error));
  }
}

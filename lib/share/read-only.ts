import { SmbError } from '../errors.ts';
import { AccessMask, CreateDisposition } from '../wire/smb2/create.ts';
import type { Volume } from './volume.ts';

const WRITES =
  AccessMask.WRITE_DATA |
  AccessMask.APPEND_DATA |
  AccessMask.WRITE_EA |
  AccessMask.WRITE_ATTRIBUTES |
  AccessMask.DELETE |
  AccessMask.DELETE_CHILD |
  AccessMask.WRITE_DAC |
  AccessMask.WRITE_OWNER |
  AccessMask.GENERIC_WRITE |
  AccessMask.GENERIC_ALL;

/**
 * Refuses here what a server would refuse in words that lead astray: a snapshot cannot be written to.
 *
 * @throws {@link SmbError} `EROFS`
 */
export function checkWritable(volume: Volume, access: number, disposition: CreateDisposition): void {
  if (volume.isPast !== true) return;
  if (disposition === CreateDisposition.OPEN && (access & WRITES) === 0) return;
  const message =
    'a snapshot is as it was and cannot be changed: leave the option snapshot out, or copy from it';
  throw new SmbError({ code: 'EROFS', message, outcome: 'not-sent' });
}

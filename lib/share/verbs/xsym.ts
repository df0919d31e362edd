import { map, type Observable } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { read } from '../../commands/read.ts';
import { write } from '../../commands/write.ts';
import { md5Hex } from '../../crypto/md5.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import { AccessMask, CreateDisposition, CreateOptions } from '../../wire/smb2/create.ts';
import { decodeXsym, encodeXsym, XSYM_MAX_TARGET, XSYM_SIZE } from '../../wire/xsym.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** Where an XSym file leads to; `undefined` for any other file. One round trip. */
export function xsymTarget(volume: Volume, path: string): Observable<string | undefined> {
  return compound(
    opening(volume, path, { access: AccessMask.READ_DATA, options: CreateOptions.NON_DIRECTORY_FILE }),
    read(RELATED, { offset: 0, length: XSYM_SIZE }),
    close(RELATED),
  ).pipe(
    map(([{ endOfFile }, { data }]) =>
      endOfFile === BigInt(XSYM_SIZE) ? decodeXsym(data, md5Hex) : undefined,
    ),
  );
}

/**
 * Makes an XSym file. One round trip.
 *
 * @throws {@link SmbError} `ENAMETOOLONG` for a target that it cannot hold
 */
export function makeXsym(volume: Volume, target: string, path: string): Observable<unknown> {
  if (Buffer.byteLength(target) > XSYM_MAX_TARGET) {
    const message = `an XSym file holds a target of ${XSYM_MAX_TARGET} bytes of UTF-8 at most`;
    throw new SmbError({ code: 'ENAMETOOLONG', message, outcome: 'not-sent' });
  }
  return compound(
    opening(volume, path, {
      access: AccessMask.WRITE_DATA,
      disposition: CreateDisposition.CREATE,
      options: CreateOptions.NON_DIRECTORY_FILE,
    }),
    write(RELATED, encodeXsym(target, md5Hex), { offset: 0 }),
    close(RELATED),
  ).pipe(
    map(([, { count }]) => {
      if (count === XSYM_SIZE) return;
      const message = `the server took ${count} bytes of ${XSYM_SIZE}`;
      throw new SmbError({ code: 'ERR_SMB_TRUNCATED', message, outcome: 'unknown' });
    }),
  );
}

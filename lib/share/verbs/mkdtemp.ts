import { catchError, defer, map, type Observable, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { CreateDisposition, CreateOptions } from '../../wire/smb2/create.ts';
import { checkText } from '../arguments.ts';
import { failedWith, one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** Of one case, since a share does not tell `A` from `a`. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
/** As `fs.mkdtemp` adds. */
const RANDOM_CHARS = 6;
const ATTEMPTS = 16;

export function mkdtemp(volume: Volume, prefix: string, options: VerbOptions = {}): One<string> {
  return one(volume, { syscall: 'mkdtemp', path: `${prefix}XXXXXX` }, options, volume => {
    checkText('prefix', prefix);
    return attempt(volume, prefix, ATTEMPTS);
  });
}

function attempt(volume: Volume, prefix: string, left: number): Observable<string> {
  return defer(() => {
    const path = prefix + randomName();
    const made = opening(volume, volume.toWire(path), {
      disposition: CreateDisposition.CREATE,
      options: CreateOptions.DIRECTORY_FILE,
    });
    return compound(made, close(RELATED)).pipe(
      map(() => path),
      catchError((error: unknown) => {
        const taken = failedWith(error, NtStatus.STATUS_OBJECT_NAME_COLLISION);
        return taken && left > 1 ? attempt(volume, prefix, left - 1) : throwError(() => error);
      }),
    );
  });
}

function randomName(): string {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_CHARS));
  return Array.from(random, byte => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

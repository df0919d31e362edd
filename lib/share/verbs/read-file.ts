import { map } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { readWhole } from '../../streams/read-whole.ts';
import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import { fileErrors } from '../file-errors.ts';
import { openIntent } from '../open-flags.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { fileOpening } from './open.ts';

/** How a whole file is read. */
export interface ReadFileOptions extends VerbOptions, AspectOptions, SnapshotOptions {
  /** The answer is text. Default: a Buffer. */
  readonly encoding?: BufferEncoding | null | undefined;
  /** Default `r`. */
  readonly flag?: string | number | undefined;
  /**
   * The file's size, as `list`, `walk` or `stat` told it: a file that fits in one READ (1 MiB) then takes one round
   * trip instead of two or more. A wrong number costs time, never bytes.
   */
  readonly expected?: number | undefined;
}

export function readFile(
  volume: Volume,
  path: string,
  options: BufferEncoding | ReadFileOptions | null = {},
): One<Buffer | string> {
  const given: ReadFileOptions = typeof options === 'string' ? { encoding: options } : (options ?? {});
  const { encoding, flag = 'r', expected } = given;
  return one<Buffer | string>(volume, { syscall: 'open', path }, given, volume =>
    readWhole(fileOpening(volume, path, openIntent(flag)), { expected }).pipe(
      map(data => (encoding ? data.toString(encoding) : data)),
      fileErrors(path),
    ),
  );
}

import { concat, EMPTY, type Observable } from 'rxjs';

import { flush } from '../../commands/flush.ts';
import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { bytesOf } from '../../streams/bytes-of.ts';
import { writeChunk } from '../../streams/chunk-size.ts';
import { writeStaged } from './write-staged.ts';
import { writeWhole } from '../../streams/write-whole.ts';
import { AccessMask } from '../../wire/smb2/create.ts';
import type { AspectOptions } from '../aspect.ts';
import { checkContent, contentWriter, type FileContent, isAtOnce } from '../file-content.ts';
import { fileErrors } from '../file-errors.ts';
import { openIntent } from '../open-flags.ts';
import { done, named, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { appendTurns } from './append-turns.ts';
import { fileOpening } from './open.ts';

/** How a whole file is written. */
export interface WriteFileOptions extends VerbOptions, AspectOptions {
  /** Of texts. Default utf8. */
  readonly encoding?: BufferEncoding | null | undefined;
  /** Default `w`, which replaces what is there; `wx` fails with `EEXIST`, `a` writes behind it. */
  readonly flag?: string | number | undefined;
  /** All is to be on the server's disk before the end. Default false. */
  readonly flush?: boolean | undefined;
  /** As in `fs`; SMB has no use for it. */
  readonly mode?: number | undefined;
  /**
   * The bytes go into a new file of another name, which gets its time, and its own name once it is whole. A failure
   * leaves that file behind; one of the renaming has `rename` as its syscall. For bytes alone, with neither `flag`
   * nor `flush`.
   *
   * @internal
   */
  readonly staged?: Staged | undefined;
}

/** The file that bytes go into first. */
export interface Staged {
  readonly path: string;
  /** Ticks of 100 ns since 1601. */
  readonly lastWriteTime: bigint;
}

export function writeFile(
  volume: Volume,
  path: string,
  data: FileContent,
  options: BufferEncoding | WriteFileOptions | null = {},
): One<void> {
  const given: WriteFileOptions = typeof options === 'string' ? { encoding: options } : (options ?? {});
  return done(volume, { syscall: 'open', path }, given, volume => {
    checkContent(data);
    return given.staged !== undefined && ArrayBuffer.isView(data)
      ? staging(volume, path, bytesOf(data), given.staged)
      : writing(volume, path, data, given).pipe(fileErrors(path));
  });
}

export function appendFile(
  volume: Volume,
  path: string,
  data: FileContent,
  options: BufferEncoding | WriteFileOptions | null = {},
): One<void> {
  const given: WriteFileOptions = typeof options === 'string' ? { encoding: options } : (options ?? {});
  return writeFile(volume, path, data, { flag: 'a', ...given });
}

function writing(
  volume: Volume,
  path: string,
  data: FileContent,
  { encoding, flag = 'w', flush: flushes = false }: WriteFileOptions,
): Observable<unknown> {
  const intent = openIntent(flag);
  const opening = fileOpening(volume, path, intent);
  if (isAtOnce(data) && !intent.appends && !flushes) {
    const bytes = bytesOf(data, encoding ?? undefined);
    if (bytes.length <= writeChunk(volume.tree)) {
      return writeWhole(opening, bytes, fileOpening(volume, path, openIntent('r+')));
    }
  }
  const write = contentWriter(data, encoding);
  const work = () =>
    usingHandle<unknown>(opening, (handle, { endOfFile }) => {
      const start = intent.appends ? Number(endOfFile) : 0;
      return concat<unknown[]>(write(handle, start), flushes ? flush(handle) : EMPTY);
    });
  // where the end is, the next one knows only when this one has written
  return intent.appends ? appendTurns(volume.tree, volume.toWire(path), work) : work();
}

function staging(
  volume: Volume,
  dest: string,
  data: Uint8Array,
  { path, lastWriteTime }: Staged,
): Observable<unknown> {
  const intent = openIntent('wx');
  const opening = fileOpening(volume, path, {
    ...intent,
    desiredAccess: intent.desiredAccess | AccessMask.DELETE,
  });
  const unnamed = (error: unknown) => named(error, { syscall: 'rename', path, dest });
  return writeStaged(opening, data, { lastWriteTime, fileName: volume.toWire(dest), unnamed }).pipe(
    fileErrors(dest),
  );
}

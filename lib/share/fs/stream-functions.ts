import { SmbReadStream } from '../../streams/readable.ts';
import { SmbWriteStream } from '../../streams/writable.ts';
import type { ShareFlows } from '../contract/share-flows.ts';
import { FileHandle } from '../file-handle.ts';
import type { ReadStream, ReadStreamOptions } from '../verbs/create-read-stream.ts';
import type { WriteStream, WriteStreamOptions } from '../verbs/create-write-stream.ts';
import type { Descriptors } from './descriptors.ts';
import { pathText } from './paths.ts';

/** What a stream works on in place of a path. */
export interface FsFileOption {
  /** The number of an open file, or its handle: the path does not matter then. Default: the path is opened. */
  readonly fd?: number | FileHandle | null | undefined;
}

/** Options of `fs.createReadStream`. */
export interface FsReadStreamOptions extends ReadStreamOptions, FsFileOption {}

/** Options of `fs.createWriteStream`. */
export interface FsWriteStreamOptions extends WriteStreamOptions, FsFileOption {}

/** A class of streams as `node:fs` has it: with `new` or without, and good for `instanceof`. */
export interface FsStreamClass<S, O> {
  new (path: string | null, options?: BufferEncoding | O): S;
  (path: string | null, options?: BufferEncoding | O): S;
  readonly prototype: S;
}

/** The functions of `node:fs` that make streams. */
export interface StreamFunctions {
  /**
   * `share.createReadStream`, of a path or of a file that is open: then from its position on, unless `start` is given.
   *
   * @throws SmbError `EBADF` (at once) for a number that is no open file of the share
   * @example
   * ```ts
   * share.fs.open('/log.txt', 'r', (error, fd) => share.fs.createReadStream(null, { fd }).pipe(process.stdout));
   * ```
   */
  createReadStream(path: string | null, options?: BufferEncoding | FsReadStreamOptions): ReadStream;
  /**
   * `share.createWriteStream`, of a path or of a file that is open: then from its position on, unless `start` is given.
   *
   * @throws SmbError `EBADF` (at once) for a number that is no open file of the share
   */
  createWriteStream(path: string | null, options?: BufferEncoding | FsWriteStreamOptions): WriteStream;
}

export function streamFunctions(share: ShareFlows, descriptors: Descriptors): StreamFunctions {
  return {
    createReadStream(path, options) {
      const { fd, ...given } = typeof options === 'string' ? { encoding: options } : (options ?? {});
      if (fd === undefined || fd === null) return share.createReadStream(pathText(path), given);
      const stream = handleOf(descriptors, fd).createReadStream(given);
      return given.autoClose === false ? stream : forgetting(descriptors, fd, stream);
    },
    createWriteStream(path, options) {
      const { fd, ...given } = typeof options === 'string' ? { encoding: options } : (options ?? {});
      if (fd === undefined || fd === null) return share.createWriteStream(pathText(path), given);
      const stream = handleOf(descriptors, fd).createWriteStream(given);
      return given.autoClose === false ? stream : forgetting(descriptors, fd, stream);
    },
  };
}

/** The classes of the streams, for packages that make them by `new` or ask with `instanceof`. */
export function streamClasses(functions: StreamFunctions): {
  readonly ReadStream: FsStreamClass<ReadStream, FsReadStreamOptions>;
  readonly WriteStream: FsStreamClass<WriteStream, FsWriteStreamOptions>;
} {
  return {
    ReadStream: asClass<ReadStream, FsReadStreamOptions>(
      (path, options) => functions.createReadStream(path, options),
      SmbReadStream.prototype,
    ),
    WriteStream: asClass<WriteStream, FsWriteStreamOptions>(
      (path, options) => functions.createWriteStream(path, options),
      SmbWriteStream.prototype,
    ),
  };
}

/** A function that returns an object is a constructor of it. */
function asClass<S, O>(
  make: (path: string | null, options?: BufferEncoding | O) => S,
  prototype: object,
): FsStreamClass<S, O> {
  const called = function (path: string | null, options?: BufferEncoding | O): S {
    return make(path, options);
  };
  called.prototype = prototype;
  return called as unknown as FsStreamClass<S, O>;
}

function handleOf(descriptors: Descriptors, fd: number | FileHandle): FileHandle {
  return fd instanceof FileHandle ? fd : descriptors.of(fd, 'open');
}

/** Once the stream has closed the file, its number means nothing any more. */
function forgetting<S extends ReadStream | WriteStream>(
  descriptors: Descriptors,
  fd: number | FileHandle,
  stream: S,
): S {
  const forget = () => {
    descriptors.forget(fd as number);
  };
  if (typeof fd === 'number') stream.once('close', forget);
  return stream;
}

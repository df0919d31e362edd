import type { FileHandle } from '../file-handle.ts';
import type { FileTime } from '../file-time.ts';
import type { PortionOptions, Position, View } from '../portion.ts';
import type { Stats } from '../stats.ts';
import { type Callback, withCallback } from './callback.ts';
import type { Descriptors } from './descriptors.ts';

/** The functions of `node:fs` on the number of an open file. */
export interface DescriptorFunctions {
  close(fd: number, callback: Callback<[]>): void;
  read(fd: number, callback: Callback<[number, Buffer]>): void;
  read(fd: number, options: PortionOptions & { buffer: View }, callback: Callback<[number, View]>): void;
  read(fd: number, buffer: View, callback: Callback<[number, View]>): void;
  read(fd: number, buffer: View, options: PortionOptions, callback: Callback<[number, View]>): void;
  read(
    fd: number,
    buffer: View,
    offset: number,
    length: number,
    position: Position,
    callback: Callback<[number, View]>,
  ): void;
  readv(fd: number, buffers: readonly View[], callback: Callback<[number, readonly View[]]>): void;
  readv(
    fd: number,
    buffers: readonly View[],
    position: Position,
    callback: Callback<[number, readonly View[]]>,
  ): void;
  write(fd: number, data: View | string, callback: Callback<[number, View | string]>): void;
  write(fd: number, data: View, options: PortionOptions, callback: Callback<[number, View]>): void;
  write(fd: number, text: string, position: Position, callback: Callback<[number, string]>): void;
  write(
    fd: number,
    text: string,
    position: Position,
    encoding: BufferEncoding,
    callback: Callback<[number, string]>,
  ): void;
  write(
    fd: number,
    buffer: View,
    offset: number,
    length: number,
    position: Position,
    callback: Callback<[number, View]>,
  ): void;
  writev(fd: number, buffers: readonly View[], callback: Callback<[number, readonly View[]]>): void;
  writev(
    fd: number,
    buffers: readonly View[],
    position: Position,
    callback: Callback<[number, readonly View[]]>,
  ): void;
  fstat(fd: number, callback: Callback<[Stats]>): void;
  fsync(fd: number, callback: Callback<[]>): void;
  fdatasync(fd: number, callback: Callback<[]>): void;
  ftruncate(fd: number, callback: Callback<[]>): void;
  ftruncate(fd: number, length: number, callback: Callback<[]>): void;
  fchmod(fd: number, mode: number | string, callback: Callback<[]>): void;
  fchown(fd: number, uid: number, gid: number, callback: Callback<[]>): void;
  futimes(fd: number, atime: FileTime, mtime: FileTime, callback: Callback<[]>): void;
}

/** The methods of a handle, each as the function that `node:fs` has for it. */
const METHODS = {
  fchmod: 'chmod',
  fchown: 'chown',
  fstat: 'stat',
  fsync: 'sync',
  fdatasync: 'datasync',
  ftruncate: 'truncate',
  futimes: 'utimes',
  read: 'read',
  readv: 'readv',
  write: 'write',
  writev: 'writev',
} as const satisfies Record<Exclude<keyof DescriptorFunctions, 'close'>, keyof FileHandle>;

type Method = (...given: unknown[]) => PromiseLike<unknown>;

/** Those whose result is two things to a callback: the count, and the memory. */
const COUNTED: ReadonlySet<string> = new Set(['read', 'readv', 'write', 'writev']);

export function descriptorFunctions(descriptors: Descriptors): DescriptorFunctions {
  const functions = Object.entries(METHODS).map(([name, method]) => {
    const work = async (fd: unknown, ...given: unknown[]) => {
      const handle = descriptors.of(fd, name);
      return (handle[method] as Method).apply(handle, given);
    };
    const counted = (result: unknown) => Object.values(result as object) as unknown[];
    return [name, COUNTED.has(name) ? withCallback(work, counted) : withCallback(work)];
  });
  return {
    ...(Object.fromEntries(functions) as Omit<DescriptorFunctions, 'close'>),
    close: withCallback(fd => descriptors.close(fd)),
  };
}

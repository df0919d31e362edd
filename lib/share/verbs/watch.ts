import { map } from 'rxjs';

import type { Flow } from '../../operators/flow.ts';
import { watch as watchFolder, type WatchItem } from '../../operators/watch.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { outOfRange, wrongType, wrongValue } from '../arguments.ts';
import { flow, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { unlessClosed } from '../waiting.ts';

/** A kind of change: names of `files` and of `folders` that come and go, `size`, times of `write` and so on. */
export type WatchFilter =
  | 'files'
  | 'folders'
  | 'size'
  | 'write'
  | 'access'
  | 'creation'
  | 'attributes'
  | 'security'
  | 'xattr'
  | 'streams';

/** What each word asks the server for. */
const FILTERS: Readonly<Record<WatchFilter, number>> = {
  files: CompletionFilter.FILE_NAME,
  folders: CompletionFilter.DIR_NAME,
  size: CompletionFilter.SIZE,
  write: CompletionFilter.LAST_WRITE,
  access: CompletionFilter.LAST_ACCESS,
  creation: CompletionFilter.CREATION,
  attributes: CompletionFilter.ATTRIBUTES,
  security: CompletionFilter.SECURITY,
  xattr: CompletionFilter.EA,
  streams: CompletionFilter.STREAM_NAME | CompletionFilter.STREAM_SIZE | CompletionFilter.STREAM_WRITE,
};

/** What to watch for. */
export interface WatchVerbOptions extends VerbOptions {
  /** What lies in the folders of the folder, too. Default: false. */
  readonly recursive?: boolean | undefined;
  /** Kinds of change, or bits of `CompletionFilter`. Default: `['files', 'folders', 'size', 'write']`. */
  readonly filter?: readonly WatchFilter[] | number | undefined;
}

/**
 * What happened. `ready`: the server listens, whatever happens from now on is told. `overflow`: more happened than
 * there was room for, so the folder must be listed again; nothing after it is lost.
 */
export interface ChangeEvent {
  readonly type: 'ready' | 'added' | 'removed' | 'modified' | 'renamed' | 'overflow';
  /** Relative to the folder; empty for `ready` and `overflow`. */
  readonly path: string;
  /** Of `renamed`: the name before. */
  readonly oldPath?: string;
}

export function watch(volume: Volume, path: string, options: WatchVerbOptions = {}): Flow<ChangeEvent> {
  return flow(volume, { syscall: 'watch', path }, options, volume => {
    const { recursive, filter } = options;
    const completionFilter = filter === undefined ? undefined : bitsOf(filter);
    return watchFolder(volume.tree, volume.toWire(path), { recursive, completionFilter }).pipe(
      map(item => eventOf(volume, item)),
      unlessClosed(volume.check),
    );
  });
}

function eventOf(volume: Volume, item: WatchItem): ChangeEvent {
  if (!('path' in item)) return { type: item.type, path: '' };
  const path = volume.pathFromWire(item.path);
  return item.type === 'renamed'
    ? { type: item.type, path, oldPath: volume.pathFromWire(item.oldPath) }
    : { type: item.type, path };
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`; RangeError `ERR_OUT_OF_RANGE` */
function bitsOf(filter: readonly WatchFilter[] | number): number {
  if (typeof filter === 'number') {
    const isMask = Number.isInteger(filter) && filter > 0 && filter <= 0xffff_ffff;
    if (!isMask) throw outOfRange('filter', 'bits of CompletionFilter, at least one', filter);
    return filter;
  }
  const given: unknown = filter;
  if (!Array.isArray(given)) throw wrongType('filter', "a list such as ['files'], or a number", filter);
  const known = filter.length > 0 && filter.every(name => Object.hasOwn(FILTERS, name));
  if (known) return filter.reduce<number>((bits, name) => bits | FILTERS[name], 0);
  const message = `filter must name what to watch for: some of ${Object.keys(FILTERS).join(', ')}`;
  throw wrongValue(message);
}

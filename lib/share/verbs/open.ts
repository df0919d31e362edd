import { map, type Observable } from 'rxjs';

import { create, type CreateResponse } from '../../commands/create.ts';
import type { Pdu } from '../../commands/pdu.ts';
import type { One } from '../../operators/one.ts';
import { CreateOptions, FileAttributes, ShareAccess } from '../../wire/smb2/create.ts';
import type { AspectOptions } from '../aspect.ts';
import { FileHandle } from '../file-handle.ts';
import { OpenFile } from '../open-file.ts';
import { type OpenIntent, openIntent } from '../open-flags.ts';
import { statsFromCreate } from '../stats.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';

/** How a file is opened. */
export interface OpenOptions extends VerbOptions, AspectOptions {
  /** Bits of `ShareAccess`: what others may do meanwhile. Default all; 0 keeps everybody out. */
  readonly shareAccess?: number | undefined;
  /** As in `fs`; SMB has no use for it. */
  readonly mode?: number | undefined;
}

export function open(
  volume: Volume,
  path: string,
  flags: string | number = 'r',
  options: number | OpenOptions = {},
): One<FileHandle> {
  const given = typeof options === 'number' ? {} : options;
  return one(volume, { syscall: 'open', path }, given, volume => {
    const intent = openIntent(flags);
    const opened = fileOpening(volume, path, intent, given.shareAccess, intent.writes);
    return opened.pipe(map(response => handleOf(volume, response, path, intent)));
  });
}

/** For a stream, which a folder cannot be, and which obeys a signal by itself. */
export function openForStream(
  volume: Volume,
  path: string,
  flags: string | number,
  options: OpenOptions,
): Observable<FileHandle> {
  return one(volume, { syscall: 'open', path }, options, volume => {
    const intent = openIntent(flags);
    const opened = fileOpening(volume, path, intent, options.shareAccess);
    return opened.pipe(map(response => handleOf(volume, response, path, intent)));
  });
}

/** The CREATE of a path of the user's. */
export function fileOpening(
  volume: Volume,
  path: string,
  intent: OpenIntent,
  shareAccess: number = ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
  onlyFiles = true,
): Pdu<CreateResponse> {
  return create(volume.tree, {
    path: volume.toWire(path),
    desiredAccess: intent.desiredAccess,
    fileAttributes: FileAttributes.NORMAL,
    shareAccess,
    createDisposition: intent.createDisposition,
    createOptions: intent.createOptions | (onlyFiles ? CreateOptions.NON_DIRECTORY_FILE : 0),
    createContexts: volume.createContexts,
  });
}

function handleOf(volume: Volume, response: CreateResponse, path: string, intent: OpenIntent): FileHandle {
  return new FileHandle(volume, new OpenFile(response, path, intent), statsFromCreate(response));
}

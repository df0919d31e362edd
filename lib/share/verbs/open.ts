import { defer, finalize, map, type Observable, type ObservableInput } from 'rxjs';

import { create, type CreateResponse } from '../../commands/create.ts';
import type { Pdu } from '../../commands/pdu.ts';
import type { One } from '../../operators/one.ts';
import type { LeaseBreak, LeaseWish } from '../../session/lease.ts';
import { leaseRequest, type LeaseRequest } from '../../session/lease-request.ts';
import { CreateDisposition, CreateOptions, FileAttributes, ShareAccess } from '../../wire/smb2/create.ts';
import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import { FileHandle } from '../file-handle.ts';
import { meansFolder, noFileThere } from '../folder-meant.ts';
import { OpenFile } from '../open-file.ts';
import { type OpenIntent, openIntent } from '../open-flags.ts';
import { checkWritable } from '../read-only.ts';
import { statsFromCreate } from '../stats.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';

/** Work to do before a break is acknowledged: what was kept is given up, what was not yet written is written. */
export type LeaseBreakWork = (broken: LeaseBreak, handle: FileHandle) => ObservableInput<unknown> | undefined;

/** How a file is opened. */
export interface OpenOptions extends VerbOptions, AspectOptions, SnapshotOptions {
  /** Bits of `ShareAccess`: what others may do meanwhile. Default all; 0 keeps everybody out. */
  readonly shareAccess?: number | undefined;
  /**
   * Asks for a lease: `r` to keep what is read, `w` what is written, `h` the handle. What was granted stands in
   * `handle.lease`; servers of 2.0.2 grant an oplock instead. Default: none.
   */
  readonly lease?: LeaseWish | undefined;
  /**
   * What to do when the server wants the lease back, before that is acknowledged: at most 20 s. Whoever opens the file
   * waits meanwhile. Without it breaks are acknowledged at once. Where it fails, the break is acknowledged as well, and
   * `handle.close()` fails with its error, which `handle.lease.failure` has.
   */
  readonly onBreak?: LeaseBreakWork | undefined;
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
    const { lease: wish, onBreak, shareAccess } = given;
    if (wish !== undefined) {
      return leased(volume, { path, wish, onBreak }, leasing =>
        fileOpening(volume, path, intent, shareAccess, intent.writes, leasing).pipe(
          map(response => [response, handleOf(volume, response, path, intent, leasing)]),
        ),
      );
    }
    const opened = fileOpening(volume, path, intent, shareAccess, intent.writes);
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

const MUST_BE_THERE: ReadonlySet<number> = new Set([CreateDisposition.OPEN, CreateDisposition.OVERWRITE]);

/** The CREATE of a path of the user's. */
export function fileOpening(
  volume: Volume,
  path: string,
  intent: OpenIntent,
  shareAccess: number = ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
  onlyFiles = true,
  leasing?: LeaseRequest,
): Pdu<CreateResponse> {
  const { desiredAccess, createDisposition } = intent;
  checkWritable(volume, desiredAccess, createDisposition);
  if (meansFolder(path) && !MUST_BE_THERE.has(createDisposition)) throw noFileThere();
  return create(volume.tree, {
    path: volume.toWire(path),
    desiredAccess,
    fileAttributes: FileAttributes.NORMAL,
    shareAccess,
    createDisposition,
    createOptions: intent.createOptions | (onlyFiles ? CreateOptions.NON_DIRECTORY_FILE : 0),
    requestedOplockLevel: leasing?.fields.requestedOplockLevel,
    createContexts: [...volume.createContexts, ...(leasing?.fields.createContexts ?? [])],
  });
}

interface LeaseOpening extends Pick<OpenOptions, 'onBreak'> {
  readonly path: string;
  readonly wish: LeaseWish;
}

/** Opens with a lease, which is forgotten where nothing comes of it. */
function leased(
  volume: Volume,
  { path, wish, onBreak }: LeaseOpening,
  opening: (leasing: LeaseRequest) => Observable<[CreateResponse, FileHandle]>,
): Observable<FileHandle> {
  return defer(() => {
    let opened: FileHandle | undefined;
    const leasing = leaseRequest(volume.tree, {
      path,
      wish,
      onBreak: broken => (opened === undefined ? undefined : onBreak?.(broken, opened)),
    });
    return opening(leasing).pipe(
      map(([response, handle]) => {
        opened = handle;
        leasing.granted(response); // only now, since a notice may be there already
        return handle;
      }),
      finalize(() => {
        if (opened === undefined) leasing.closed();
      }),
    );
  });
}

function handleOf(
  volume: Volume,
  response: CreateResponse,
  path: string,
  intent: OpenIntent,
  leasing?: LeaseRequest,
): FileHandle {
  return new FileHandle(volume, new OpenFile(response, path, intent, leasing), statsFromCreate(response));
}

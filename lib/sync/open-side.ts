import { realpathSync } from 'node:fs';
import { Observable, of } from 'rxjs';

import { mount } from '../share/mount.ts';
import { Share } from '../share/share.ts';
import { type MountOptions, parseTarget } from '../target.ts';
import { joinPath } from '../wire/names.ts';
import { LocalSide } from './local-side.ts';
import { optionError } from './option-error.ts';
import { RemoteSide } from './remote-side.ts';
import type { Side } from './side.ts';
import type { ShareFolder, SyncLocation } from './sync-options.ts';

const SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;

/**
 * What opens one end of a sync: emits it once, and leaves it when unsubscribed, after its {@link Side.close}.
 *
 * @throws {@link SmbError} `ERR_SMB_OPTION` at once for a location that cannot be
 */
export function sideOf(location: SyncLocation, options: MountOptions | undefined): Observable<Side> {
  if (typeof location === 'string') {
    const scheme = SCHEME.exec(location)?.[1];
    if (scheme === undefined) return localSide(location);
    if (scheme.toLowerCase() !== 'smb')
      throw optionError(`'${scheme}:' is no URL of a share: smb://host/share/path`);
  } else if (isShareFolder(location)) {
    const { share, path = '' } = location;
    return of(
      new RemoteSide(share, joinPath(path), { where: share, path: joinPath(path) }, async () => undefined),
    );
  }
  return mountedSide(location, options);
}

function localSide(path: string): Observable<Side> {
  if (path === '' || path.includes('\0')) throw optionError('a folder must be named; the one at hand is .');
  return new Observable(subscriber => {
    const side = new LocalSide(path, realPath(path));
    subscriber.next(side);
    return () => void side.close();
  });
}

function mountedSide(
  location: string | URL | MountOptions,
  options: MountOptions | undefined,
): Observable<Side> {
  const { host, port, share: name = '', path, mapNames } = parseTarget(location, options);
  if (name === '') throw optionError('the share is missing: smb://host/share, or the option share');
  const place = { where: `${host}:${port}/${name}`.toLowerCase(), path: path.toLowerCase() };
  return new Observable(subscriber => {
    let side: Side | undefined;
    const mounting = mount(location, options).subscribe({
      next: share => {
        side = new RemoteSide(share, '', place, () => share.close(), mapNames);
        subscriber.next(side);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    return () => {
      // what is cleaned up needs the share a little longer
      void Promise.resolve(side?.close()).then(() => mounting.unsubscribe());
    };
  });
}

function isShareFolder(location: URL | MountOptions | ShareFolder): location is ShareFolder {
  return 'share' in location && location.share instanceof Share;
}

/** The folder without links; of what is not there yet, the part that is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parts = path.replace(/\/+$/, '').split('/');
    const name = parts.pop() ?? '';
    const above = parts.join('/') || (path.startsWith('/') ? '/' : '.');
    return name === '' || above === path ? path : `${realPath(above)}/${name}`;
  }
}

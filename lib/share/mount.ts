import type { MountOptions } from '../target.ts';
import type { Mounting } from './mounting.ts';
import { Share } from './share.ts';

/** A share that is not mounted yet, an `Observable<Share>` that can be awaited. */
export type Mount = Mounting<Share>;

/**
 * Mounts a share. The same function for promises (`await` it) and for Observables (subscribe to it, or `use` it).
 *
 * @param target `smb://[domain;][user[:password]@]host[:port]/share[/path][?option=value]`, or the options
 * @param options override the parts of the URL
 * @throws {@link SmbError} `ERR_SMB_OPTION` for a URL or option that cannot be (at once); as rejection or error
 *   notification `ERR_SMB_AUTH`, `ERR_SMB_DIALECT`, `ERR_SMB_SIGNATURE`, `ENOENT` (no such share),
 *   `ECONNREFUSED`, `ETIMEDOUT` and others
 * @example
 * ```ts
 * import { mount } from 'rxsmb';
 *
 * const share = await mount('smb://user@server/share', { password: 'secret' });
 * console.log(await share.readdir('/'));
 * await share.close();
 * ```
 */
export function mount(target: string | URL | MountOptions, options?: MountOptions): Mount {
  return Share.mount(target, options);
}

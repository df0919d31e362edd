import { formatTarget, type MountOptions, parseTarget, type Target } from '../target.ts';
import { PASSWORD_WAYS } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** A URL of the command line: a path in a share. */
export interface Location {
  /** As it was given; it holds no password. */
  readonly url: string;
  readonly target: Target;
  /** Inside the share, without separators at its ends; empty for the share's root. */
  readonly path: string;
  /** The URL ends with a separator: a folder is meant. */
  readonly asFolder: boolean;
}

/** Whether an argument is a URL and no local path. */
export function isUrl(argument: string): boolean {
  return /^smb:\/\//i.test(argument);
}

/**
 * Understands a URL.
 *
 * @throws {UsageError} where it has a password or no share
 * @throws {SmbError} ERR_SMB_OPTION where it is malformed
 */
export function locate(argument: string): Location {
  const location = locateServer(argument);
  if (location.target.share === undefined) {
    throw new UsageError('the URL names no share: smb://host/share/path');
  }
  return location;
}

/**
 * Understands a URL of a server; a share in it does not matter.
 *
 * @throws {UsageError} where it has a password
 * @throws {SmbError} ERR_SMB_OPTION where it is malformed
 */
export function locateServer(argument: string): Location {
  if (!isUrl(argument)) throw new UsageError('a URL is expected in this place: smb://host/share/path');
  const target = parseTarget(argument);
  if (target.hasPassword) {
    throw new UsageError(
      `the URL holds a password, which others can see in the list of processes: leave it out and ${PASSWORD_WAYS}`,
    );
  }
  const asFolder = argument.split('?', 1)[0]?.endsWith('/') === true;
  return { url: argument, target, path: target.path, asFolder };
}

/** A location for messages. */
export function formatLocation({ target }: Location): string {
  return formatTarget(target);
}

/** The last part of a path; empty for a share's root. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that holds a path; empty for a share's root. */
export function folderName(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A name in a folder of a share. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Whether two URLs lie in the same share, reached in the same way. */
export function shareKey({ target, url }: Location): string {
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return formatTarget(parseTarget({ ...shareOnly(target), path: '' })) + query;
}

function shareOnly({ host, port, share, domain, username }: Location['target']): MountOptions {
  return {
    host: host.toLowerCase(),
    port,
    share: share?.toLowerCase(),
    domain: domain.toLowerCase(),
    username: username.toLowerCase(),
  };
}

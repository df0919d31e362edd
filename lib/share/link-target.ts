import { SmbError } from '../errors.ts';
import type { LinkNames } from '../wire/fscc/reparse/path-buffer.ts';
import type { ReparsePoint } from '../wire/fscc/reparse/reparse-data-buffer.ts';
import type { Volume } from './volume.ts';

/** What a symbolic link holds, and what the server tells of one. */
interface LinkText extends LinkNames {
  readonly relative: boolean;
}

/** What stands before an absolute name. */
const ABSOLUTE = '\\??\\';
const UNC = /^\\\?\?\\UNC\\([^\\]+)\\([^\\]+)\\?(.*)$/is;
const LOCAL = /^[a-z]:[\\/]/i;

/**
 * Where a link leads to, as a path of the wire.
 *
 * @param linkPath the link itself, as a path of the wire
 * @throws {@link SmbError} `EXDEV` for a link that leaves the share
 */
export function targetOnWire(volume: Volume, linkPath: string, link: LinkText): string {
  const target = link.relative
    ? climb(folderOf(linkPath), link.substituteName)
    : climb([], withinShare(volume, link.substituteName));
  if (target !== undefined) return target;
  const message = `'${volume.pathFromWire(linkPath)}' is a link that leaves the share: it leads to '${shown(link)}'`;
  throw new SmbError({ code: 'EXDEV', message });
}

/** Steps from a folder on; `undefined` where they lead above the share's root. */
function climb(from: readonly string[], steps: string | undefined): string | undefined {
  if (steps === undefined) return undefined;
  const parts = /^[\\/]/.test(steps) ? [] : [...from];
  for (const step of steps.split(/[\\/]/)) {
    if (step === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (step !== '' && step !== '.') parts.push(step);
  }
  return parts.join('\\');
}

function folderOf(linkPath: string): string[] {
  return linkPath.split('\\').slice(0, -1);
}

/** What follows the share in `\??\UNC\server\share\path`, where it is this share. */
function withinShare({ home }: Volume, name: string): string | undefined {
  const [, host = '', share = '', path = ''] = UNC.exec(name) ?? [];
  if (share === '' || share.toLowerCase() !== home?.share.toLowerCase()) return undefined;
  return sameHost(home.host, host) ? path : undefined;
}

/** The same, or one the short form of the other. */
function sameHost(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** The text of a link as `fs.readlink` gives it; `undefined` for a reparse point that is no link. */
export function linkTextOf(volume: Volume, point: ReparsePoint): string | undefined {
  switch (point.kind) {
    case 'symlink':
      return point.relative
        ? point.substituteName
            .split('\\')
            .map(name => volume.fromWire(name))
            .join('/')
        : (belowRoot(volume, withinShare(volume, point.substituteName)) ?? shown(point));
    case 'junction':
      return shown(point);
    case 'nfs':
      return point.inode === 'LNK' ? point.target : undefined;
    case 'wsl-symlink':
      return point.target;
    case 'other':
      return undefined;
  }
}

/** A path of the wire as a path of the user's; `undefined` where the user's root does not reach. */
export function belowRoot(volume: Volume, wire: string | undefined): string | undefined {
  if (wire === undefined) return undefined;
  const root = volume.toWire('');
  if (root === '') return `/${volume.pathFromWire(wire)}`;
  if (!`${wire}\\`.toLowerCase().startsWith(`${root}\\`.toLowerCase())) return undefined;
  return `/${volume.pathFromWire(wire.slice(root.length + 1))}`;
}

/** For people, as Windows shows it. */
function shown({ substituteName, printName }: LinkNames): string {
  if (printName !== '') return printName;
  return substituteName.replace(/^\\\?\?\\UNC\\/i, '\\\\').replace(/^\\\?\?\\/, '');
}

/**
 * A target of the user's as a symbolic link holds it. What begins with `/` is meant from the root of the mount, and
 * becomes relative: only that leads to the same place for every client, and on the server itself.
 *
 * @param linkPath the link itself, as a path of the wire
 * @throws {@link SmbError} `EINVAL`, `ENAMETOOLONG`
 */
export function symbolicLinkTo(volume: Volume, target: string, linkPath: string): ReparsePoint {
  const absolute = absoluteNames(target);
  if (absolute !== undefined) return { kind: 'symlink', relative: false, ...absolute };
  const name = target.startsWith('/')
    ? relativeFrom(folderOf(linkPath), volume.toWire(target))
    : relativeName(volume, target);
  return { kind: 'symlink', relative: true, substituteName: name, printName: name };
}

/**
 * A junction to a folder of the server's own disk.
 *
 * @throws {@link SmbError} `EINVAL` for any other target
 */
export function junctionTo(target: string): ReparsePoint {
  const names = LOCAL.test(target) ? absoluteNames(target) : undefined;
  if (names !== undefined) return { kind: 'junction', ...names };
  const message = `a junction leads to a folder of the server's own disk, such as C:\\docs, not to '${target}'`;
  throw new SmbError({ code: 'EINVAL', message, outcome: 'not-sent' });
}

/** The names for `C:\docs` and `\\server\share`. */
function absoluteNames(target: string): LinkNames | undefined {
  const unc = target.startsWith('\\\\');
  if (!unc && !LOCAL.test(target)) return undefined;
  const printName = target.replaceAll('/', '\\');
  return { printName, substituteName: unc ? `${ABSOLUTE}UNC${printName.slice(1)}` : ABSOLUTE + printName };
}

/** Part by part, since a `..` must stay: the link may be moved. */
function relativeName(volume: Volume, target: string): string {
  const root = volume.toWire('');
  const prefix = root === '' ? 0 : root.length + 1;
  return target
    .split('/')
    .filter(part => part !== '')
    .map(part => (part === '.' || part === '..' ? part : volume.toWire(part).slice(prefix)))
    .join('\\');
}

function relativeFrom(folder: readonly string[], target: string): string {
  const parts = target === '' ? [] : target.split('\\');
  let shared = 0;
  while (shared < folder.length && folder[shared] === parts[shared]) shared++;
  const steps = [...folder.slice(shared).map(() => '..'), ...parts.slice(shared)];
  return steps.length === 0 ? '.' : steps.join('\\');
}

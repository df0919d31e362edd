import type { Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import type { Namespace } from '../session/dfs/namespace.ts';
import type { SymlinkKind } from '../target.ts';
import { asComponent, fromWire, toWire } from '../wire/names.ts';
import type { CreateContext } from '../wire/smb2/contexts/create-context.ts';

/** What every verb works on: a tree, and how its names are written. */
export interface Volume {
  readonly tree: Tree;
  /** What every CREATE on it carries. */
  readonly createContexts: readonly CreateContext[];
  /** It is a snapshot, which nobody writes to. */
  readonly isPast?: true | undefined;
  /** Parts of it may lie on other servers. Missing where nobody knows. */
  readonly namespace?: Namespace | undefined;
  /** As links name it: an absolute one may lead back into it. Missing where nobody knows. */
  readonly home?: { readonly host: string; readonly share: string } | undefined;
  /** What `symlink` makes where the server has no reparse points, and `lstat` takes for a link. */
  readonly symlinks: SymlinkKind;
  /** A path of the user's as it goes to the wire. @throws {@link SmbError} `EINVAL`, `ENAMETOOLONG` */
  toWire(path: string): string;
  /** A pattern for names, whose `*` and `?` stay wildcards. @throws {@link SmbError} `EINVAL` for a path */
  patternToWire(pattern: string): string;
  /** A name from the wire as the user sees it. */
  fromWire(name: string): string;
  /** Several names from the wire, `\` between them, as a path of the user's, which never leads up. */
  pathFromWire(path: string): string;
  /** @throws {@link SmbError} `ERR_SMB_CLOSED` once closing has begun */
  readonly check: () => void;
}

/** How names are written on a share. */
export interface VolumeOptions {
  /** The folder that is the root of all paths. */
  readonly path: string;
  readonly mapNames: boolean;
  readonly host?: string | undefined;
  readonly share?: string | undefined;
  readonly namespace?: Namespace | undefined;
  /** Default `native`. */
  readonly symlinks?: SymlinkKind | undefined;
}

/** What `*` and `?` are as characters of a name. */
const MAPPED_ANY = '\uf021';
const MAPPED_ONE = '\uf025';

/** A tree below one of its folders. */
export function volumeOf(tree: Tree, options: VolumeOptions, check: () => void): Volume {
  const { path, mapNames, host, share, namespace, symlinks = 'native' } = options;
  const root = toWire(path, { mapNames });
  const name = (part: string) => fromWire(part, { mapNames });
  return {
    tree,
    createContexts: [],
    namespace,
    home: host === undefined || share === undefined ? undefined : { host, share },
    symlinks,
    toWire: given => toWire(given, { mapNames, root }),
    patternToWire: given => patternToWire(given, mapNames),
    fromWire: name,
    pathFromWire: given =>
      given === ''
        ? ''
        : given
            .split('\\')
            .map(part => asComponent(name(part)))
            .join('/'),
    check,
  };
}

function patternToWire(pattern: string, mapNames: boolean): string {
  const wire = mapNames ? toWire(pattern).replaceAll(MAPPED_ANY, '*').replaceAll(MAPPED_ONE, '?') : pattern;
  if (wire !== '' && !pattern.includes('/') && !/[\\\0]/.test(wire)) return wire;
  const message = `'${pattern}' is no pattern for names: it must not be empty nor hold a '/'`;
  throw new SmbError({ code: 'EINVAL', message, outcome: 'not-sent' });
}

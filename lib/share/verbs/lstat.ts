import { catchError, concatMap, map, type Observable, of, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { queryInfo } from '../../commands/query-info.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { FileAttributeTagInformation } from '../../wire/fscc/file-attribute-tag-information.ts';
import { FileInternalInformation } from '../../wire/fscc/file-internal-information.ts';
import type { ReparsePoint } from '../../wire/fscc/reparse/reparse-data-buffer.ts';
import { ReparseTag } from '../../wire/fscc/reparse/reparse-tag.ts';
import { CreateOptions, FileAttributes } from '../../wire/smb2/create.ts';
import { XSYM_SIZE } from '../../wire/xsym.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { type FileKind, type Stats, statsFromCreate } from '../stats.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';
import { reparsePointOf } from './reparse-point.ts';
import { xsymTarget } from './xsym.ts';

export function lstat(volume: Volume, path: string, options: VerbOptions & SnapshotOptions = {}): One<Stats> {
  return one(volume, { syscall: 'lstat', path }, options, volume => {
    const wire = volume.toWire(path);
    return itself(volume, wire).pipe(
      concatMap(stats => kindOf(volume, wire, stats).pipe(map(kind => stats.as(kind)))),
    );
  });
}

/** One round trip; two where the server does not know the class that has the tag. */
function itself(volume: Volume, wire: string): Observable<Stats> {
  const open = opening(volume, wire, { options: CreateOptions.OPEN_REPARSE_POINT });
  const number = queryInfo(RELATED, FileInternalInformation, { outputBufferLength: 8 });
  const tag = queryInfo(RELATED, FileAttributeTagInformation, { outputBufferLength: 8 });
  return compound(open, number, tag, close(RELATED)).pipe(
    map(([created, { information }, { information: tagged }]) =>
      statsFromCreate(created, information.indexNumber, isLinked(created) ? tagged.reparseTag : 0),
    ),
    catchError((error: unknown) =>
      error instanceof SmbError && error.code === 'ENOTSUP' && error.index === 2
        ? compound(open, number, close(RELATED)).pipe(
            map(([created, { information }]) => statsFromCreate(created, information.indexNumber)),
          )
        : throwError(() => error),
    ),
  );
}

/** What the attributes do not tell; asks the server only where there is something to ask. */
function kindOf(volume: Volume, wire: string, stats: Stats): Observable<FileKind | undefined> {
  if (stats.reparseTag === ReparseTag.NFS || (isLinked(stats) && stats.reparseTag === 0)) {
    return reparsePointOf(volume, wire).pipe(map(kindOfPoint));
  }
  if (volume.symlinks !== 'xsym' || stats.size !== XSYM_SIZE || !stats.isFile()) return of(undefined);
  return xsymTarget(volume, wire).pipe(map(target => (target === undefined ? undefined : 'LNK')));
}

function kindOfPoint(point: ReparsePoint): FileKind | undefined {
  if (point.kind === 'nfs') return point.inode;
  return point.kind === 'other' ? undefined : 'LNK';
}

function isLinked({ fileAttributes }: { readonly fileAttributes: number }): boolean {
  return (fileAttributes & FileAttributes.REPARSE_POINT) !== 0;
}

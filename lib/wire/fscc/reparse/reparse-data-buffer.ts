// [MS-FSCC] 2.1.2.2 REPARSE_DATA_BUFFER, 2.1.2.3 REPARSE_GUID_DATA_BUFFER
import { guid } from '../../dtyp/guid.ts';
import { lengthOf, must, reserved, u16, u32, viewOf, within } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { bytes } from '../../tails.ts';
import type { Codec } from '../information-class.ts';
import { type LxSymlink, lxSymlink } from './lx-symlink.ts';
import { type MountPoint, mountPoint } from './mount-point.ts';
import { type NfsSpecialFile, nfs } from './nfs.ts';
import { isMicrosoftTag, ReparseTag } from './reparse-tag.ts';
import { type SymbolicLink, symbolicLink } from './symbolic-link.ts';

/** A reparse point whose data only its owner understands: kept as they are. */
export interface OtherReparsePoint {
  readonly kind: 'other';
  readonly reparseTag: number;
  /** Who made it, where the tag is not Microsoft's own. */
  readonly reparseGuid?: string | undefined;
  readonly data: Uint8Array;
}

/** What makes a file stand for something else. */
export type ReparsePoint = SymbolicLink | MountPoint | NfsSpecialFile | LxSymlink | OtherReparsePoint;

/** More than this no file can hold, in bytes. */
export const MAXIMUM_REPARSE_DATA_BUFFER_SIZE = 16_384;

const Plain = struct('REPARSE_DATA_BUFFER', undefined, {
  reparseTag: must(u32),
  reparseDataLength: lengthOf('data', u16),
  reserved: reserved(2),
  data: bytes,
});
const WithGuid = struct('REPARSE_GUID_DATA_BUFFER', undefined, {
  reparseTag: must(u32),
  reparseDataLength: lengthOf('data', u16),
  reserved: reserved(2),
  reparseGuid: must(guid),
  data: bytes,
});

/** The output of FSCTL_GET_REPARSE_POINT, the input of FSCTL_SET_REPARSE_POINT. */
export const ReparseDataBuffer: Codec<ReparsePoint> = {
  encode(point) {
    switch (point.kind) {
      case 'symlink':
        return Plain.encode({ reparseTag: ReparseTag.SYMLINK, data: symbolicLink.encode(point) });
      case 'junction':
        return Plain.encode({ reparseTag: ReparseTag.MOUNT_POINT, data: mountPoint.encode(point) });
      case 'nfs':
        return Plain.encode({ reparseTag: ReparseTag.NFS, data: nfs.encode(point) });
      case 'wsl-symlink':
        return Plain.encode({ reparseTag: ReparseTag.LX_SYMLINK, data: lxSymlink.encode(point) });
      case 'other':
        return framed(point.reparseTag, point.reparseGuid, point.data);
    }
  },
  decode(buffer) {
    const reparseTag = viewOf(within(buffer, 0, 4, 'REPARSE_DATA_BUFFER')).getUint32(0, true);
    if (!isMicrosoftTag(reparseTag)) return { kind: 'other', ...WithGuid.decode(buffer) };
    const { data } = Plain.decode(buffer);
    switch (reparseTag) {
      case ReparseTag.SYMLINK:
        return symbolicLink.decode(data);
      case ReparseTag.MOUNT_POINT:
        return mountPoint.decode(data);
      case ReparseTag.NFS:
        return nfs.decode(data);
      case ReparseTag.LX_SYMLINK:
        return lxSymlink.decode(data);
      default:
        return { kind: 'other', reparseTag, data };
    }
  },
};

/** The input of FSCTL_DELETE_REPARSE_POINT: the head alone, which says what is expected to be there. */
export function reparseHead(reparseTag: number, reparseGuid?: string): Uint8Array {
  return framed(reparseTag, reparseGuid, new Uint8Array(0));
}

function framed(reparseTag: number, reparseGuid: string | undefined, data: Uint8Array): Uint8Array {
  return isMicrosoftTag(reparseTag)
    ? Plain.encode({ reparseTag, data })
    : WithGuid.encode({ reparseTag, reparseGuid: reparseGuid ?? '', data });
}

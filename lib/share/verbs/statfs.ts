import { map } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { queryInfo } from '../../commands/query-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { FileFsFullSizeInformation } from '../../wire/fscc/file-fs-full-size-information.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** The room on a volume, as `fs.StatFs`. */
export interface StatFs {
  /** What Linux calls SMB2: 0xFE534D42. */
  readonly type: number;
  /** Bytes of a block. */
  readonly bsize: number;
  /** Blocks in all, as far as this user's quota lets him. */
  readonly blocks: number;
  /** Free blocks. */
  readonly bfree: number;
  /** Free blocks that this user may fill. */
  readonly bavail: number;
  /** 0: SMB counts no inodes. */
  readonly files: number;
  /** 0: SMB counts no inodes. */
  readonly ffree: number;
}

const SMB2_SUPER_MAGIC = 0xfe53_4d42;

export function statfs(volume: Volume, path = '/', options: VerbOptions = {}): One<StatFs> {
  return one(volume, { syscall: 'statfs', path }, options, volume =>
    compound(
      opening(volume, volume.toWire(path)),
      queryInfo(RELATED, FileFsFullSizeInformation, { outputBufferLength: 32 }),
      close(RELATED),
    ).pipe(map(([, { information }]) => statFsOf(information))),
  );
}

function statFsOf(information: FileFsFullSizeInformation): StatFs {
  return {
    type: SMB2_SUPER_MAGIC,
    bsize: information.sectorsPerAllocationUnit * information.bytesPerSector,
    blocks: Number(information.totalAllocationUnits),
    bfree: Number(information.actualAvailableAllocationUnits),
    bavail: Number(information.callerAvailableAllocationUnits),
    files: 0,
    ffree: 0,
  };
}

// [MS-FSCC] 2.1.2.6 Network File System (NFS) Reparse Data Buffer
import { ProtocolError } from '../../../errors.ts';
import { must, u32, u64 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { bytes, readUtf16, writeUtf16 } from '../../tails.ts';
import type { Codec } from '../information-class.ts';

/** The kinds of special files, each four letters of ASCII as a number. */
export const NfsInodeType = {
  LNK: 0x014b_4e4cn,
  CHR: 0x0052_4843n,
  BLK: 0x004b_4c42n,
  FIFO: 0x4f46_4946n,
  SOCK: 0x4b43_4f53n,
} as const;
export type NfsInodeType = (typeof NfsInodeType)[keyof typeof NfsInodeType];

/** A symbolic link or a special file that an NFS client made. */
export type NfsSpecialFile =
  | { readonly kind: 'nfs'; readonly inode: 'LNK'; /** As the client wrote it. */ readonly target: string }
  | { readonly kind: 'nfs'; readonly inode: 'CHR' | 'BLK'; readonly major: number; readonly minor: number }
  | { readonly kind: 'nfs'; readonly inode: 'FIFO' | 'SOCK' };

const NAME = 'NFS Reparse Data Buffer';
const Fields = struct(NAME, undefined, { inodeType: must(u64), dataBuffer: bytes });
const Device = struct(`${NAME}: device`, undefined, { major: u32, minor: u32 });

/** The data behind the head of a reparse point whose tag is NFS. */
export const nfs: Codec<NfsSpecialFile> = {
  encode(file) {
    const inodeType = NfsInodeType[file.inode];
    switch (file.inode) {
      case 'LNK':
        return Fields.encode({ inodeType, dataBuffer: writeUtf16(file.target) });
      case 'CHR':
      case 'BLK':
        return Fields.encode({ inodeType, dataBuffer: Device.encode(file) });
      default:
        return Fields.encode({ inodeType });
    }
  },
  decode(data) {
    const { inodeType, dataBuffer } = Fields.decode(data);
    switch (inodeType) {
      case NfsInodeType.LNK:
        return { kind: 'nfs', inode: 'LNK', target: readUtf16(dataBuffer) };
      case NfsInodeType.CHR:
        return { kind: 'nfs', inode: 'CHR', ...Device.decode(dataBuffer) };
      case NfsInodeType.BLK:
        return { kind: 'nfs', inode: 'BLK', ...Device.decode(dataBuffer) };
      case NfsInodeType.FIFO:
        return { kind: 'nfs', inode: 'FIFO' };
      case NfsInodeType.SOCK:
        return { kind: 'nfs', inode: 'SOCK' };
      default:
        throw new ProtocolError(`${NAME}: there is no InodeType 0x${inodeType.toString(16)}`);
    }
  },
};

// [MS-FSCC] 2.1.2.1 Reparse Tags

/** What kind of reparse point a file is: those that stand for a link or a special file, or that are often met. */
export const ReparseTag = {
  /** A junction. */
  MOUNT_POINT: 0xa000_0003,
  SYMLINK: 0xa000_000c,
  /** A link of a namespace (DFS). */
  DFS: 0x8000_000a,
  DFSR: 0x8000_0012,
  DEDUP: 0x8000_0013,
  NFS: 0x8000_0014,
  APPEXECLINK: 0x8000_001b,
  /** The symbolic link of Linux in Windows (WSL). */
  LX_SYMLINK: 0xa000_001d,
  AF_UNIX: 0x8000_0023,
  LX_FIFO: 0x8000_0024,
  LX_CHR: 0x8000_0025,
  LX_BLK: 0x8000_0026,
} as const;
export type ReparseTag = (typeof ReparseTag)[keyof typeof ReparseTag];

/** Microsoft's own tags have this bit; the others come with a GUID. */
const MICROSOFT = 0x8000_0000;

/** Whether a tag is Microsoft's own, so that no GUID stands between head and data. */
export function isMicrosoftTag(tag: number): boolean {
  return (tag & MICROSOFT) !== 0;
}

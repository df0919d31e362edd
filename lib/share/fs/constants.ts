import { openBits } from '../open-flags.ts';

const bits = openBits();

/** The numbers of `fs.constants` that mean something on a share; those of `open` are the system's own. */
export const constants = Object.freeze({
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE_FORCE: 4,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: bits.CREAT,
  O_EXCL: bits.EXCL,
  O_TRUNC: bits.TRUNC,
  O_APPEND: bits.APPEND,
  O_SYNC: bits.SYNC,
  S_IFMT: 0o170000,
  S_IFREG: 0o100000,
  S_IFDIR: 0o040000,
  S_IFLNK: 0o120000,
});

import type { ShareFlows } from './contract/share-flows.ts';
import type { ShareVerbs } from './contract/share-verbs.ts';
import { access } from './verbs/access.ts';
import { getAttributes, setAttributes } from './verbs/attributes.ts';
import { chmod } from './verbs/chmod.ts';
import { chown } from './verbs/chown.ts';
import { copyFile } from './verbs/copy-file.ts';
import { cp } from './verbs/cp.ts';
import { createReadStream } from './verbs/create-read-stream.ts';
import { createWriteStream } from './verbs/create-write-stream.ts';
import { exists } from './verbs/exists.ts';
import { getSecurity } from './verbs/get-security.ts';
import { link } from './verbs/link.ts';
import { list } from './verbs/list.ts';
import { live } from './verbs/live.ts';
import { lstat } from './verbs/lstat.ts';
import { mkdir } from './verbs/mkdir.ts';
import { mkdtemp } from './verbs/mkdtemp.ts';
import { open } from './verbs/open.ts';
import { opendir } from './verbs/opendir.ts';
import { readFile } from './verbs/read-file.ts';
import { read } from './verbs/read.ts';
import { readable } from './verbs/readable.ts';
import { readdir } from './verbs/readdir.ts';
import { readlink } from './verbs/readlink.ts';
import { realpath } from './verbs/realpath.ts';
import { rename } from './verbs/rename.ts';
import { rm } from './verbs/rm.ts';
import { rmdir } from './verbs/rmdir.ts';
import { setSecurity } from './verbs/set-security.ts';
import { snapshots } from './verbs/snapshots.ts';
import { stat } from './verbs/stat.ts';
import { statfs } from './verbs/statfs.ts';
import { streams } from './verbs/streams.ts';
import { symlink } from './verbs/symlink.ts';
import { truncate } from './verbs/truncate.ts';
import { unlink } from './verbs/unlink.ts';
import { lutimes, utimes } from './verbs/utimes.ts';
import { walk } from './verbs/walk.ts';
import { watch } from './verbs/watch.ts';
import { writable } from './verbs/writable.ts';
import { appendFile, writeFile } from './verbs/write-file.ts';
import { getXattr, listXattr, removeXattr, setXattr } from './verbs/xattr.ts';
import type { Volume } from './volume.ts';

/** The same methods as functions of a volume; of overloads the last, most general one counts. */
type OnVolume<V> = {
  readonly [K in keyof V]: V[K] extends (...given: infer A) => infer R
    ? (volume: Volume, ...given: A) => R
    : never;
};

/** Every verb with one answer: `share.promises` has them too. */
export const ONE_ANSWER = {
  access,
  appendFile,
  chmod,
  chown,
  copyFile,
  cp,
  exists,
  getAttributes,
  getSecurity,
  getXattr,
  lchown: chown,
  link,
  listXattr,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  open,
  opendir,
  readFile,
  readdir,
  readlink,
  realpath,
  removeXattr,
  rename,
  rm,
  rmdir,
  setAttributes,
  setSecurity,
  setXattr,
  snapshots,
  stat,
  statfs,
  streams,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} satisfies OnVolume<ShareVerbs<'one'>>;

/** Every verb with many answers, and the streams. */
export const MANY_ANSWERS = {
  createReadStream,
  createWriteStream,
  list,
  live,
  read,
  readable,
  walk,
  watch,
  writable,
} satisfies OnVolume<ShareFlows>;

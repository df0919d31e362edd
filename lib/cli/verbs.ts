import type { Verb } from './verb.ts';
import { acl } from './verbs/acl.ts';
import { cat } from './verbs/cat.ts';
import { cp } from './verbs/cp.ts';
import { df } from './verbs/df.ts';
import { doctor } from './verbs/doctor.ts';
import { du } from './verbs/du.ts';
import { find } from './verbs/find.ts';
import { get } from './verbs/get.ts';
import { ln } from './verbs/ln.ts';
import { ls } from './verbs/ls.ts';
import { mkdir } from './verbs/mkdir.ts';
import { mv } from './verbs/mv.ts';
import { put } from './verbs/put.ts';
import { rm } from './verbs/rm.ts';
import { serve } from './verbs/serve.ts';
import { shares } from './verbs/shares.ts';
import { snapshots } from './verbs/snapshots.ts';
import { stat } from './verbs/stat.ts';
import { streams } from './verbs/streams.ts';
import { sync } from './verbs/sync.ts';
import { tail } from './verbs/tail.ts';
import { touch } from './verbs/touch.ts';
import { watch } from './verbs/watch.ts';
import { xattr } from './verbs/xattr.ts';

/** All verbs, in the order of the help under each heading. */
export const VERBS: readonly Verb[] = [
  // a line each, so that verbs come alone
  ls,
  stat,
  find,
  df,
  du,
  watch,
  snapshots,
  cat,
  tail,
  get,
  put,
  sync,
  cp,
  mv,
  ln,
  rm,
  mkdir,
  touch,
  acl,
  xattr,
  streams,
  shares,
  doctor,
  serve,
];

import type { Verb } from './verb.ts';
import { cat } from './verbs/cat.ts';
import { df } from './verbs/df.ts';
import { doctor } from './verbs/doctor.ts';
import { find } from './verbs/find.ts';
import { get } from './verbs/get.ts';
import { ls } from './verbs/ls.ts';
import { mkdir } from './verbs/mkdir.ts';
import { mv } from './verbs/mv.ts';
import { put } from './verbs/put.ts';
import { rm } from './verbs/rm.ts';
import { stat } from './verbs/stat.ts';
import { sync } from './verbs/sync.ts';

/** All verbs, in the order of the help under each heading. */
export const VERBS: readonly Verb[] = [
  // a line each, so that verbs come alone
  ls,
  stat,
  find,
  df,
  cat,
  get,
  put,
  sync,
  mv,
  rm,
  mkdir,
  doctor,
];

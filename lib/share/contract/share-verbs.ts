import type { AttributeVerbs } from './attribute-verbs.ts';
import type { Carrier } from './carriers.ts';
import type { CopyVerbs } from './copy-verbs.ts';
import type { FileVerbs } from './file-verbs.ts';
import type { FolderVerbs } from './folder-verbs.ts';
import type { NodeVerbs } from './node-verbs.ts';
import type { LinkVerbs } from './link-verbs.ts';
import type { PathVerbs } from './path-verbs.ts';
import type { SecurityVerbs } from './security-verbs.ts';
import type { SnapshotVerbs } from './snapshot-verbs.ts';

/**
 * The verbs with one answer, as `node:fs/promises` names them; `/` separates the parts of a path, and the share's
 * root is `/` or the empty string. Each fails with an `SmbError` whose `code`, `syscall` and `path` are those of
 * `node:fs`, and with an `AbortError` when its `signal` says so.
 */
export interface ShareVerbs<C extends Carrier>
  extends
    AttributeVerbs<C>,
    CopyVerbs<C>,
    FileVerbs<C>,
    FolderVerbs<C>,
    LinkVerbs<C>,
    NodeVerbs<C>,
    PathVerbs<C>,
    SecurityVerbs<C>,
    SnapshotVerbs<C> {}

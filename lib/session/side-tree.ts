// [MS-SMB2] 3.2.4.2.4: one session may be connected to several shares
import { catchError, defer, type Observable, shareReplay, throwError } from 'rxjs';

import type { Session, Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { isFatal } from '../wire/erref/kind.ts';
import { connectTree } from './enter.ts';
import { SmbSession } from './smb-session.ts';

/** The share that named pipes are opened on. */
export const IPC = 'IPC$';

/**
 * Another share of the same session. TREE_CONNECT is sent once, when the first one subscribes, and its tree serves
 * all; after a refusal the next one asks again. Emits the tree and completes. Nobody needs to give it back: LOGOFF
 * does ([MS-SMB2] 3.3.5.6).
 *
 * A refusal is not `fatal`: the mounted share is still there.
 */
export function sideTree(session: Session, share: string): Observable<Tree> {
  return defer(() => {
    if (!(session instanceof SmbSession)) throw new TypeError('the session is not that of a mounted share');
    const key = share.toLowerCase();
    const known = session.sideTrees.get(key);
    if (known !== undefined) return known;
    const tree = connectTree(session, share).pipe(
      catchError((error: unknown) => throwError(() => refusal(error))),
      // kept though nobody waits any more: who comes next needs it too
      shareReplay({ bufferSize: 1, refCount: false }),
    );
    session.sideTrees.set(key, tree);
    return tree;
  });
}

/** The tree of IPC$, for named pipes and referrals. */
export function ipcOf(session: Session): Observable<Tree> {
  return sideTree(session, IPC);
}

function refusal(error: unknown): unknown {
  if (!(error instanceof SmbError) || error.ntstatus === undefined) return error;
  return error.with({ fatal: isFatal(error.ntstatus) });
}

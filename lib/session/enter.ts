// [MS-SMB2] 3.2.4.2.4 Connecting to the share, 3.2.5.5 Receiving a TREE_CONNECT response
import { catchError, concatMap, map, type Observable, throwError } from 'rxjs';

import { treeConnect } from '../commands/tree-connect.ts';
import { SmbError } from '../errors.ts';
import { encryptionRequired } from './encryption-required.ts';
import type { Offer } from './offer.ts';
import type { SmbSession } from './smb-session.ts';
import { SmbTree } from './smb-tree.ts';
import { validate } from './validate.ts';

/** Connects to a share and, below 3.1.1, validates the negotiation. Emits the tree once. */
export function enter(session: SmbSession, share: string, offer: Offer): Observable<SmbTree> {
  return connectTree(session, share).pipe(concatMap(tree => validate(tree, offer).pipe(map(() => tree))));
}

/** Connects to a share of a session whose negotiation is validated already, or will be. Emits the tree once. */
export function connectTree(session: SmbSession, share: string): Observable<SmbTree> {
  return treeConnect(session, { path: `\\\\${session.connection.host}\\${share}` }).pipe(
    map(response => new SmbTree(session, share, response)),
    catchError((error: unknown) => throwError(() => explain(error, share))),
    map(tree => {
      const { sealing } = session;
      if (tree.isSealed && !sealing) throw encryptionRequired(`the share '${share}'`, !session.keyed, share);
      return tree;
    }),
  );
}

function explain(error: unknown, share: string): unknown {
  if (!(error instanceof SmbError)) return error;
  switch (error.status) {
    case 'STATUS_BAD_NETWORK_NAME':
      return error.with({
        message: `the server has no share '${share}' (${error.status})`,
        path: share,
        fatal: true,
      });
    case 'STATUS_ACCESS_DENIED':
      return error.with({
        message: `access to the share '${share}' is denied: the user has no right to it, or it requires encryption (${error.status})`,
        path: share,
        fatal: true,
      });
    default:
      return error.with({ path: share, fatal: true });
  }
}

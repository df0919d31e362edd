import { concatMap, type Observable } from 'rxjs';

import { One } from '../../operators/one.ts';
import type { Binding } from '../../rpc/binding.ts';
import { usingInterface } from '../../rpc/using-interface.ts';
import { ipcOf } from '../../session/side-tree.ts';
import type { RpcInterface } from '../../wire/rpce/rpc-call.ts';
import type { Share } from '../share.ts';
import { operation, type VerbName, type VerbOptions } from '../verb.ts';

/**
 * Asks a service of the server that a share lies on, by the share's login. The pipe is opened for this one question,
 * and closed before the answer is complete.
 */
export function served<T>(
  { session }: Share,
  name: VerbName,
  options: VerbOptions,
  wanted: RpcInterface,
  work: (binding: Binding) => Observable<T>,
): One<T> {
  return One.of(
    operation(name, options, () =>
      ipcOf(session).pipe(concatMap(tree => usingInterface(tree, wanted, work))),
    ),
  );
}

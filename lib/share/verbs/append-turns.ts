import { defer, finalize, type Observable } from 'rxjs';

import type { Tree } from '../../commands/target.ts';
import { Turns } from '../turns.ts';

interface Line {
  readonly turns: Turns;
  waiting: number;
}

const lines = new WeakMap<Tree, Map<string, Line>>();

/** Work that appends to a path of a share, one after the other: each must see the end that the last one made. */
export function appendTurns<T>(tree: Tree, path: string, work: () => Observable<T>): Observable<T> {
  return defer(() => {
    const paths = lines.get(tree) ?? new Map<string, Line>();
    lines.set(tree, paths);
    const key = path.toLowerCase();
    const line = paths.get(key) ?? { turns: new Turns(), waiting: 0 };
    paths.set(key, line);
    line.waiting++;
    return line.turns.take(work).pipe(
      finalize(() => {
        if (--line.waiting === 0) paths.delete(key);
      }),
    );
  });
}

import { map } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { joinPath } from '../../wire/names.ts';
import { belowRoot } from '../link-target.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function realpath(volume: Volume, path: string, options: VerbOptions = {}): One<string> {
  const { tree } = volume;
  return one(volume, { syscall: 'realpath', path }, options, volume => {
    // behind a link that the server leaves to us this is the volume on whose other side the path goes on
    const wire = volume.toWire(path);
    return compound(opening(volume, wire), close(RELATED)).pipe(
      map(() => {
        // in a namespace (DFS) the path is the namespace's, wherever it leads
        const real = volume.tree === tree ? belowRoot(volume, wire) : `/${joinPath(path)}`;
        if (real !== undefined) return real;
        const message = 'a link leads out of the folder that is mounted: mount the share itself';
        throw new SmbError({ code: 'EXDEV', message });
      }),
    );
  });
}

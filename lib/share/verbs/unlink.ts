import type { One } from '../../operators/one.ts';
import type { AspectOptions } from '../aspect.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { Kind, movable, remove, removeAsItIs } from './remove.ts';

export function unlink(volume: Volume, path: string, options: VerbOptions & AspectOptions = {}): One<void> {
  return done(
    volume,
    { syscall: 'unlink', path },
    options,
    volume =>
      options.stream === undefined
        ? remove(volume, movable(volume, path), Kind.FILE)
        : removeAsItIs(volume, volume.toWire(path), Kind.FILE), // or the file itself would not be read-only any more
  );
}

import type { One } from '../../operators/one.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { Kind, movable, remove } from './remove.ts';

export function unlink(volume: Volume, path: string, options: VerbOptions = {}): One<void> {
  return done(volume, { syscall: 'unlink', path }, options, volume =>
    remove(volume, movable(volume, path), Kind.FILE),
  );
}

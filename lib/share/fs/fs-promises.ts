import type { ShareVerbs } from '../contract/share-verbs.ts';
import { constants } from './constants.ts';
import { withPaths } from './paths.ts';

/** `share.fs.promises`: what `share.promises` has, its paths also as Buffers and `file:` URLs. */
export interface FsPromises extends ShareVerbs<'promise'> {
  readonly constants: typeof constants;
}

type Verb = (...given: unknown[]) => Promise<unknown>;

export function fsPromisesOf(verbs: ShareVerbs<'promise'>): FsPromises {
  const wrapped = (Object.entries(verbs) as [string, Verb][]).map(([name, verb]) => {
    const work = async (...given: unknown[]) => {
      refuseForms(name, given);
      return verb(...withPaths(name, given));
    };
    return [name, work] as const;
  });
  return Object.freeze({ ...(Object.fromEntries(wrapped) as unknown as ShareVerbs<'promise'>), constants });
}

/**
 * What would come back in another form than was asked for is refused.
 *
 * @throws TypeError `ERR_INVALID_ARG_VALUE`
 */
function refuseForms(name: string, given: readonly unknown[]): void {
  const options = given.find(argument => isPlain(argument));
  if (options === undefined) return;
  if (options['bigint'] === true) {
    throw refused(
      'bigint: the times of Stats are there as ticks in lastWriteTime and its like, the id as fileId',
    );
  }
  if (options['encoding'] === 'buffer' && name !== 'readlink') {
    throw refused(`encoding: ${name} gives names as text, which is lossless`);
  }
}

function isPlain(argument: unknown): argument is Record<string, unknown> {
  return (
    typeof argument === 'object' && argument !== null && Object.getPrototypeOf(argument) === Object.prototype
  );
}

function refused(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

// [MS-FSCC] 2.1.2.5 Mount Point Reparse Data Buffer
import { struct } from '../../struct.ts';
import { bytes } from '../../tails.ts';
import type { Codec } from '../information-class.ts';
import { type LinkNames, nameRanges, namesIn, pathBufferOf } from './path-buffer.ts';

/** A junction: a folder that stands for another one of the same computer. Servers follow it themselves. */
export interface MountPoint extends LinkNames {
  readonly kind: 'junction';
}

const NAME = 'Mount Point Reparse Data Buffer';
const Fields = struct(NAME, undefined, { ...nameRanges, pathBuffer: bytes });

/** The data behind the head of a reparse point whose tag is MOUNT_POINT. */
export const mountPoint: Codec<MountPoint> = {
  encode(junction) {
    const { pathBuffer, ranges } = pathBufferOf(junction, true);
    return Fields.encode({ ...ranges, pathBuffer });
  },
  decode(data) {
    const { pathBuffer, ...ranges } = Fields.decode(data);
    return { kind: 'junction', ...namesIn(pathBuffer, ranges, NAME) };
  },
};

// [MS-FSCC] 2.3 FSCTL_GET_REPARSE_POINT, FSCTL_SET_REPARSE_POINT, FSCTL_DELETE_REPARSE_POINT
import { controlCode, nothing } from './control-code.ts';
import {
  MAXIMUM_REPARSE_DATA_BUFFER_SIZE,
  ReparseDataBuffer,
  reparseHead,
} from './reparse/reparse-data-buffer.ts';

/** What a link or another reparse point holds. It must be opened itself: `CreateOptions.OPEN_REPARSE_POINT`. */
export const FSCTL_GET_REPARSE_POINT = controlCode('FSCTL_GET_REPARSE_POINT', 0x0009_00a8, {
  input: nothing,
  output: ReparseDataBuffer,
  room: MAXIMUM_REPARSE_DATA_BUFFER_SIZE,
  asks: true,
});

/** Makes a file without bytes, or an empty folder, a link or another reparse point. */
export const FSCTL_SET_REPARSE_POINT = controlCode('FSCTL_SET_REPARSE_POINT', 0x0009_00a4, {
  input: ReparseDataBuffer,
  output: nothing,
});

/** Which reparse point is expected to be there. */
export interface ReparseHead {
  readonly reparseTag: number;
  /** Of a tag that is not Microsoft's own. */
  readonly reparseGuid?: string | undefined;
}

/** Makes an ordinary file or folder of a reparse point again. */
export const FSCTL_DELETE_REPARSE_POINT = controlCode('FSCTL_DELETE_REPARSE_POINT', 0x0009_00ac, {
  input: {
    encode: ({ reparseTag, reparseGuid }: ReparseHead): Uint8Array => reparseHead(reparseTag, reparseGuid),
  },
  output: nothing,
});

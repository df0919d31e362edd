// [MS-SMB2] 3.3.1.9 Per Tree Connect
import type { Share } from './share.ts';

/** A share that a session has entered. */
export interface Tree {
  readonly id: number;
  readonly share: Share;
}

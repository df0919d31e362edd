import type { Header } from '../../wire/smb2/header.ts';
import type { Core } from '../core.ts';
import type { Entry } from '../ledger.ts';

/** One element of a frame on its way in. */
export interface Inbound {
  readonly exchange: Core;
  readonly header: Header;
  readonly message: Uint8Array;
  readonly payload: Uint8Array | undefined;
  /** The session whose key has opened it; `undefined` for what came in the clear. */
  readonly sealedBy: bigint | undefined;
  /** The request it answers, once matched. */
  entry: Entry | undefined;
}

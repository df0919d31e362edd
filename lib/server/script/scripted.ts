import type { Call } from '../connection/call.ts';
import type { Reply } from '../connection/reply.ts';
import type { Wire } from '../connection/wire.ts';

/** What a script needs of the connection that it works on. */
export interface Scripted {
  /** The how manieth of its server, from 1 on. */
  readonly number: number;
  /** The way to the client, without the script. */
  readonly wire: Wire;
  /** Sends as one frame what is emitted meanwhile. */
  readonly together: (work: () => void) => void;
  /** Takes answers that no compound waits for. */
  readonly late: (call: Call, reply: Reply) => void;
  /** Hangs up, after what was sent. */
  readonly hangUp: () => void;
}

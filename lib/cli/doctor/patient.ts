import type { Share } from '../../share/share.ts';
import type { MountOptions } from '../../target.ts';
import type { Location } from '../location.ts';

/** What the doctor is told. */
export interface Patient {
  readonly location: Location;
  readonly signal: AbortSignal;
  /** Try to write, too. */
  readonly write: boolean;
  /** The login is by a ticket. */
  readonly kerberos: boolean;
  /** Milliseconds for the connection to be made. */
  readonly timeout: number;
  /** As the command line says, or with other options. The doctor closes it. */
  mount(options?: MountOptions): Promise<Share>;
}

import { expect } from 'chai';
import type { SmbErrorCode } from '../../lib/errors.ts';
import type { MountOptions } from '../../lib/target.ts';
import { type SambaOptions, type SambaProtocol, sharedSamba } from '../support/samba.ts';
import type { Tampering } from '../support/tampered.ts';
import { failure } from './failure.ts';
import { through } from './man-in-the-middle.ts';

/** How far a login gets, and what the client has sent by then, in order: nothing that would come after it may leave. */
const SENT = {
  negotiate: ['NEGOTIATE'],
  /** Who wants in was not told yet, nor what only the password can yield. */
  greeting: ['NEGOTIATE', 'SESSION_SETUP'],
  /** The proof of the password was sent, but no name of a share. */
  proof: ['NEGOTIATE', 'SESSION_SETUP', 'SESSION_SETUP'],
  share: ['NEGOTIATE', 'SESSION_SETUP', 'SESSION_SETUP', 'TREE_CONNECT'],
  /** No name of a file. */
  validation: ['NEGOTIATE', 'SESSION_SETUP', 'SESSION_SETUP', 'TREE_CONNECT', 'IOCTL'],
} as const;

/** What a man in the middle does to a login, and how that ends. */
export interface Attack extends Tampering {
  readonly code: SmbErrorCode | 'ETIMEDOUT';
  /** Where the client stops. */
  readonly stops: keyof typeof SENT;
  readonly options?: MountOptions;
  readonly samba?: SambaOptions;
}

/** One spec for each attack: a typed error, a closed connection, and nothing sent past the point where it must stop. */
export function eachFails(attacks: Readonly<Record<string, Attack>>): void {
  for (const [what, { code, stops, options, samba, ...tampering }] of Object.entries(attacks)) {
    it(what, async () => {
      const { mounting, sent, closed } = through(await sharedSamba(samba), tampering, options);
      expect(await failure(mounting)).to.include({ code, syscall: 'mount', fatal: true });
      await closed();
      expect(sent).to.deep.equal(SENT[stops]);
    });
  }
}

/** Every dialect, and a Samba that speaks none that is newer: everything is offered, this one is chosen. */
export const CHOSEN = Object.entries({
  '2.0.2': 'SMB2_02',
  '2.1': 'SMB2_10',
  '3.0': 'SMB3_00',
  '3.0.2': 'SMB3_02',
  '3.1.1': 'SMB3_11',
} satisfies Record<string, SambaProtocol>).map(([dialect, maxProtocol]) => ({
  dialect: dialect as '2.0.2' | '2.1' | '3.0' | '3.0.2' | '3.1.1',
  samba: { maxProtocol },
}));

import type { Duplex } from 'node:stream';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HeaderFlags, protocolOf } from '../../lib/wire/smb2/header.ts';
import { type Rewrite, tampered } from '../support/tampered.ts';
import { AT } from './man-in-the-middle.ts';

/** How a message was protected. */
export type Protection = 'sealed' | 'signed' | 'plain';

/** What goes over a way behind the login, both directions: how each message is protected. */
export class Wiretap {
  readonly #seen = new Set<Protection>();

  /** Listens in on a way. */
  on(way: Duplex): Duplex {
    const listen: Rewrite = message => {
      const protection = protectionOf(message);
      if (protection !== undefined) this.#seen.add(protection);
      return undefined;
    };
    return tampered(way, { up: listen, down: listen });
  }

  /** The one protection that all messages had. @throws when there were several, or none */
  get protection(): Protection {
    const [only, ...others] = this.#seen;
    if (only === undefined || others.length > 0) {
      throw new Error(`messages were ${[...this.#seen].join(' and ') || 'never seen'}`);
    }
    return only;
  }
}

/** Nothing for the messages that nothing protects. */
function protectionOf(message: Buffer): Protection | undefined {
  if (protocolOf(message) === 'transform') return 'sealed';
  const command = message.readUInt16LE(AT.command);
  if (command === Command.NEGOTIATE || command === Command.SESSION_SETUP) return undefined;
  const flags = message.readUInt32LE(AT.flags);
  if ((flags & HeaderFlags.SIGNED) !== 0) return 'signed';
  // [MS-SMB2] 3.2.5.1.3: an interim reply is never signed
  const interim =
    (flags & HeaderFlags.SERVER_TO_REDIR) !== 0 &&
    message.readUInt32LE(AT.status) === NtStatus.STATUS_PENDING;
  return interim ? undefined : 'plain';
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mount } from '../../lib/share/mount.ts';
import type { Mounting } from '../../lib/share/mounting.ts';
import type { Share } from '../../lib/share/share.ts';
import type { MountOptions } from '../../lib/target.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { commandName } from '../../lib/wire/smb2/command.ts';
import { ErrorResponse } from '../../lib/wire/smb2/error.ts';
import { HEADER_SIZE, HeaderFlags, protocolOf } from '../../lib/wire/smb2/header.ts';
import type { SambaServer } from '../support/samba.ts';
import { type Rewrite, tampered, type Tampering } from '../support/tampered.ts';

/** Where a header's fields stand. */
export const AT = {
  status: 8,
  command: 12,
  credits: 14,
  flags: 16,
  nextCommand: 20,
  messageId: 24,
  treeId: 36,
  sessionId: 40,
  signature: 48,
} as const;

/** Does it to the messages of one command. */
export function at(command: number, rewrite: Rewrite): Rewrite {
  return message => (message.readUInt16LE(AT.command) === command ? rewrite(message) : undefined);
}

/** Turns bits over. */
export function flip(offset: number, bits = 1): Rewrite {
  return message => void (message[offset]! ^= bits);
}

/** What an attacker does to whom looks only at the flag. */
export const clearSigned = flip(AT.flags, HeaderFlags.SIGNED);

/** A refusal that nobody signed, instead of the reply. */
export const refusal: Rewrite = message => {
  const head = Buffer.from(message.subarray(0, HEADER_SIZE));
  head.writeUInt32LE(NtStatus.STATUS_ACCESS_DENIED, AT.status);
  head.writeUInt32LE(HeaderFlags.SERVER_TO_REDIR, AT.flags);
  head.writeUInt32LE(0, AT.nextCommand);
  head.fill(0, AT.signature);
  return [Buffer.concat([head, ErrorResponse.encode({}, HEADER_SIZE)])];
};

/** What a mount through a man in the middle comes to. */
export interface Through {
  readonly mounting: Mounting<Share>;
  /** The commands that the client has sent so far, in order; `sealed` is one that cannot be read. */
  readonly sent: readonly string[];
  /** Resolves when the client has hung up. */
  closed(): Promise<void>;
}

/** Mounts through a man in the middle. */
export function through(server: SambaServer, tampering: Tampering, options: MountOptions = {}): Through {
  const ways: Socket[] = [];
  const sent: string[] = [];
  const listening: Tampering = {
    ...tampering,
    up(message) {
      sent.push(
        protocolOf(message) === 'transform' ? 'sealed' : commandName(message.readUInt16LE(AT.command)),
      );
      return tampering.up?.(message);
    },
  };
  const mounting = mount(server.url(), {
    timeouts: { silence: 1_000 },
    ...options,
    transport() {
      const way = connect(server.port, server.host);
      ways.push(way);
      return tampered(way, listening);
    },
  });
  const closed = async () => {
    for (const way of ways) if (!way.closed) await once(way, 'close');
  };
  return { mounting, sent, closed };
}

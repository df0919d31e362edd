import { expect } from 'chai';
import type { DialectName, MountOptions } from '../../lib/target.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { Dialect, SecurityMode } from '../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { NegotiateContextType } from '../../lib/wire/smb2/negotiate-contexts.ts';
import { SessionFlags } from '../../lib/wire/smb2/session-setup.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import type { Rewrite, Tampering } from '../support/tampered.ts';
import { failure } from './failure.ts';
import { AT, at, clearSigned, flip, refusal, through } from './man-in-the-middle.ts';

const { IOCTL, NEGOTIATE, SESSION_SETUP, TREE_CONNECT } = Command;

/** Where the fields of NEGOTIATE stand, counted from the message's start. */
const REQUEST = {
  dialectCount: 66,
  securityMode: 68,
  capabilities: 72,
  guid: 76,
  contexts: 92,
};
const REPLY = { securityMode: 66, dialect: 68, guid: 72, capabilities: 88, contexts: 124 };
const SESSION_FLAGS = 66;

/** Does it to the last reply of the login, and only to it. */
function lastLoginReply(rewrite: Rewrite): Rewrite {
  return at(SESSION_SETUP, message => (message.readUInt32LE(AT.status) === 0 ? rewrite(message) : undefined));
}

/** Leaves only the oldest `count` dialects in the offer. */
function strip(count: number): Rewrite {
  return at(NEGOTIATE, message => void message.writeUInt16LE(count, REQUEST.dialectCount));
}

/** Where the data of a negotiate context begin. */
function contextAt(message: Buffer, list: number, type: number): number {
  let offset = message.readUInt32LE(list);
  while (message.readUInt16LE(offset) !== type) {
    offset += Math.ceil((8 + message.readUInt16LE(offset + 2)) / 8) * 8;
  }
  return offset + 8;
}

/** Another signing algorithm in the first place. */
function anotherAlgorithm(list: number): Rewrite {
  return at(NEGOTIATE, message => {
    const data = contextAt(message, list, NegotiateContextType.SIGNING_CAPABILITIES);
    message.writeUInt16LE(message.readUInt16LE(data + 2) ^ 3, data + 2);
  });
}

describe('live: a man in the middle of a login', function () {
  this.timeout(30_000);
  let server: SambaServer;

  before(async () => {
    server = await sharedSamba();
  });

  interface Attack extends Tampering {
    readonly code: string;
    readonly max?: DialectName;
    readonly min?: DialectName;
    readonly signing?: MountOptions['signing'];
  }

  const STRIPPED: Record<string, Attack> = {};
  for (const [left, name] of [
    [1, '2.0.2'],
    [2, '2.1'],
    [3, '3.0'],
    [4, '3.0.2'],
  ] as const) {
    for (const signing of ['required', 'if-required', 'off'] as const) {
      STRIPPED[`leaves no newer dialect than ${name} in the offer (signing: '${signing}')`] = {
        up: strip(left),
        code: 'ERR_SMB_DIALECT',
        signing,
      };
    }
  }

  const ATTACKS: Record<string, Attack> = {
    ...STRIPPED,
    'leaves 2.1 of an offer up to 3.0.2': { up: strip(2), max: '3.0.2', code: 'ERR_SMB_DIALECT' },
    'writes an older dialect into the reply': {
      down: at(NEGOTIATE, message => void message.writeUInt16LE(Dialect.SMB_3_0_2, REPLY.dialect)),
      code: 'ERR_SMB_SIGNATURE',
    },
    'writes 2.1 into the reply': {
      down: at(NEGOTIATE, message => void message.writeUInt16LE(Dialect.SMB_2_1, REPLY.dialect)),
      code: 'ERR_SMB_SIGNATURE',
    },
    'writes a dialect into the reply that was not offered': {
      down: at(NEGOTIATE, message => void message.writeUInt16LE(Dialect.SMB_2_1, REPLY.dialect)),
      min: '3.0',
      code: 'ERR_SMB_DIALECT',
    },
    'asks for another signing algorithm': {
      up: anotherAlgorithm(REQUEST.contexts),
      code: 'ERR_SMB_SIGNATURE',
    },
    'writes another signing algorithm into the reply': {
      down: anotherAlgorithm(REPLY.contexts),
      code: 'ERR_SMB_SIGNATURE',
    },
    'alters what makes the hash unique': {
      up: at(NEGOTIATE, message => {
        const salt = contextAt(
          message,
          REQUEST.contexts,
          NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES,
        );
        message[salt + 8]! ^= 1;
      }),
      code: 'ERR_SMB_SIGNATURE',
    },
    "alters the client's second login message": {
      up: at(SESSION_SETUP, message => {
        if (message.readBigUInt64LE(AT.sessionId) !== 0n)
          message[HEADER_SIZE + 4]! ^= SecurityMode.SIGNING_REQUIRED;
      }),
      code: 'ERR_SMB_SIGNATURE',
    },
    'makes a guest of the user': {
      down: lastLoginReply(message => void message.writeUInt16LE(SessionFlags.IS_GUEST, SESSION_FLAGS)),
      code: 'ERR_SMB_GUEST_REFUSED',
    },
    'makes nobody of the user': {
      down: lastLoginReply(message => void message.writeUInt16LE(SessionFlags.IS_NULL, SESSION_FLAGS)),
      code: 'ERR_SMB_GUEST_REFUSED',
    },
    'clears the signature flag of the last login reply': {
      down: lastLoginReply(clearSigned),
      code: 'ERR_SMB_SIGNATURE',
    },
    'clears it on 3.1.1 where signing is off': {
      down: lastLoginReply(clearSigned),
      signing: 'off',
      code: 'ERR_SMB_SIGNATURE',
    },
    'writes another session into the last login reply': {
      down: lastLoginReply(flip(AT.sessionId)),
      code: 'ERR_SMB_SIGNATURE',
    },
    'answers the last login message by asking to go on': {
      down: lastLoginReply(
        message => void message.writeUInt32LE(NtStatus.STATUS_MORE_PROCESSING_REQUIRED, AT.status),
      ),
      code: 'ERR_SMB_AUTH',
    },
    "alters the server's challenge": {
      down: at(SESSION_SETUP, message => {
        const start = message.indexOf('NTLMSSP\0', HEADER_SIZE, 'latin1');
        if (start > 0) message[start + 24]! ^= 1;
      }),
      code: 'ERR_SMB_AUTH',
    },
    'lets a challenge promise less than was asked for': {
      down: at(SESSION_SETUP, message => {
        const start = message.indexOf('NTLMSSP\0', HEADER_SIZE, 'latin1');
        if (start > 0) message.writeUInt32LE(message.readUInt32LE(start + 20) & ~0x2000_0000, start + 20);
      }),
      code: 'ERR_SMB_AUTH',
    },
    'refuses the share in the name of the server': {
      down: at(TREE_CONNECT, refusal),
      code: 'ERR_SMB_SIGNATURE',
    },
    'gives another share than the one that was given': {
      down: at(TREE_CONNECT, flip(AT.treeId)),
      code: 'ERR_SMB_SIGNATURE',
    },
    'gives another share where signing is off, on 3.1.1': {
      down: at(TREE_CONNECT, flip(AT.treeId)),
      signing: 'off',
      code: 'ERR_SMB_SIGNATURE',
    },
    'refuses the validation in the name of the server': {
      down: at(IOCTL, refusal),
      max: '3.0.2',
      code: 'ERR_SMB_SIGNATURE',
    },
    'refuses the validation where signing is off': {
      down: at(IOCTL, refusal),
      max: '3.0.2',
      signing: 'off',
      code: 'ERR_SMB_SIGNATURE',
    },
    'swallows the answer to the validation': { down: at(IOCTL, () => []), max: '3.0.2', code: 'ETIMEDOUT' },
    'lets the server doubt the validation': {
      up: at(IOCTL, flip(AT.signature)),
      max: '3.0.2',
      code: 'ERR_SMB_DIALECT',
    },
  };
  // below 3.1.1 only the validation finds these, above it the hash
  for (const [what, offset] of Object.entries(REPLY)) {
    if (what === 'dialect' || what === 'contexts') continue;
    const down = at(NEGOTIATE, flip(offset, what === 'securityMode' ? SecurityMode.SIGNING_REQUIRED : 1));
    ATTACKS[`alters the ${what} in the reply`] = { down, code: 'ERR_SMB_SIGNATURE' };
    for (const signing of ['required', 'if-required'] as const) {
      ATTACKS[`alters the ${what} in the reply of 3.0.2 (signing: '${signing}')`] = {
        down,
        signing,
        max: '3.0.2',
        code: 'ERR_SMB_DIALECT',
      };
    }
  }
  for (const what of ['securityMode', 'capabilities', 'guid'] as const) {
    const up = at(NEGOTIATE, flip(REQUEST[what], 2));
    ATTACKS[`alters the ${what} in the offer`] = { up, code: 'ERR_SMB_SIGNATURE' };
    ATTACKS[`alters the ${what} in the offer up to 3.0.2`] = { up, max: '3.0.2', code: 'ERR_SMB_DIALECT' };
  }

  describe('gets no session of it when he', () => {
    for (const [what, { code, min, max, signing, ...tampering }] of Object.entries(ATTACKS)) {
      it(what, async () => {
        const { mounting, closed } = through(server, tampering, { signing, dialects: { min, max } });
        expect(await failure(mounting)).to.include({ code, syscall: 'mount', fatal: true });
        await closed();
      });
    }
  });
});

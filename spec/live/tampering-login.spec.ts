import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { SecurityMode } from '../../lib/wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { SessionFlags } from '../../lib/wire/smb2/session-setup.ts';
import type { Rewrite } from '../support/tampered.ts';
import { type Attack, CHOSEN, eachFails } from './attack.ts';
import { AT, at, clearSigned, flip, refusal } from './man-in-the-middle.ts';

const { SESSION_SETUP } = Command;
const SESSION_FLAGS = 66;
const REQUIRED = { global: { 'smb encrypt': 'required' } };

const flags =
  (value: number): Rewrite =>
  message =>
    void message.writeUInt16LE(value, SESSION_FLAGS);
const status =
  (value: number): Rewrite =>
  message =>
    void message.writeUInt32LE(value, AT.status);

/** Does it to replies of one status: the one that asks to go on, or the last. */
const reply = (wanted: number, rewrite: Rewrite): Rewrite =>
  at(SESSION_SETUP, message => (message.readUInt32LE(AT.status) === wanted ? rewrite(message) : undefined));
const first = (rewrite: Rewrite) => reply(NtStatus.STATUS_MORE_PROCESSING_REQUIRED, rewrite);
const last = (rewrite: Rewrite) => reply(NtStatus.STATUS_SUCCESS, rewrite);

const both =
  (...rewrites: readonly Rewrite[]): Rewrite =>
  message => {
    for (const rewrite of rewrites) rewrite(message);
    return undefined;
  };

describe('live: a man in the middle of a login', function () {
  this.timeout(30_000);

  const LAST: Record<string, Omit<Attack, 'stops'>> = {
    'makes a guest of the user': { down: last(flags(SessionFlags.IS_GUEST)), code: 'ERR_SMB_GUEST_REFUSED' },
    'makes nobody of the user': { down: last(flags(SessionFlags.IS_NULL)), code: 'ERR_SMB_GUEST_REFUSED' },
    'makes both of the user, unsigned': {
      down: last(both(flags(SessionFlags.IS_GUEST | SessionFlags.IS_NULL), clearSigned)),
      code: 'ERR_SMB_GUEST_REFUSED',
    },
    'clears the signature flag': { down: last(clearSigned), code: 'ERR_SMB_SIGNATURE' },
    'alters the signature': { down: last(flip(AT.signature)), code: 'ERR_SMB_SIGNATURE' },
    'writes another session': { down: last(flip(AT.sessionId)), code: 'ERR_SMB_SIGNATURE' },
    'alters the credits': { down: last(flip(AT.credits)), code: 'ERR_SMB_SIGNATURE' },
    'asks to go on': {
      down: last(status(NtStatus.STATUS_MORE_PROCESSING_REQUIRED)),
      code: 'ERR_SMB_AUTH',
    },
    'refuses in the name of the server': { down: last(refusal), code: 'ERR_SMB_AUTH' },
    'swallows it': { down: last(() => []), code: 'ETIMEDOUT' },
    'says that it will come later': {
      down: last(both(status(NtStatus.STATUS_PENDING), flip(AT.flags, 2))),
      code: 'ETIMEDOUT',
    },
  };
  for (const { dialect, samba } of CHOSEN) {
    describe(`gets no session of ${dialect} when, in the last reply, he`, () => {
      const attacks: Record<string, Attack> = {};
      for (const [what, attack] of Object.entries(LAST)) {
        attacks[what] = { ...attack, samba, stops: 'proof' };
      }
      eachFails(attacks);
    });
  }

  describe('does not keep a session in the clear when, in the last reply, he', () => {
    const attacks: Record<string, Attack> = {};
    for (const [dialect, maxProtocol] of [
      ['3.0', 'SMB3_00'],
      ['3.0.2', 'SMB3_02'],
      ['3.1.1', 'SMB3_11'],
    ] as const) {
      attacks[`takes back that ${dialect} is to be sealed`] = {
        down: last(flags(0)),
        samba: { maxProtocol, ...REQUIRED },
        code: 'ERR_SMB_SIGNATURE',
        stops: 'proof',
      };
    }
    attacks['does so where signing is off, on 3.1.1'] = {
      down: last(both(flags(0), clearSigned)),
      samba: REQUIRED,
      options: { signing: 'off' },
      code: 'ERR_SMB_SIGNATURE',
      stops: 'proof',
    };
    eachFails(attacks);
  });

  describe('gets no session when, before that, he', () => {
    eachFails({
      'lets everybody in at once': {
        down: first(status(NtStatus.STATUS_SUCCESS)),
        code: 'ERR_SMB_AUTH',
        stops: 'greeting',
      },
      'lets everybody in at once, as guests': {
        down: first(both(status(NtStatus.STATUS_SUCCESS), flags(SessionFlags.IS_GUEST))),
        code: 'ERR_SMB_GUEST_REFUSED',
        stops: 'greeting',
      },
      'lets everybody in at once, as nobody': {
        down: first(both(status(NtStatus.STATUS_SUCCESS), flags(SessionFlags.IS_NULL))),
        code: 'ERR_SMB_GUEST_REFUSED',
        stops: 'greeting',
      },
      'alters what only the hash of 3.1.1 covers, in the reply': {
        down: first(flip(AT.credits, 4)),
        code: 'ERR_SMB_SIGNATURE',
        stops: 'proof',
      },
      'alters what only the hash of 3.1.1 covers, in the request': {
        up: at(SESSION_SETUP, message => {
          if (message.readBigUInt64LE(AT.sessionId) !== 0n)
            message[HEADER_SIZE + 3]! ^= SecurityMode.SIGNING_REQUIRED;
        }),
        code: 'ERR_SMB_SIGNATURE',
        stops: 'proof',
      },
      'gives it the session of somebody else': {
        down: first(flip(AT.sessionId)),
        code: 'ERR_SMB_CLOSED',
        stops: 'proof',
      },
    });
  });

  describe('on 3.1.1 where signing is off, gets no session when he', () => {
    eachFails({
      'clears the signature flag of the last reply': {
        down: last(clearSigned),
        options: { signing: 'off' },
        code: 'ERR_SMB_SIGNATURE',
        stops: 'proof',
      },
    });
  });
});

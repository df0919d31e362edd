import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HeaderFlags } from '../../lib/wire/smb2/header.ts';
import type { Rewrite } from '../support/tampered.ts';
import { type Attack, CHOSEN, eachFails } from './attack.ts';
import { AT, at, clearSigned, flip, refusal } from './man-in-the-middle.ts';

const { IOCTL, TREE_CONNECT } = Command;
const SHARE_FLAGS = 68;
const SEALED = { shares: { share: { settings: { 'smb encrypt': 'required' } } } };

const pending: Rewrite = message => {
  message.writeUInt32LE(NtStatus.STATUS_PENDING, AT.status);
  message[AT.flags]! |= HeaderFlags.ASYNC_COMMAND;
};
const lastByte: Rewrite = message => void (message[message.length - 1]! ^= 1);

describe('live: a man in the middle of a share', function () {
  this.timeout(30_000);

  for (const { dialect, samba } of CHOSEN) {
    // TREE_CONNECT is signed wherever there is a key
    for (const signing of ['required', 'off'] as const) {
      describe(`gets nothing of ${dialect} (signing: '${signing}') when, in the answer about the share, he`, () => {
        const attack = (rewrite: Rewrite): Attack => ({
          down: at(TREE_CONNECT, rewrite),
          samba,
          options: { signing },
          code: 'ERR_SMB_SIGNATURE',
          stops: 'share',
        });
        eachFails({
          'refuses in the name of the server': attack(refusal),
          'gives another share than the one that was given': attack(flip(AT.treeId)),
          'alters its flags': attack(flip(SHARE_FLAGS)),
          'clears the signature flag': attack(clearSigned),
        });
      });
    }
  }

  describe('does not keep a share in the clear that is to be sealed, on', () => {
    const attacks: Record<string, Attack> = {};
    for (const { dialect, samba } of CHOSEN.slice(2)) {
      attacks[dialect] = {
        down: at(TREE_CONNECT, flip(SHARE_FLAGS + 1, 0x80)),
        samba: { ...samba, ...SEALED },
        code: 'ERR_SMB_SIGNATURE',
        stops: 'share',
      };
    }
    eachFails(attacks);
  });

  for (const { dialect, samba } of CHOSEN.slice(1, -1)) {
    describe(`gets nothing of ${dialect} when, with the validation, he`, () => {
      const attack = (tampering: Pick<Attack, 'up' | 'down'>, more?: Partial<Attack>): Attack => ({
        ...tampering,
        samba,
        code: 'ERR_SMB_SIGNATURE',
        stops: 'validation',
        ...more,
      });
      const off = { options: { signing: 'off' } } as const;
      eachFails({
        'refuses the validation in the name of the server': attack({ down: at(IOCTL, refusal) }),
        'refuses the validation where signing is off': attack({ down: at(IOCTL, refusal) }, off),
        'alters the validation': attack({ down: at(IOCTL, lastByte) }),
        'alters the validation where signing is off': attack({ down: at(IOCTL, lastByte) }, off),
        'clears the signature flag of the validation': attack({ down: at(IOCTL, clearSigned) }, off),
        'swallows it': attack({ down: at(IOCTL, () => []) }, { code: 'ETIMEDOUT' }),
        'lets the server doubt it': attack(
          { up: at(IOCTL, flip(AT.signature)) },
          { code: 'ERR_SMB_DIALECT' },
        ),
      });
    });
  }

  describe('gets nothing when he', () => {
    eachFails({
      'promises an answer to the validation, and withholds it': {
        down: at(IOCTL, pending),
        options: { dialects: { max: '3.0.2' } },
        code: 'ETIMEDOUT',
        stops: 'validation',
      },
    });
  });
});

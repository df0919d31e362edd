import { Capabilities, Dialect, SecurityMode } from '../../lib/wire/smb2/dialect.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { type Attack, CHOSEN, eachFails } from './attack.ts';
import { at, flip } from './man-in-the-middle.ts';
import { chooses, REPLY, REQUEST, strip } from './negotiate-bytes.ts';

const { NEGOTIATE } = Command;

/** Frames that no server of SMB2 sends. */
const SMB1 = Buffer.concat([Buffer.from('\xffSMB', 'latin1'), Buffer.alloc(60)]);

describe('live: a man in the middle of NEGOTIATE', function () {
  this.timeout(30_000);

  describe('gets no session of it when he leaves in the offer no newer dialect than', () => {
    const attacks: Record<string, Attack> = {};
    for (const [index, { dialect }] of CHOSEN.slice(0, -1).entries()) {
      for (const signing of ['required', 'if-required', 'off'] as const) {
        attacks[`${dialect} (signing: '${signing}')`] = {
          up: strip(index + 1),
          code: 'ERR_SMB_DIALECT',
          stops: 'validation',
          options: { signing },
        };
      }
    }
    const options = { dialects: { max: '3.0.2' } } as const;
    attacks['2.1, of an offer up to 3.0.2'] = {
      up: strip(2),
      code: 'ERR_SMB_DIALECT',
      stops: 'validation',
      options,
    };
    eachFails(attacks);
  });

  describe('gets no session of it when he writes into the reply', () => {
    eachFails({
      'an older dialect': {
        down: chooses(Dialect.SMB_3_0_2),
        code: 'ERR_SMB_SIGNATURE',
        stops: 'proof',
      },
      '2.1 of 3.1.1': { down: chooses(Dialect.SMB_2_1), code: 'ERR_SMB_SIGNATURE', stops: 'proof' },
      '2.0.2 of 2.1': {
        down: chooses(Dialect.SMB_2_0_2),
        code: 'ERR_SMB_DIALECT',
        stops: 'validation',
        samba: { maxProtocol: 'SMB2_10' },
      },
      'a newer dialect': {
        down: chooses(Dialect.SMB_3_0_2),
        code: 'ERR_SMB_SIGNATURE',
        stops: 'proof',
        samba: { maxProtocol: 'SMB2_10' },
      },
      '3.1.1, without what goes with it': {
        down: chooses(Dialect.SMB_3_1_1),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
        samba: { maxProtocol: 'SMB3_02' },
      },
      'a dialect that was not offered': {
        down: chooses(Dialect.SMB_2_1),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
        options: { dialects: { min: '3.0' } },
      },
      'the wildcard of SMB1': {
        down: chooses(Dialect.WILDCARD),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
      },
      'a dialect that nobody knows': { down: chooses(0x0400), code: 'ERR_SMB_DIALECT', stops: 'negotiate' },
    });
  });

  describe('gets no session of it when he', () => {
    const attacks: Record<string, Attack> = {
      'answers in SMB1': {
        down: at(NEGOTIATE, () => [SMB1]),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
      },
      'takes encryption out of the offer, which is required': {
        up: at(NEGOTIATE, message => {
          message.writeUInt32LE(
            message.readUInt32LE(REQUEST.capabilities) & ~Capabilities.ENCRYPTION,
            REQUEST.capabilities,
          );
        }),
        code: 'ERR_SMB_ENCRYPTION_REQUIRED',
        stops: 'negotiate',
        options: { encryption: 'required', dialects: { min: '3.0', max: '3.0.2' } },
      },
    };
    // below 3.1.1 the validation finds these, from it on the hash; a Samba of nothing but 2.0.2 does not know the
    // validation and signs that, and has nothing that could be taken away
    for (const { dialect, samba } of CHOSEN.slice(1)) {
      const found: Pick<Attack, 'code' | 'stops' | 'samba'> =
        dialect === '3.1.1'
          ? { samba, code: 'ERR_SMB_SIGNATURE', stops: 'proof' }
          : { samba, code: 'ERR_SMB_DIALECT', stops: 'validation' };
      for (const what of ['securityMode', 'capabilities', 'guid'] as const) {
        const bits = what === 'securityMode' ? SecurityMode.SIGNING_REQUIRED : 1;
        const down = at(NEGOTIATE, flip(REPLY[what], bits));
        attacks[`alters the ${what} in the reply of ${dialect}`] = { ...found, down };
        const up = at(NEGOTIATE, flip(REQUEST[what], 2));
        attacks[`alters the ${what} in the offer to ${dialect}`] = { ...found, up };
      }
    }
    for (const what of ['securityMode', 'capabilities', 'guid'] as const) {
      const bits = what === 'securityMode' ? SecurityMode.SIGNING_REQUIRED : 1;
      attacks[`alters the ${what} in the reply of 3.0.2 (signing: 'if-required')`] = {
        down: at(NEGOTIATE, flip(REPLY[what], bits)),
        code: 'ERR_SMB_DIALECT',
        stops: 'validation',
        options: { signing: 'if-required', dialects: { max: '3.0.2' } },
      };
    }
    eachFails(attacks);
  });
});

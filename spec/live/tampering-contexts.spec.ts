import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { Cipher, NegotiateContextType } from '../../lib/wire/smb2/negotiate-contexts.ts';
import type { Rewrite } from '../support/tampered.ts';
import { type Attack, eachFails } from './attack.ts';
import { at } from './man-in-the-middle.ts';
import { inContext, REPLY, REQUEST } from './negotiate-bytes.ts';

const {
  PREAUTH_INTEGRITY_CAPABILITIES: PREAUTH,
  ENCRYPTION_CAPABILITIES: ENCRYPTION,
  SIGNING_CAPABILITIES: SIGNING,
} = NegotiateContextType;
/** A type of context that nobody knows, so that it is ignored. */
const UNKNOWN = 0x0f00;

/** Found by comparing the choice with the offer, before anything else is said. */
const refused = (down: Rewrite, more?: Partial<Attack>): Attack => ({
  down,
  code: 'ERR_SMB_DIALECT',
  stops: 'negotiate',
  ...more,
});
/** What the hash finds: the server has another one, and hence other keys. */
const hashed = (tampering: Pick<Attack, 'up' | 'down'>): Attack => ({
  ...tampering,
  code: 'ERR_SMB_SIGNATURE',
  stops: 'proof',
});
const SEALED = { options: { encryption: 'required' }, code: 'ERR_SMB_ENCRYPTION_REQUIRED' } as const;

describe('live: a man in the middle of the contexts of 3.1.1', function () {
  this.timeout(30_000);

  describe('gets no session of it when, in the offer, he', () => {
    eachFails({
      'alters the salt of the hash': hashed({ up: inContext(REQUEST.contexts, PREAUTH, it => it.set(8, 0)) }),
      'names a hash that nobody knows': {
        up: inContext(REQUEST.contexts, PREAUTH, it => it.set(4, 2)),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
      },
      'takes the hash out': {
        up: inContext(REQUEST.contexts, PREAUTH, it => it.retype(UNKNOWN)),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
      },
      'wants another cipher': hashed({
        up: inContext(REQUEST.contexts, ENCRYPTION, it => it.set(0, 1).set(2, Cipher.AES_128_CCM)),
      }),
      'wants a cipher that was not offered': {
        up: inContext(REQUEST.contexts, ENCRYPTION, it => it.set(2, Cipher.AES_128_CCM)),
        code: 'ERR_SMB_DIALECT',
        stops: 'negotiate',
        options: { ciphers: ['AES-256-GCM'] },
      },
      'takes the ciphers out': hashed({
        up: inContext(REQUEST.contexts, ENCRYPTION, it => it.retype(UNKNOWN)),
      }),
      'takes the ciphers out, and one is required': {
        up: inContext(REQUEST.contexts, ENCRYPTION, it => it.retype(UNKNOWN)),
        stops: 'negotiate',
        ...SEALED,
      },
      'wants another signing algorithm': hashed({
        up: inContext(REQUEST.contexts, SIGNING, it => it.set(2, it.get(2) ^ 3)),
      }),
      'takes the signing algorithms out': hashed({
        up: inContext(REQUEST.contexts, SIGNING, it => it.retype(UNKNOWN)),
      }),
    });
  });

  describe('gets no session of it when, in the reply, he', () => {
    eachFails({
      'alters the salt of the hash': hashed({ down: inContext(REPLY.contexts, PREAUTH, it => it.set(8, 0)) }),
      'names a hash that nobody knows': refused(inContext(REPLY.contexts, PREAUTH, it => it.set(4, 2))),
      'names no hash': refused(inContext(REPLY.contexts, PREAUTH, it => it.set(0, 0).set(2, 34))),
      'names two hashes': refused(inContext(REPLY.contexts, PREAUTH, it => it.set(0, 2).set(2, 30))),
      'takes the hash out': refused(inContext(REPLY.contexts, PREAUTH, it => it.retype(UNKNOWN))),
      'gives two contexts of a hash': refused(inContext(REPLY.contexts, SIGNING, it => it.retype(PREAUTH))),
      'gives two contexts of ciphers': refused(
        inContext(REPLY.contexts, SIGNING, it => it.retype(ENCRYPTION)),
      ),
      'gives two contexts of signing algorithms': refused(
        inContext(REPLY.contexts, ENCRYPTION, it => it.retype(SIGNING)),
      ),
      'takes all contexts out': refused(
        at(Command.NEGOTIATE, message => void message.writeUInt16LE(0, REPLY.contextCount)),
      ),
      'lets the contexts begin in the header': refused(
        at(Command.NEGOTIATE, message => void message.writeUInt32LE(HEADER_SIZE - 8, REPLY.contexts)),
      ),
      'writes another cipher': hashed({
        down: inContext(REPLY.contexts, ENCRYPTION, it => it.set(2, (it.get(2) % 4) + 1)),
      }),
      'writes a cipher that was not offered': refused(
        inContext(REPLY.contexts, ENCRYPTION, it => it.set(2, Cipher.AES_128_CCM)),
        { options: { ciphers: ['AES-256-GCM'] } },
      ),
      'writes a cipher where none was offered': refused(
        inContext(REPLY.contexts, SIGNING, it => it.retype(ENCRYPTION)),
        { options: { encryption: 'off' } },
      ),
      'writes a cipher that nobody knows': refused(inContext(REPLY.contexts, ENCRYPTION, it => it.set(2, 9))),
      'writes two ciphers': refused(
        inContext(REPLY.contexts, ENCRYPTION, it => it.resize(6).set(0, 2).set(4, Cipher.AES_128_CCM)),
      ),
      'writes no cipher at all': refused(inContext(REPLY.contexts, ENCRYPTION, it => it.resize(2).set(0, 0))),
      'takes the cipher back': hashed({ down: inContext(REPLY.contexts, ENCRYPTION, it => it.set(2, 0)) }),
      'takes the cipher back, and one is required': refused(
        inContext(REPLY.contexts, ENCRYPTION, it => it.set(2, 0)),
        SEALED,
      ),
      'takes the ciphers out': hashed({
        down: inContext(REPLY.contexts, ENCRYPTION, it => it.retype(UNKNOWN)),
      }),
      'writes another signing algorithm': hashed({
        down: inContext(REPLY.contexts, SIGNING, it => it.set(2, it.get(2) ^ 3)),
      }),
      'writes a signing algorithm that was not offered': refused(
        inContext(REPLY.contexts, SIGNING, it => it.set(2, 3)),
      ),
      'writes two signing algorithms': refused(message => {
        // in the place of the ciphers, where there is room
        inContext(REPLY.contexts, SIGNING, it => it.retype(UNKNOWN))(message);
        return inContext(REPLY.contexts, ENCRYPTION, it =>
          it.retype(SIGNING).resize(6).set(0, 2).set(2, 2).set(4, 0),
        )(message);
      }),
      'writes no signing algorithm at all': refused(
        inContext(REPLY.contexts, SIGNING, it => it.resize(2).set(0, 0)),
      ),
      'takes the signing algorithm out': hashed({
        down: inContext(REPLY.contexts, SIGNING, it => it.retype(UNKNOWN)),
      }),
    });
  });
});

import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmbError } from '../../lib/errors.ts';
import type { Share } from '../../lib/share/share.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { HEADER_SIZE, HeaderFlags } from '../../lib/wire/smb2/header.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import type { Rewrite } from '../support/tampered.ts';
import { failure } from './failure.ts';
import { AT, at, clearSigned, flip, refusal, through } from './man-in-the-middle.ts';

const { CREATE, READ } = Command;
const NAME = 'tampering.txt';

describe('live: a man in the middle of a session', function () {
  this.timeout(30_000);
  let server: SambaServer;

  before(async () => {
    server = await sharedSamba();
    writeFileSync(join(server.path, NAME), 'bytes');
  });

  interface Mischief {
    readonly rewrite: Rewrite;
    readonly codes: readonly string[];
  }

  const MISCHIEF: Record<string, Mischief> = {
    'clears the flag that says signed': { rewrite: clearSigned, codes: ['ERR_SMB_SIGNATURE'] },
    'alters the signature': { rewrite: flip(AT.signature + 15), codes: ['ERR_SMB_SIGNATURE'] },
    'removes the signature': {
      rewrite(message) {
        message.fill(0, AT.signature, HEADER_SIZE);
        message[AT.flags]! &= ~HeaderFlags.SIGNED;
      },
      codes: ['ERR_SMB_SIGNATURE'],
    },
    'alters the payload': {
      rewrite: message => void (message[message.length - 1]! ^= 1),
      codes: ['ERR_SMB_SIGNATURE'],
    },
    'refuses in the name of the server': { rewrite: refusal, codes: ['ERR_SMB_SIGNATURE'] },
    'alters the credits': { rewrite: flip(AT.credits), codes: ['ERR_SMB_SIGNATURE'] },
    'alters the status': { rewrite: flip(AT.status), codes: ['ERR_SMB_SIGNATURE'] },
    'writes another session': { rewrite: flip(AT.sessionId), codes: ['ERR_SMB_SIGNATURE'] },
    'answers another request': {
      rewrite: flip(AT.messageId),
      codes: ['ERR_SMB_SIGNATURE', 'ERR_SMB_PROTOCOL'],
    },
    'replays the reply': { rewrite: message => [message, message], codes: ['ERR_SMB_PROTOCOL'] },
  };

  /** The deadline ends these, whatever the dialect. */
  const PATIENCE: Record<string, Mischief> = {
    'makes it wait for ever': {
      rewrite(message) {
        message.writeUInt32LE(NtStatus.STATUS_PENDING, AT.status);
        message[AT.flags]! |= HeaderFlags.ASYNC_COMMAND;
      },
      codes: ['ETIMEDOUT'],
    },
    'swallows the reply': { rewrite: () => [], codes: ['ETIMEDOUT'] },
  };

  /** How sessions are signed; with nothing named 3.1.1 takes AES-GMAC. */
  const WAYS = [
    ['2.0.2', undefined],
    ['2.1', undefined],
    ['3.0', undefined],
    ['3.0.2', undefined],
    ['3.1.1', undefined],
    ['3.1.1', 'AES_CMAC'],
    ['3.1.1', 'HMAC_SHA256'],
  ] as const;

  for (const [max, algorithm] of WAYS) {
    describe(`does no harm to a session of ${[max, algorithm].filter(Boolean).join(', ')} when he`, () => {
      let share: Share;
      let mischief: Rewrite | undefined;
      let closed: () => Promise<void>;

      beforeEach(async () => {
        mischief = undefined;
        const signingAlgorithms = algorithm && [algorithm];
        const options = { dialects: { max }, signingAlgorithms };
        const way = through(server, { down: message => mischief?.(message) }, options);
        ({ closed } = way);
        share = await way.mounting;
      });

      const all = max === '3.1.1' && algorithm === undefined ? { ...MISCHIEF, ...PATIENCE } : MISCHIEF;
      for (const [what, { rewrite, codes }] of Object.entries(all)) {
        it(what, async () => {
          mischief = rewrite;
          const ends = await Promise.allSettled([share.readFile(NAME), share.readdir('/')]);
          mischief = undefined;
          for (const each of ends) expect(each).to.have.property('reason').that.is.instanceOf(SmbError);
          const end = await failure(share.closed.then(() => undefined));
          expect(end.code).to.be.oneOf(codes);
          expect(end.fatal).to.equal(true);
          await closed();
        });
      }
    });
  }

  it('cannot make a server do what was not asked for', async () => {
    for (const command of [CREATE, READ]) {
      let armed = false;
      const up = at(command, message => {
        if (armed) message[message.length - 1]! ^= 1;
      });
      const { mounting, closed } = through(server, { up });
      const share = await mounting;
      const handle = command === READ ? await share.open(NAME) : undefined;
      armed = true;
      const error = await failure(handle?.read() ?? share.stat(NAME));
      expect(error.code).to.be.oneOf(['ERR_SMB_SIGNATURE', 'EACCES', 'ECONNRESET']);
      await share.close();
      await closed();
    }
  });
});

import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmbError } from '../../lib/errors.ts';
import type { Share } from '../../lib/share/share.ts';
import { CIPHER_NAMES, type CipherName, type DialectName } from '../../lib/target.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { HEADER_SIZE, HeaderFlags, protocolOf, writeHeader } from '../../lib/wire/smb2/header.ts';
import { TRANSFORM_SIZE } from '../../lib/wire/smb2/transform.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import type { Rewrite } from '../support/tampered.ts';
import { failure } from './failure.ts';
import { flip, refusal, through } from './man-in-the-middle.ts';

const NAME = 'sealed-tampering.txt';
/** Where the fields of a TRANSFORM_HEADER stand. */
const SEAL = { tag: 4, nonce: 20, size: 36, flags: 42, sessionId: 44 } as const;

const WAYS: readonly (readonly [DialectName, CipherName])[] = [
  ['3.0', 'AES-128-CCM'],
  ...CIPHER_NAMES.map(cipher => ['3.1.1', cipher] as const),
];

/** A reply to whatever is outstanding, in the clear: ids can be counted by who sees only that something was sent. */
function plain(share: Share, status: number): Rewrite {
  return () => {
    const { exchange, sessionId } = share.tree.address();
    return [...exchange.ledger.values()].slice(0, 1).flatMap(({ messageId, request }) => {
      const message = Buffer.alloc(HEADER_SIZE + 9);
      writeHeader(message, 0, {
        command: request.command,
        messageId,
        sessionId,
        flags: HeaderFlags.SERVER_TO_REDIR,
      });
      const parts = refusal(message) ?? [];
      for (const part of parts) Buffer.from(part.buffer, part.byteOffset).writeUInt32LE(status, 8);
      return parts;
    });
  };
}

interface Mischief {
  readonly rewrite: (share: Share) => Rewrite;
  readonly code: string;
}
const SIGNATURE = 'ERR_SMB_SIGNATURE';
const PROTOCOL = 'ERR_SMB_PROTOCOL';

const MISCHIEF: Record<string, Mischief> = {
  'alters the tag': { rewrite: () => flip(SEAL.tag), code: SIGNATURE },
  'alters the nonce': { rewrite: () => flip(SEAL.nonce), code: SIGNATURE },
  'alters the first byte that cannot be read': { rewrite: () => flip(TRANSFORM_SIZE), code: SIGNATURE },
  'alters the last byte': {
    rewrite: () => message => void (message[message.length - 1]! ^= 1),
    code: SIGNATURE,
  },
  'alters the session of the seal': { rewrite: () => flip(SEAL.sessionId), code: PROTOCOL },
  'alters the size in the seal': { rewrite: () => flip(SEAL.size), code: PROTOCOL },
  'alters the flags of the seal': { rewrite: () => flip(SEAL.flags, 2), code: PROTOCOL },
  'cuts the end off': {
    rewrite: () => message => [message.subarray(0, message.length - 1)],
    code: PROTOCOL,
  },
  'replays a reply': { rewrite: () => message => [message, Buffer.from(message)], code: PROTOCOL },
  'refuses in the clear': { rewrite: it => plain(it, NtStatus.STATUS_ACCESS_DENIED), code: SIGNATURE },
  'says in the clear that it will come later': {
    rewrite: it => plain(it, NtStatus.STATUS_PENDING),
    code: SIGNATURE,
  },
  'ends the session in the clear': {
    rewrite: it => plain(it, NtStatus.STATUS_USER_SESSION_DELETED),
    code: 'ERR_SMB_CLOSED',
  },
};

describe('live: a man in the middle of a sealed session', function () {
  this.timeout(30_000);
  let server: SambaServer;

  before(async () => {
    server = await sharedSamba();
    writeFileSync(join(server.path, NAME), 'bytes');
  });

  for (const [dialect, cipher] of WAYS) {
    describe(`does no harm to ${cipher} of ${dialect} when he`, () => {
      for (const [what, { rewrite, code }] of Object.entries(MISCHIEF)) {
        it(what, async () => {
          const mischief: { rewrite?: Rewrite } = {};
          const { mounting, sent, closed } = through(
            server,
            { down: message => mischief.rewrite?.(message) },
            { dialects: { max: dialect }, ciphers: [cipher], encryption: 'required' },
          );
          const share = await mounting;
          mischief.rewrite = rewrite(share);
          const end = await failure(share.readFile(NAME));
          expect(end).to.be.instanceOf(SmbError).and.to.include({ code, fatal: true });
          expect(await failure(share.closed.then(() => undefined))).to.include({ code, fatal: true });
          await closed();
          expect(sent.slice(3).every(each => each === 'sealed')).to.equal(true);
        });
      }

      it('sends its own request back to it', async () => {
        let request: Buffer | undefined;
        let armed = false;
        const { mounting, closed } = through(
          server,
          {
            up: message => {
              if (protocolOf(message) === 'transform') request = Buffer.from(message);
              return undefined;
            },
            down: () => (armed && request !== undefined ? [request] : undefined),
          },
          { dialects: { max: dialect }, ciphers: [cipher], encryption: 'required' },
        );
        const share = await mounting;
        armed = true;
        expect(await failure(share.readFile(NAME))).to.include({ code: SIGNATURE, fatal: true });
        await failure(share.closed.then(() => undefined));
        await closed();
      });
    });
  }
});

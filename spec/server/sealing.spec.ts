import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { firstValueFrom, map } from 'rxjs';
import { everyFrame, from, mangle } from '../../lib/server/index.ts';
import { onReply } from '../../lib/server/script/on.ts';
import { unsealed } from '../../lib/server/script/replies.ts';
import type { Sabotage } from '../../lib/server/script/script.ts';
import type { ServerOptions } from '../../lib/server/server-options.ts';
import { CIPHER_NAMES, type CipherName } from '../../lib/wire/smb2/cipher-name.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import type { DialectName } from '../../lib/target.ts';
import { failure } from '../live/failure.ts';
import { type Served, served } from './served.ts';

const WAYS: readonly (readonly [DialectName, CipherName])[] = [
  ['3.0', 'AES-128-CCM'],
  ['3.0.2', 'AES-128-CCM'],
  ...CIPHER_NAMES.map(cipher => ['3.1.1', cipher] as const),
];

/** Larger than a chunk of any stream, so that sealed frames come in pieces. */
const CONTENT = randomBytes(300_000);

/** Does it to the answers that bring the content. */
function large(sabotage: Sabotage<Uint8Array>): Sabotage<Uint8Array> {
  return context => {
    const spoil = sabotage(context);
    return (frame, next) => (frame.length > 100_000 ? spoil(frame, next) : next(frame));
  };
}

describe('a server that seals', () => {
  let world: Served;

  afterEach(() => world[Symbol.asyncDispose]());

  async function start(options: Partial<ServerOptions> = {}): Promise<void> {
    world = await served({ 'a.bin': CONTENT }, options);
  }

  for (const [dialect, cipher] of WAYS) {
    it(`with ${cipher} on ${dialect}`, async () => {
      await start({ encryption: 'required' });
      const share = await world.mount({ dialects: { min: dialect, max: dialect }, ciphers: [cipher] });
      expect(share.info).to.include({ dialect, cipher, encrypted: true });
      expect(Buffer.compare(await share.readFile('a.bin'), CONTENT)).to.equal(0);
      await share.writeFile('b.bin', CONTENT);
      expect(Buffer.compare(await share.readFile('b.bin'), CONTENT)).to.equal(0);
      expect(await failure(share.stat('none'))).to.include({ code: 'ENOENT' });
      expect((await share.readdir('/')).sort()).to.deep.equal(['a.bin', 'b.bin']);
    });
  }

  for (const cipher of CIPHER_NAMES) {
    it(`what is read straight into the caller's memory, many at once, with ${cipher}`, async () => {
      await start({ encryption: 'required' });
      const share = await world.mount({ ciphers: [cipher] });
      const handle = await share.open('a.bin');
      const ranges = [0, 1, 100_000, 65_000, 200_000].map(at => ({ at, into: Buffer.alloc(90_000) }));
      const counts = await Promise.all(ranges.map(({ at, into }) => handle.read(into, 0, into.length, at)));
      for (const [index, { at, into }] of ranges.entries()) {
        expect(counts[index]?.bytesRead).to.equal(90_000);
        expect(Buffer.compare(into, CONTENT.subarray(at, at + 90_000))).to.equal(0);
      }
      await handle.close();
    });
  }

  it('for a client that wants it, and lets others be', async () => {
    await start();
    expect((await world.mount({ encryption: 'required' })).info.encrypted).to.equal(true);
    const plain = await world.mount();
    expect(plain.info).to.include({ encrypted: false, cipher: 'AES-128-GCM' });
    expect(await plain.readFile('a.bin')).to.have.lengthOf(CONTENT.length);
  });

  it('takes nobody else where it must be', async () => {
    await start({ encryption: 'required', anonymous: true });
    for (const options of [{ encryption: 'off' }, { dialects: { max: '2.1' } }] as const) {
      expect(await failure(world.mount(options))).to.include({ fatal: true });
    }
    const nobody = world.mount({ auth: 'anonymous', username: undefined, password: undefined });
    expect(await failure(nobody)).to.include({ code: 'ERR_SMB_AUTH' });
  });

  it('says before a secret is sent that it cannot', async () => {
    await start({ encryption: 'off' });
    expect(await failure(world.mount({ encryption: 'required' }))).to.include({
      code: 'ERR_SMB_ENCRYPTION_REQUIRED',
      command: 'NEGOTIATE',
    });
    expect((await world.mount()).info.cipher).to.equal(undefined);
  });

  describe('leads to an end where', () => {
    it('an answer comes in the clear', async () => {
      await start({ script: onReply(Command.READ, unsealed()) });
      const share = await world.mount({ encryption: 'required' });
      const error = await failure(firstValueFrom(share.readFile('a.bin').pipe(map(() => 'read'))));
      expect(error).to.include({ code: 'ERR_SMB_SIGNATURE', fatal: true });
      expect(await failure(share.closed)).to.include({ code: 'ERR_SMB_SIGNATURE' });
    });

    for (const [what, at] of [
      ['the tag', 10],
      ['the nonce', 22],
      ['the ciphertext', 60],
      ['the end of the ciphertext', -1],
    ] as const) {
      it(`${what} was changed on the way`, async () => {
        // frames 1 to 3 are the login
        await start({ script: everyFrame(from(4, mangle(at))) });
        const error = await failure(world.mount({ encryption: 'required' }));
        expect(error).to.include({ code: 'ERR_SMB_SIGNATURE', fatal: true });
      });
    }

    for (const [what, at] of [
      ['the tag', 10],
      ['the head of the message', 60],
      ['the length of the data', 52 + 68],
      ['the first byte', 52 + 80],
      ['the middle', 150_000],
      ['the last byte', -1],
    ] as const) {
      it(`${what} of a large answer was changed on the way`, async () => {
        await start({ script: everyFrame(large(mangle(at))) });
        const share = await world.mount({ encryption: 'required' });
        expect(await failure(share.readFile('a.bin'))).to.include({ code: 'ERR_SMB_SIGNATURE', fatal: true });
        expect(await failure(share.closed)).to.include({ code: 'ERR_SMB_SIGNATURE' });
      });
    }

    it('the session of the seal was changed on the way', async () => {
      await start({ script: everyFrame(from(4, mangle(44))) });
      expect(await failure(world.mount({ encryption: 'required' }))).to.include({ code: 'ERR_SMB_PROTOCOL' });
    });
  });
});

import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open as openLocal } from 'node:fs/promises';
import { join } from 'node:path';

import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { ShareAccess } from '../../lib/wire/smb2/create.ts';
import { freshFolder } from '../support/temp.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { type LiveServer, onEveryServer } from './servers.ts';

const FLAGS = ['r', 'rs', 'r+', 'rs+', 'w', 'wx', 'w+', 'wx+', 'a', 'ax', 'a+', 'ax+', 'as', 'as+'] as const;

/** What both kinds of handles can do. */
interface Handle {
  read(buffer: Buffer, offset: number, length: number, position: number): PromiseLike<{ bytesRead: number }>;
  write(text: string): PromiseLike<unknown>;
  close(): PromiseLike<unknown>;
}

onEveryServer('live: how files are opened', function (kind) {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: LiveServer;
  let share: Share;
  /** Somebody else. */
  let other: Share;
  let root: string;

  before(async () => {
    server = await kind.shared();
    root = join(server.path, 'modes');
    mkdirSync(root);
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(server.url(undefined, { path: 'modes' }));
    other = await mount(server.url(undefined, { path: 'modes' }));
    delete process.env['RXSMB_PCAP'];
  });
  after(async () => {
    await share.close();
    await other.close();
    rmSync(root, { recursive: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
  afterEach(() => nothingOpen(server, share, 'modes'));

  describe('by the flags of fs, compared with fs itself:', () => {
    const local = freshFolder('modes');

    /** Opens, reads, writes, and tells what came of it. */
    async function tried(open: () => PromiseLike<Handle>, path: string): Promise<unknown[]> {
      const code = (error: unknown) => (error as { code?: string }).code;
      let handle: Handle;
      try {
        handle = await open();
      } catch (error) {
        return [code(error)];
      }
      const buffer = Buffer.alloc(10);
      const read = await handle.read(buffer, 0, 10, 0).then(({ bytesRead }) => bytesRead, code);
      const written = await handle.write('XY').then(() => 'written', code);
      await handle.close();
      return [read, written, readFileSync(path, 'utf8')];
    }

    for (const flags of FLAGS) {
      for (const there of [true, false]) {
        it(`${flags}, where the file is ${there ? '' : 'not '}there`, async () => {
          const name = `file-${flags}`;
          const [here, far] = [join(local, name), join(root, name)];
          for (const path of [here, far]) {
            rmSync(path, { force: true });
            if (there) writeFileSync(path, 'before');
          }
          const expected = await tried(() => openLocal(here, flags), here);
          expect(await tried(() => share.open(name, flags), far)).to.deep.equal(expected);
          expect(existsSync(far)).to.equal(existsSync(here));
        });
      }
    }

    it('a folder can only be opened to be looked at', async () => {
      mkdirSync(join(root, 'folder'));
      for (const flags of ['r+', 'w', 'a']) {
        expect(await failure(share.open('folder', flags)), flags).to.include({ code: 'EISDIR' });
      }
      await using handle = await share.open('folder', 'r');
      expect(handle.stats.isDirectory()).to.equal(true);
    });
  });

  describe('by what others may do meanwhile:', () => {
    const { NONE, READ, WRITE, DELETE } = ShareAccess;
    /** What somebody else tries, and the bit that allows it. */
    const ATTEMPTS: readonly (readonly [string, number, () => PromiseLike<unknown>])[] = [
      ['read', READ, () => other.readFile('held')],
      ['write', WRITE, () => other.appendFile('held', '')],
      ['truncate', WRITE, () => other.truncate('held', 4)],
      ['remove', DELETE, () => other.unlink('held')],
      ['rename', DELETE, () => other.rename('held', 'moved')],
    ];

    for (const shareAccess of [NONE, READ, WRITE, DELETE, READ | WRITE, READ | WRITE | DELETE]) {
      it(`shareAccess ${shareAccess}`, async () => {
        for (const [what, bit, attempt] of ATTEMPTS) {
          writeFileSync(join(root, 'held'), 'held');
          await using handle = await share.open('held', 'r', { shareAccess });
          expect(handle.path).to.equal('held');
          if ((shareAccess & bit) !== 0) await attempt();
          else expect(await failure(attempt()), what).to.include({ code: 'EBUSY', retryable: true });
        }
      });
    }

    it('who opens must let others do what they do already', async () => {
      writeFileSync(join(root, 'held'), 'held');
      await using writer = await share.open('held', 'r+');
      expect(writer.path).to.equal('held');
      expect(await failure(other.open('held', 'r', { shareAccess: READ }))).to.include({ code: 'EBUSY' });
      await using reader = await other.open('held', 'r', { shareAccess: READ | WRITE });
      expect(reader.path).to.equal('held');
    });
  });
});

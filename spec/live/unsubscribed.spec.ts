import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observable } from 'rxjs';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { failure } from './failure.ts';
import { unsubscribedAt, withMoments } from './moments.ts';

const MIB = 1024 * 1024;

describe('live: copies that are unsubscribed', function () {
  this.timeout(120_000);
  const data = randomBytes(3 * MIB + 7);
  let server: SambaServer;
  let root: string;

  before(async () => {
    server = await sharedSamba();
    root = join(server.path, 'unsubscribed');
    mkdirSync(root);
  });

  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const entered = () => mount(server.url(undefined, { path: 'unsubscribed' }));
  const on = (name: string) => join(root, name);

  for (const [way, copyOf] of [
    ['on the server', (share: Share) => share.copyFile('source', 'dest')],
    ['with a clone first', (share: Share) => share.copyFile('source', 'dest', 2)],
    ['of a folder', (share: Share) => share.cp('folder', 'to', { recursive: true })],
  ] as const satisfies readonly (readonly [string, (share: Share) => Observable<void>])[]) {
    it(`leave nothing behind, whenever that happens: ${way}`, async () => {
      rmSync(root, { recursive: true });
      mkdirSync(on('folder'), { recursive: true });
      writeFileSync(on('source'), data);
      for (const name of ['a', 'b', 'c']) writeFileSync(on(`folder/${name}`), data);
      let moments = 0;
      for (let whole = false; !whole; moments++) {
        const share = await entered();
        whole = await unsubscribedAt(moments, copyOf(share));
        await share.close();
        for (const name of readdirSync(root, { recursive: true }) as string[]) {
          expect(name).to.match(/^(source|dest|folder|to)(\/[abc])?$/, `after ${moments} moments`);
        }
        if (readdirSync(root).includes('dest')) expect(readFileSync(on('dest')).equals(data)).to.equal(true);
        rmSync(on('dest'), { force: true });
        rmSync(on('to'), { recursive: true, force: true });
      }
      expect(moments).to.be.above(10);
    });
  }

  it('removes the copy where its name was taken meanwhile', async () => {
    writeFileSync(on('source'), data);
    const share = await entered();
    const copied = withMoments(share.copyFile('source', 'taken'), name => {
      if (name.startsWith('IOCTL')) mkdirSync(on('taken'), { recursive: true });
    });
    expect(await failure(copied)).to.include({ dest: 'taken' });
    await share.close();
    expect(readdirSync(root).filter(name => name.startsWith('.rxsmb-'))).to.deep.equal([]);
  });
});

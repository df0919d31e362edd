import { expect } from 'chai';
import { on, once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FSWatcher } from '../../lib/share/fs/fs-watcher.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { nothingOpen } from './nothing-open.ts';

describe('live: share.fs.watch', function () {
  this.timeout(120_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  /** Somebody else. */
  let other: Share;
  let root: string;
  let folders = 0;

  before(async () => {
    server = await sharedSamba();
    root = join(server.path, 'fs-watch');
    mkdirSync(root, { recursive: true });
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(server.url(undefined, { path: 'fs-watch' }));
    delete process.env['RXSMB_PCAP'];
    other = await mount(server.url(undefined, { path: 'fs-watch' }));
  });

  after(async () => {
    await Promise.all([share.close(), other.close()]);
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  function freshFolder(): string {
    const folder = `folder-${folders++}`;
    mkdirSync(join(root, folder));
    return folder;
  }

  /** Waits for a change of a watcher. */
  async function changed(watcher: FSWatcher, type: string, name: string): Promise<void> {
    for await (const [eventType, filename] of on(watcher, 'change')) {
      if (eventType === type && filename === name) return;
    }
  }

  it('calls back as fs.watch does, for packages that know no other way', async () => {
    const folder = freshFolder();
    mkdirSync(join(root, folder, 'sub'));
    const { watch } = share.fs;
    const seen: string[] = [];
    const watcher = watch(`/${folder}`, { recursive: true, persistent: false }, (eventType, filename) => {
      seen.push(`${eventType} ${filename}`);
    });
    await once(watcher, 'ready');
    const last = changed(watcher, 'rename', 'sub/b');
    await other.writeFile(`${folder}/sub/a`, 'one');
    await other.rename(`${folder}/sub/a`, `${folder}/sub/b`);
    await last;
    const closed = once(watcher, 'close');
    watcher.unref().ref().close();
    watcher.close();
    await closed;
    expect(seen[0]).to.equal('rename sub/a');
    expect(seen).to.include('rename sub/b');
    expect(seen.filter(event => event === 'rename sub/a')).to.have.lengthOf(2);
    await nothingOpen(server, share, `fs-watch\\${folder}`);
  });

  it('watches one file, and nobody beside it', async () => {
    const folder = freshFolder();
    for (const name of ['one', 'two']) writeFileSync(join(root, folder, name), '');
    const seen = new Set<string | null>();
    await using watcher = share.fs.watch(`${folder}/one`, (_, filename) => seen.add(filename));
    await once(watcher, 'ready');
    const told = changed(watcher, 'change', 'one');
    await other.writeFile(`${folder}/two`, 'x');
    await other.writeFile(`${folder}/one`, 'x');
    await told;
    expect([...seen]).to.deep.equal(['one']);
  });

  it('says what is wrong as an event, and closes then', async () => {
    const watcher = share.fs.watch('missing');
    const closed = new Promise<void>(resolve => watcher.once('close', resolve));
    const error = await new Promise(resolve => watcher.once('error', resolve));
    expect(error).to.include({ code: 'ENOENT', syscall: 'watch', path: 'missing' });
    await closed;
    const refused = () => share.fs.watch('x', 'buffer' as BufferEncoding);
    expect(refused).to.throw(TypeError).with.property('code', 'ERR_INVALID_ARG_VALUE');
  });

  it('is closed by its signal, without an error', async () => {
    const folder = freshFolder();
    const stop = new AbortController();
    const watcher = share.fs.watch(folder, { signal: stop.signal });
    await once(watcher, 'ready');
    const closed = once(watcher, 'close');
    stop.abort();
    await closed;
    await once(share.fs.watch(folder, { signal: AbortSignal.abort() }), 'close');
    await nothingOpen(server, share, `fs-watch\\${folder}`);
  });

  it('is an async iterable among the promises, which the signal ends', async () => {
    const folder = freshFolder();
    const stop = new AbortController();
    const events = share.fs.promises.watch(folder, { signal: stop.signal });
    let told = false as boolean;
    const first = events.next().finally(() => (told = true));
    // nobody says here when the server listens
    for (let count = 0; !told; count++) await other.writeFile(`${folder}/file-${count}`, '');
    const { value } = (await first) as { value: { eventType: string; filename: string } };
    expect(value.eventType).to.equal('rename');
    expect(value.filename).to.match(/^file-\d+$/);
    stop.abort();
    let error: unknown;
    try {
      for await (const event of events) expect(event.filename).to.match(/^file-\d+$/);
    } catch (reason) {
      error = reason;
    }
    expect(error).to.include({ name: 'AbortError' });
  });
});

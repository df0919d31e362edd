import { expect } from 'chai';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filter, lastValueFrom, map, take, toArray } from 'rxjs';
import { parallel } from '../../lib/operators/parallel.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { WalkVerbOptions } from '../../lib/share/verbs/walk.ts';
import { manifest } from '../support/compare-trees.ts';
import { difficultTree } from '../support/tree.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { type LiveServer, onEveryServer } from './servers.ts';

const EPOCH = 116_444_736_000_000_000n;

onEveryServer('live: walk', function (kind) {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: LiveServer;
  let share: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await kind.shared();
    root = join(server.path, 'walk');
    difficultTree(join(root, 'tree'), { largest: 100_000 });
    share = await mount(server.url(undefined, { path: 'walk' }));
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    rmSync(root, { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  afterEach(() => nothingOpen(server, share, 'walk\\tree'));

  const paths = (path: string, options: WalkVerbOptions = {}) =>
    lastValueFrom(
      share.walk(path, options).pipe(
        map(entry => entry.path),
        toArray(),
      ),
    );

  for (const concurrency of [1, 4, 32]) {
    it(`finds all that is there, ${concurrency} folders at once`, async () => {
      const expected = manifest(join(root, 'tree'), false);
      expect(expected.size).to.be.above(5_000);
      const found = new Map<string, string>();
      await share.walk('tree', { concurrency }).forEach(entry => {
        const { stats, path } = entry;
        const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
        const mtimeNs = (stats.lastWriteTime - EPOCH) * 100n;
        found.set(path, kind === 'file' ? `file ${stats.size} ${mtimeNs}` : kind);
      });
      const wanted = [...expected].map(([path, { kind, size, mtimeNs }]): [string, string] => {
        // ticks are cut to 100 ns, towards the past
        const ns = mtimeNs - (((mtimeNs % 100n) + 100n) % 100n);
        return [path, kind === 'file' ? `file ${size} ${ns}` : kind];
      });
      expect(found.size).to.equal(expected.size);
      expect([...found].sort()).to.deep.equal(wanted.sort());
    });
  }

  it('is pulled by for await, and feeds parallel', async () => {
    let entries = 0;
    for await (const entry of share.walk('tree/many')) {
      expect(entry.depth).to.equal(1);
      entries++;
    }
    expect(entries).to.equal(5_000);
    const sizes = await lastValueFrom(
      share.walk('tree/sizes').pipe(
        filter(entry => entry.isFile()),
        parallel(4, entry => share.stat(`tree/sizes/${entry.path}`)),
        map(({ size }) => size),
        toArray(),
      ),
    );
    expect(sizes).to.have.lengthOf(13).and.include(100_000);
  });

  it('obeys depth, filter and descend', async () => {
    const [deep] = [await paths('tree/deep', { depth: 3 })];
    expect(deep.sort()).to.deep.equal([
      'level 1',
      'level 1/file',
      'level 1/level 2',
      'level 1/level 2/file',
      'level 1/level 2/level 3',
    ]);
    expect(await paths('tree', { depth: 1 })).to.have.lengthOf(8);
    const visible = await paths('tree/deep', { filter: entry => entry.isFile() });
    expect(visible).to.have.lengthOf(24);
    const folders = await paths('tree', {
      filter: entry => entry.isDirectory(),
      descend: ({ name, depth }) => depth > 1 || name === 'empty folders',
    });
    expect(folders).to.have.lengthOf(8 + 5);
  });

  for (const order of ['pre', 'post'] as const) {
    it(`keeps the order '${order}'`, async () => {
      const all = await paths('tree', { order, concurrency: 8 });
      const at = new Map(all.map((path, index) => [path, index]));
      for (const [path, index] of at) {
        const parent = at.get(path.split('/').slice(0, -1).join('/'));
        if (parent === undefined) continue;
        if (order === 'pre') expect(parent, path).to.be.below(index);
        else expect(parent, path).to.be.above(index);
      }
    });
  }

  it('does not descend for ever through links on the server', async () => {
    mkdirSync(join(root, 'loops/a/b'), { recursive: true });
    symlinkSync('.', join(root, 'loops/self'));
    symlinkSync('..', join(root, 'loops/a/up'));
    symlinkSync('../..', join(root, 'loops/a/b/top'));
    symlinkSync('nowhere', join(root, 'loops/dangling'));
    // Samba hides a link that leads nowhere; a folder() shows it as an empty file
    const shown = kind.name === 'Samba' ? [] : ['dangling'];
    const loops = ['a', 'a/b', 'a/b/top', 'a/up', ...shown, 'self'];
    expect((await paths('loops')).sort()).to.deep.equal(loops);
    const all = await share.readdir('/', { recursive: true });
    expect(all.filter(path => path.startsWith('loops/')).sort()).to.deep.equal(
      loops.map(path => `loops/${path}`),
    );
  });

  it('closes what is open when it is left early', async () => {
    for await (const entry of share.walk('tree')) if (entry.depth === 2) break;
    await nothingOpen(server, share, 'walk\\tree');
    await lastValueFrom(share.walk('tree').pipe(take(100), toArray()));
    await nothingOpen(server, share, 'walk\\tree\\many');
    const subscription = share.walk('tree').subscribe();
    await new Promise(resolve => setTimeout(resolve, 5));
    subscription.unsubscribe();
    await share.stat('tree'); // the CLOSEs went before it
    await nothingOpen(server, share, 'walk\\tree\\names');
  });

  it('fails on what is no folder, or not there', async () => {
    expect(await failure(paths('tree/sizes/1'))).to.include({
      code: 'ENOTDIR',
      syscall: 'scandir',
      path: 'tree/sizes/1',
    });
    expect(await failure(paths('no'))).to.include({ code: 'ENOENT', path: 'no' });
    const told: string[] = [];
    expect(await paths('no', { onError: (_, path) => told.push(path) })).to.deep.equal([]);
    expect(told).to.deep.equal(['']);
    expect(await reason(paths('tree', { concurrency: 0 }))).to.be.instanceOf(RangeError);
  });

  it('fails with what a callback throws', async () => {
    const boom = new Error('boom');
    const thrower = () => {
      throw boom;
    };
    expect(await reason(paths('tree', { filter: thrower }))).to.equal(boom);
    expect(await reason(paths('tree', { descend: thrower }))).to.equal(boom);
  });

  it('works at 2.0.2, where a request is worth one credit', async () => {
    const other = await kind.shared({ dialect: '2.0.2' });
    mkdirSync(join(other.path, 'wide'));
    for (let at = 0; at < 1_500; at++) writeFileSync(join(other.path, 'wide', `file ${at}`), '');
    const plain = await mount(other.url());
    const entries = await lastValueFrom(plain.walk('wide').pipe(toArray()));
    expect(entries).to.have.lengthOf(1_500);
    await plain.close();
    rmSync(join(other.path, 'wide'), { recursive: true });
  });

  // ours counts requests under way as nobody's, so that a client takes 8 credits for more
  if (kind.name !== 'Samba') return;

  it('works on a server with 8 credits', async () => {
    const poor = await kind.shared({ credits: 8 });
    mkdirSync(join(poor.path, 'wide/x'), { recursive: true });
    for (let at = 0; at < 1_500; at++) writeFileSync(join(poor.path, 'wide', `file ${at}`), '');
    const plain = await mount(poor.url());
    expect(await plain.readdir('wide', { recursive: true })).to.have.lengthOf(1_501);
    await plain.rm('wide', { recursive: true, concurrency: 32 });
    await plain.close();
  });
});

import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';

import { mount } from '../../lib/share/mount.ts';
import { sync } from '../../lib/sync/sync.ts';
import type { SyncLocation } from '../../lib/sync/sync-options.ts';
import { isTempName, tempName } from '../../lib/share/temp-name.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { sharedSamba, startSamba } from '../support/samba.ts';
import { freshFolder, removeFolder } from '../support/temp.ts';
import { difficultTree, realTree, sparseFile } from '../support/tree.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { collect, errors, paths, sums } from '../sync/collect.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { failure, reason } from './failure.ts';
import { nobodyConnected, nothingOpen } from './nothing-open.ts';
import { type LiveServer, onEveryServer } from './servers.ts';

const MIB = 1024 * 1024;

let next = 0;
/** A name that no other spec uses on a shared server. */
function unused(): string {
  return `sync-${process.pid}-${next++}`;
}

/** Where a sync goes: both ends as the disk has them, and as `sync` is told. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly src: SyncLocation;
  readonly dst: SyncLocation;
}

/** What a spec made, to be removed with it: thousands of files take their time. */
const made: string[] = [];

/** From the server into a local folder that is not there yet. */
function down(server: LiveServer): Way {
  const name = unused();
  const from = join(server.path, name);
  const to = join(freshFolder('sync'), 'made');
  made.push(from, to);
  return { from, to, src: server.url('share', { path: name }), dst: to };
}

/** From a local folder to a folder of the server that is not there yet. */
function up(server: LiveServer): Way {
  const name = unused();
  const from = join(freshFolder('sync'), 'src');
  const path = `${name}/made`;
  const to = join(server.path, path);
  made.push(from, to);
  return { from, to, src: from, dst: server.url('share', { path }) };
}

const WAYS = [
  ['from the server', down],
  ['to the server', up],
] as const;

function tempsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path =>
    isTempName(path.slice(path.lastIndexOf('/') + 1)),
  );
}

onEveryServer('sync', function (kind) {
  this.timeout(300_000);

  afterEach(() => {
    for (const folder of made.splice(0)) removeFolder(folder);
  });

  for (const [direction, way] of WAYS) {
    describe(direction, () => {
      let server: LiveServer;

      before(async () => {
        server = await kind.shared();
      });

      it('makes a real tree and a difficult one the same, and then finds nothing to do', async () => {
        const { from, to, src, dst } = way(server);
        const difficult = difficultTree(join(from, 'difficult'));
        const real = realTree(join(from, 'real'), 3 * MIB);
        const files = difficult.files + real.files;
        const first = await sums(src, dst);
        expect(compareTrees(from, to, { folderTimes: true })).to.deep.equal([]);
        expect(first).to.include({ transferred: files, unchanged: 0, deleted: 0, errors: 0 });
        expect(first).to.include({ bytes: difficult.bytes + real.bytes });
        expect(await sums(src, dst)).to.include({ transferred: 0, unchanged: files, created: 0, errors: 0 });
      });

      it('copies the one file that changed, and deletes exactly what vanished', async () => {
        const { from, to, src, dst } = way(server);
        const { files } = difficultTree(from, { many: 40, largest: 70_000, depth: 5 });
        await sums(src, dst);
        appendFileSync(join(from, 'sizes/4096'), 'more');
        const changed = await collect(src, dst);
        expect(paths(changed, 'transferred')).to.deep.equal(['sizes/4096']);
        rmSync(join(from, 'deep/level 1'), { recursive: true });
        rmSync(join(from, 'read-only/77'));
        rmSync(join(from, 'empty folder'), { recursive: true });
        expect(await sums(src, dst)).to.include({ transferred: 0, deleted: 0 });
        const deleted = await collect(src, dst, { delete: true });
        const levels = Array.from({ length: 5 }, (_, i) =>
          Array.from({ length: i + 1 }, (_, level) => `level ${level + 1}`).join('/'),
        );
        const expected = levels.flatMap(level => [`deep/${level}`, `deep/${level}/file`]);
        expect(paths(deleted, 'deleted')).to.have.members([...expected, 'read-only/77', 'empty folder']);
        expect(compareTrees(from, to, { folderTimes: true })).to.deep.equal([]);
        expect(await sums(src, dst, { delete: true })).to.include({ unchanged: files - 6, deleted: 0 });
      });

      it('changes nothing in a dry run', async () => {
        const { from, to, src, dst } = way(server);
        mkdirSync(from, { recursive: true });
        writeFileSync(join(from, 'a'), 'new');
        mkdirSync(join(from, 'x'));
        expect(await sums(src, dst, { dryRun: true })).to.include({ transferred: 1, created: 1 });
        expect(existsSync(to)).to.equal(false);
        mkdirSync(to, { recursive: true });
        writeFileSync(join(to, 'a'), 'old version');
        writeFileSync(join(to, 'gone'), '');
        const told = await sums(src, dst, { dryRun: true, delete: true });
        expect(told).to.include({ transferred: 1, created: 1, deleted: 1 });
        expect(readdirSync(to).sort()).to.deep.equal(['a', 'gone']);
        expect(readFileSync(join(to, 'a'), 'utf8')).to.equal('old version');
      });

      it('compares contents when it is told to', async () => {
        const { from, to, src, dst } = way(server);
        const { files } = difficultTree(from, { many: 5, largest: 300_000, depth: 2 });
        await sums(src, dst);
        const changed = join(to, 'sizes/300000');
        const bytes = readFileSync(changed);
        bytes[299_999]! ^= 1;
        writeFileSync(changed, bytes);
        utimesSync(changed, 1_600_000_000, 1_600_000_000);
        utimesSync(join(from, 'sizes/300000'), 1_600_000_000, 1_600_000_000);
        utimesSync(join(to, 'sizes/4096'), 1, 1);
        expect(await sums(src, dst)).to.include({ transferred: 1 }); // the one whose time differs
        utimesSync(join(to, 'sizes/4096'), 1, 1);
        const events = await collect(src, dst, { checksum: true });
        expect(paths(events, 'transferred')).to.deep.equal(['sizes/300000']);
        expect(paths(events, 'unchanged')).to.have.lengthOf(files - 1);
        expect(compareTrees(from, to)).to.deep.equal([]);
      });

      it('takes only what the filter lets through', async () => {
        const { from, to, src, dst } = way(server);
        difficultTree(from, { many: 20, largest: 70_000, depth: 3 });
        await sums(src, dst, { include: '*.txt', exclude: '/many/' });
        const found = readdirSync(to, { recursive: true, withFileTypes: true });
        const names = found.filter(entry => entry.isFile()).map(({ name }) => name);
        expect(names).to.include('two  spaces.txt');
        expect(names.filter(name => !name.endsWith('.txt'))).to.deep.equal([]);
        expect(readdirSync(to).sort()).to.deep.equal(['folders', 'names']);
      });

      it('removes what a killed run left behind', async () => {
        const { from, to, src, dst } = way(server);
        for (const folder of [from, join(to, 'x')]) mkdirSync(folder, { recursive: true });
        mkdirSync(join(from, 'x'));
        for (const folder of [from, to, join(to, 'x')]) writeFileSync(join(folder, tempName()), 'half');
        expect(await sums(src, dst)).to.include({ transferred: 0, deleted: 0, errors: 0 });
        expect(readdirSync(to, { recursive: true })).to.deep.equal(['x']);
      });

      it('replaces a folder by a file, and the other way round, only when it may delete', async () => {
        const { from, to, src, dst } = way(server);
        for (const folder of [join(from, 'x'), join(to, 'y/z')]) mkdirSync(folder, { recursive: true });
        for (const file of [join(from, 'x/a'), join(from, 'y'), join(to, 'x')]) writeFileSync(file, 'text');
        expect(errors(await collect(src, dst))).to.have.members(['EEXIST x', 'EEXIST y']);
        expect(await sums(src, dst, { delete: true })).to.include({ transferred: 2, deleted: 3, errors: 0 });
        expect(compareTrees(from, to)).to.deep.equal([]);
      });

      it('leaves nothing half done on a share that goes on when it is unsubscribed', async () => {
        const { from, to } = way(server);
        sparseFile(join(from, 'a'), 300 * MIB);
        const share = await mount(server.url());
        const onShare = (path: string) => ({ share, path: path.slice(server.path.length + 1) });
        const [src, dst] = way === down ? [onShare(from), to] : [from, onShare(to)];
        await new Promise<void>(resolve => {
          const running = sync(src, dst).subscribe(event => {
            if (event.type !== 'progress') return;
            running.unsubscribe();
            resolve();
          });
        });
        for (let tries = 0; tempsIn(to).length > 0 && tries < 100; tries++) await sleep(20);
        expect(readdirSync(to)).to.deep.equal([]);
        await share.writeFile('after', 'usable');
        await nothingOpen(server, share, 'after');
        await share.close();
      });

      // who is connected, and who dies, are processes of Samba's
      if (kind.name !== 'Samba') return;

      it('leaves nothing half done, nothing open and nobody connected when it is aborted', async () => {
        const own = await startSamba();
        try {
          const { from, to, src, dst } = way(own);
          for (const name of ['a', 'b']) sparseFile(join(from, name), 300 * MIB);
          writeFileSync(join(from, 'c'), 'small');
          const controller = new AbortController();
          const error = await reason(
            sync(src, dst, { signal: controller.signal }).forEach(event => {
              if (event.type === 'progress' && event.size > MIB) controller.abort();
            }),
          );
          expect(error).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
          expect(tempsIn(to)).to.deep.equal([]);
          expect(readdirSync(to).filter(name => name !== 'c')).to.deep.equal([]);
          await nobodyConnected(own);
        } finally {
          await own.stop();
        }
      });

      it('ends in one typed error when the server is killed, without a truncated file', async () => {
        const kept = freshFolder('kept');
        const own = await startSamba({ shares: { share: { path: kept } } });
        const { from, to, src, dst } = way(own);
        try {
          for (const name of ['a', 'b']) sparseFile(join(from, name), 300 * MIB);
          let killed = 0;
          const error = await failure(
            sync(src, dst).forEach(event => {
              if (event.type !== 'progress' || killed > 0) return;
              killed = Date.now();
              process.kill(-own.pid, 'SIGKILL');
              for (const pid of own.childPids()) process.kill(pid, 'SIGKILL');
            }),
          );
          expect(error.fatal).to.equal(true);
          expect(error.code).to.be.oneOf(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
          expect(`${error.path ?? ''} ${error.message}`).to.not.include('.rxsmb-');
          expect(Date.now() - killed).to.be.below(10_000);
          const left = readdirSync(to);
          expect(left.filter(name => !isTempName(name))).to.deep.equal([]);
          // what lies on the server's disk nobody can reach then; the next run does
          if (way === down) expect(left).to.deep.equal([]);
        } finally {
          await own.stop();
        }
        const again = await startSamba({ shares: { share: { path: kept } } });
        try {
          for (const name of ['a', 'b']) writeFileSync(join(from, name), 'small now');
          const path = (way === down ? from : to).slice(kept.length + 1);
          const url = again.url('share', { path });
          expect(await sums(way === down ? url : from, way === down ? to : url)).to.include({
            transferred: 2,
          });
          expect(tempsIn(to)).to.deep.equal([]);
          expect(compareTrees(from, to)).to.deep.equal([]);
        } finally {
          await again.stop();
        }
      });
    });
  }

  describe('and what only one direction has', () => {
    let server: LiveServer;

    before(async () => {
      server = await kind.shared();
    });

    it('replaces a read-only file on the server', async () => {
      const { from, to, src, dst } = up(server);
      for (const folder of [from, to]) mkdirSync(folder, { recursive: true });
      writeFileSync(join(from, 'a'), 'new');
      writeFileSync(join(to, 'a'), 'older');
      chmodSync(join(to, 'a'), 0o444);
      expect(await sums(src, dst)).to.include({ transferred: 1, errors: 0 });
      expect(compareTrees(from, to)).to.deep.equal([]);
    });

    it('is not led round in a circle by a link on the disk of the server', async () => {
      const { from, to, src, dst } = down(server);
      mkdirSync(join(from, 'x'), { recursive: true });
      writeFileSync(join(from, 'x/a'), '1');
      symlinkSync('.', join(from, 'x/self'));
      const events = await collect(src, dst);
      expect(events).to.deep.include({ type: 'skipped', path: 'x/self', reason: 'loop' });
      expect(readdirSync(to, { recursive: true }).sort()).to.deep.equal(['x', 'x/a']);
    });

    it('copies from one share to another', async () => {
      const [one, other] = [up(server), down(server)];
      difficultTree(other.from, { many: 10, largest: 200_000, depth: 3 });
      expect(await sums(other.src, one.dst)).to.include({ errors: 0 });
      expect(compareTrees(other.from, one.to)).to.deep.equal([]);
    });

    it('fails as a whole without the folder, the share or the right password', async () => {
      const to = join(freshFolder('sync'), 'made');
      expect(await failure(sums(server.url('share', { path: 'no such' }), to))).to.include({
        code: 'ENOENT',
      });
      expect(await failure(sums(server.url('nowhere'), to))).to.include({ code: 'ENOENT', fatal: true });
      const refused = sums(server.url(), to, { mount: { password: 'wrong' } });
      expect(await failure(refused)).to.include({ code: 'ERR_SMB_AUTH' });
      expect(existsSync(to)).to.equal(false);
    });

    it('sends nothing that a dissector calls malformed', async () => {
      const { from, src, dst } = up(server);
      const back = join(freshFolder('sync'), 'back');
      difficultTree(from, { many: 10, largest: 3 * MIB, depth: 2 });
      const before = process.env['RXSMB_PCAP'];
      try {
        for (const [a, b] of [
          [src, dst],
          [dst, back],
        ] as const) {
          const capture = (process.env['RXSMB_PCAP'] = pcapFile());
          await sums(a, b);
          expect(await malformedFrames(capture)).to.deep.equal([]);
        }
      } finally {
        if (before === undefined) delete process.env['RXSMB_PCAP'];
        else process.env['RXSMB_PCAP'] = before;
      }
      expect(compareTrees(from, back)).to.deep.equal([]);
    });
  });

  if (kind.name !== 'Samba') return;

  describe('at every dialect, with every signing algorithm', () => {
    for (const { name, samba } of CONFIGURATIONS) {
      it(`works with ${name}`, async () => {
        const server = await sharedSamba(samba);
        for (const [, way] of WAYS) {
          const { from, to, src, dst } = way(server);
          const { files } = difficultTree(from, { many: 5, largest: 1_500_000, depth: 2 });
          expect(await sums(src, dst)).to.include({ transferred: files, errors: 0 });
          expect(compareTrees(from, to)).to.deep.equal([]);
          appendFileSync(join(from, 'sizes/1'), 'x');
          rmSync(join(from, 'sizes/2'));
          const again = await sums(src, dst, { delete: true });
          expect(again).to.include({ transferred: 1, deleted: 1, unchanged: files - 2, errors: 0 });
          expect(compareTrees(from, to)).to.deep.equal([]);
        }
      });
    }
  });
});

import { expect } from 'chai';
import { glob } from 'glob';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';
import { randomBytes } from 'node:crypto';
import * as nodeFs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import handler from 'serve-handler';
import tar, { type ExtractOptions, type PackOptions } from 'tar-fs';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { git as runGit, type GitServer, startGitServer } from '../support/git-server.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { nothingOpen } from './nothing-open.ts';

/** Where a package works: on a share by `share.fs`, or on a folder by `node:fs`. */
interface Place {
  readonly fs: typeof nodeFs;
  /** A path inside, as the package is told it. */
  path(inside: string): string;
  /** The same on the local disk. */
  disk(inside: string): string;
}

describe('live: packages that take an fs work on a share as on a folder', function () {
  this.timeout(120_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  let onShare: Place;
  let onFolder: Place;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await sharedSamba({ shares: { packages: {} } });
    share = await mount(server.url());
    const folder = freshFolder('packages');
    onShare = {
      fs: share.fs as unknown as typeof nodeFs,
      path: inside => `/${inside}`,
      disk: inside => join(server.path, inside),
    };
    const local = (inside: string) => join(folder, inside);
    onFolder = { fs: nodeFs, path: local, disk: local };
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
  });

  /** The same work in both places. */
  const both = async <T>(work: (place: Place) => Promise<T>): Promise<readonly [T, T]> => [
    await work(onShare),
    await work(onFolder),
  ];

  describe('isomorphic-git', () => {
    let served: GitServer;

    before(async () => {
      const [projects, work] = [freshFolder('git'), freshFolder('work')];
      await runGit(work, 'init', '-q', '-b', 'main', '.');
      nodeFs.mkdirSync(join(work, 'src', 'deep'), { recursive: true });
      nodeFs.writeFileSync(join(work, 'README.md'), '# first\n');
      nodeFs.writeFileSync(join(work, 'src', 'deep', 'data.bin'), randomBytes(200_000));
      for (let index = 0; index < 40; index++)
        nodeFs.writeFileSync(join(work, 'src', `f${index}.txt`), `${index}\n`);
      await runGit(work, 'add', '.');
      await runGit(work, 'commit', '-q', '-m', 'first');
      await runGit(work, 'commit', '-q', '--allow-empty', '-m', 'second');
      await runGit(projects, 'clone', '-q', '--bare', work, 'project.git');
      served = await startGitServer(projects);
    });

    after(() => served.stop());

    it('clones, tells the status, commits and shows the log', async () => {
      const results = await both(async ({ fs, path, disk }) => {
        const at = { fs, dir: path('repo') };
        await git.clone({ ...at, http, url: `${served.url}/project.git` });
        const clean = await git.statusMatrix(at);
        await fs.promises.writeFile(path('repo/README.md'), '# changed\n');
        await fs.promises.writeFile(path('repo/new file.txt'), 'new\n');
        await fs.promises.unlink(path('repo/src/f7.txt'));
        const changed = (await git.statusMatrix(at)).filter(
          ([, head, work, stage]) => head !== work || work !== stage,
        );
        await git.add({ ...at, filepath: ['README.md', 'new file.txt'] });
        await git.remove({ ...at, filepath: 'src/f7.txt' });
        const author = {
          name: 'Nobody',
          email: 'nobody@example.org',
          timestamp: 1_700_000_000,
          timezoneOffset: 0,
        };
        const oid = await git.commit({ ...at, author, message: 'third' });
        const log = (await git.log(at)).map(({ commit }) => commit.message.trim());
        // git itself is the judge of what lies there
        await runGit(disk('repo'), 'fsck', '--strict');
        return { clean, changed, oid, log, told: await runGit(disk('repo'), 'log', '--format=%s', '--stat') };
      });
      expect(results[0]).to.deep.equal(results[1]);
      const [{ clean, changed, log, told }] = results;
      expect(clean).to.have.lengthOf(42);
      expect(changed).to.deep.equal([
        ['README.md', 1, 2, 1],
        ['new file.txt', 0, 2, 0],
        ['src/f7.txt', 1, 0, 1],
      ]);
      expect(log).to.deep.equal(['third', 'second', 'first']);
      expect(told).to.contain('new file.txt | 1 +');
      expect(await runGit(onShare.disk('repo'), 'status', '--porcelain')).to.equal('');
    });

    it('branches and checks out', async () => {
      const results = await both(async ({ fs, path, disk }) => {
        const at = { fs, dir: path('repo') };
        const [, second = { oid: '' }] = await git.log(at);
        await git.branch({ ...at, ref: 'past', object: second.oid });
        await git.checkout({ ...at, ref: 'past' });
        return [await git.currentBranch(at), nodeFs.readFileSync(join(disk('repo'), 'README.md'), 'utf8')];
      });
      expect(results[0]).to.deep.equal(['past', '# first\n']);
      expect(results[0]).to.deep.equal(results[1]);
      expect(nodeFs.existsSync(onShare.disk('repo/new file.txt'))).to.equal(false);
      expect(nodeFs.existsSync(onShare.disk('repo/src/f7.txt'))).to.equal(true);
    });
  });

  describe('glob', () => {
    it('finds files by pattern', async () => {
      const tree = ['a.txt', 'b.md', 'sub/c.txt', 'sub/deeper/d.txt', 'sub/deeper/e.md', '.hidden/f.txt'];
      const results = await both(async ({ fs, path, disk }) => {
        for (const file of tree) {
          nodeFs.mkdirSync(join(disk('globbed'), file, '..'), { recursive: true });
          nodeFs.writeFileSync(join(disk('globbed'), file), file);
        }
        const cwd = path('globbed');
        const find = async (pattern: string, options: object = {}) =>
          (await glob(pattern, { cwd, fs, posix: true, ...options })).map(String).sort();
        return [
          await find('**/*.txt'),
          await find('**/*.txt', { dot: true }),
          await find('sub/{deeper,other}/?.md'),
          await find('**', { maxDepth: 2, mark: true }),
          await find('**/*.md', { ignore: 'sub/**' }),
          (await glob('**/*.md', { cwd, fs, withFileTypes: true, stat: true }))
            .map(found => found.size)
            .sort(),
          (await find('sub/*.txt', { realpath: true, absolute: true })).map(found => found.slice(cwd.length)),
        ];
      });
      expect(results[0]).to.deep.equal(results[1]);
      expect(results[0][0]).to.deep.equal(['a.txt', 'sub/c.txt', 'sub/deeper/d.txt']);
    });

    it('cannot look at the local disk by mistake: globSync finds nothing', () => {
      expect(nodeFs.readdirSync('/')).to.not.deep.equal([]);
      expect(glob.sync('*', { cwd: '/', fs: share.fs as unknown as typeof nodeFs })).to.deep.equal([]);
    });
  });

  describe('tar-fs', () => {
    it('streams a folder into a tar and a tar into a folder', async () => {
      const packed = await Promise.all(
        (await both(async place => place)).map(async ({ fs, path, disk }) => {
          const from = disk('packed');
          nodeFs.mkdirSync(join(from, 'empty'), { recursive: true });
          nodeFs.mkdirSync(join(from, 'sub', 'deep'), { recursive: true });
          nodeFs.writeFileSync(join(from, 'zero'), '');
          nodeFs.writeFileSync(join(from, 'sub', 'deep', 'grüße.txt'), 'grüße');
          nodeFs.writeFileSync(join(from, 'big.bin'), Buffer.alloc(5_000_000, 'rxsmb'));
          for (const file of ['zero', 'big.bin', 'sub/deep/grüße.txt']) {
            nodeFs.utimesSync(join(from, file), 1_600_000_000, 1_600_000_000);
          }
          const archive = join(freshFolder('tar'), 'a.tar');
          const options = { fs, sort: true } as PackOptions;
          await pipeline(tar.pack(path('packed'), options), nodeFs.createWriteStream(archive));
          return archive;
        }),
      );
      // each archive is unpacked in the other place
      const [fromShare = '', fromFolder = ''] = packed;
      const unpack = (archive: string, { fs, path }: Place) =>
        pipeline(nodeFs.createReadStream(archive), tar.extract(path('unpacked'), { fs } as ExtractOptions));
      await unpack(fromFolder, onShare);
      await unpack(fromShare, onFolder);
      for (const place of [onShare, onFolder]) {
        expect(compareTrees(onFolder.disk('packed'), place.disk('unpacked'))).to.deep.equal([]);
      }
      await nothingOpen(server, share, 'unpacked');
    });
  });

  describe('serve-handler', () => {
    const servers: Server[] = [];

    after(() => {
      for (const each of servers) each.close();
    });

    it('serves files, ranges, folders and errors', async () => {
      const results = await both(async ({ fs, path, disk }) => {
        nodeFs.mkdirSync(disk('site/docs'), { recursive: true });
        nodeFs.writeFileSync(disk('site/index.html'), '<h1>home</h1>');
        nodeFs.writeFileSync(disk('site/docs/page.html'), '<p>page</p>');
        nodeFs.writeFileSync(disk('site/docs/data.bin'), Buffer.alloc(3_000_000, 'abcdefgh'));
        nodeFs.utimesSync(disk('site/docs/data.bin'), 1_600_000_000, 1_600_000_000);
        const methods = {
          lstat: promisify(fs.lstat),
          realpath: promisify(fs.realpath),
          readdir: promisify(fs.readdir),
          createReadStream: fs.createReadStream,
        };
        const web = createServer((request, response) => {
          void handler(request, response, { public: path('site') }, methods as never);
        });
        servers.push(web);
        await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve));
        const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
        const get = async (to: string, headers: Record<string, string> = {}) => {
          const response = await fetch(url + to, { headers: { connection: 'close', ...headers } });
          const type = response.headers.get('content-type');
          const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
          return [response.status, type, response.headers.get('last-modified') !== null, body];
        };
        return [
          await get('/'),
          await get('/docs/page'),
          await get('/docs/data.bin'),
          await get('/docs/data.bin', { range: 'bytes=1000000-1000009' }),
          (await get('/docs/', { accept: 'application/json' })).slice(0, 2),
          (await get('/missing')).slice(0, 2),
        ];
      });
      expect(results[0]).to.deep.equal(results[1]);
      const [home, , , range, folder, missing] = results[0];
      expect(home?.[0]).to.equal(200);
      expect(range).to.deep.include.members([206, 'abcdefghab']);
      expect(folder?.[0]).to.equal(200);
      expect(missing?.[0]).to.equal(404);
    });
  });

  it('sends no malformed frame', async () => {
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as node from 'node:fs/promises';
import { join } from 'node:path';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { reason } from './failure.ts';

/** What `node:fs/promises` and a share's promises both have. */
type Verbs = Pick<
  typeof node,
  | 'access'
  | 'appendFile'
  | 'chmod'
  | 'copyFile'
  | 'cp'
  | 'link'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'opendir'
  | 'readdir'
  | 'readFile'
  | 'readlink'
  | 'realpath'
  | 'rename'
  | 'rm'
  | 'rmdir'
  | 'stat'
  | 'statfs'
  | 'truncate'
  | 'unlink'
  | 'utimes'
  | 'writeFile'
>;

/** Each on a file with a slash behind its name; none may change anything. */
const ON_FILES: Readonly<Record<string, (verbs: Verbs, at: string) => Promise<unknown>>> = {
  access: (verbs, at) => verbs.access(`${at}file/`),
  chmod: (verbs, at) => verbs.chmod(`${at}file/`, 0o666),
  copyFile: (verbs, at) => verbs.copyFile(`${at}file/`, `${at}new`),
  'copyFile to a new name': (verbs, at) => verbs.copyFile(`${at}file`, `${at}new/`),
  link: (verbs, at) => verbs.link(`${at}file/`, `${at}new`),
  'link to a new name': (verbs, at) => verbs.link(`${at}file`, `${at}new/`),
  lstat: (verbs, at) => verbs.lstat(`${at}file/`),
  open: (verbs, at) => verbs.open(`${at}file/`),
  'open of what is not there': (verbs, at) => verbs.open(`${at}new/`),
  'open for writing': (verbs, at) => verbs.open(`${at}new/`, 'w'),
  opendir: (verbs, at) => verbs.opendir(`${at}file/`),
  readFile: (verbs, at) => verbs.readFile(`${at}file/`),
  readdir: (verbs, at) => verbs.readdir(`${at}file/`),
  readlink: (verbs, at) => verbs.readlink(`${at}file/`),
  realpath: (verbs, at) => verbs.realpath(`${at}file/`),
  rename: (verbs, at) => verbs.rename(`${at}file/`, `${at}new`),
  'rename to a new name': (verbs, at) => verbs.rename(`${at}file`, `${at}new/`),
  rm: (verbs, at) => verbs.rm(`${at}file/`),
  'rm with recursive and force': (verbs, at) => verbs.rm(`${at}file/`, { recursive: true, force: true }),
  rmdir: (verbs, at) => verbs.rmdir(`${at}file/`),
  stat: (verbs, at) => verbs.stat(`${at}file/`),
  'stat with a dot': (verbs, at) => verbs.stat(`${at}file/.`),
  'stat of what is not there': (verbs, at) => verbs.stat(`${at}new/`),
  statfs: (verbs, at) => verbs.statfs(`${at}file/`),
  truncate: (verbs, at) => verbs.truncate(`${at}file/`),
  unlink: (verbs, at) => verbs.unlink(`${at}file/`),
  utimes: (verbs, at) => verbs.utimes(`${at}file/`, 1, 1),
  writeFile: (verbs, at) => verbs.writeFile(`${at}new/`, 'x'),
  appendFile: (verbs, at) => verbs.appendFile(`${at}new/`, 'x'),
};

describe('live: a slash behind a name', function () {
  this.timeout(60_000);
  const local = freshFolder('slash');
  let server: SambaServer;
  let share: Share;
  let root: string;

  before(async () => {
    server = await sharedSamba();
    root = join(server.path, 'slash');
    mkdirSync(root);
    share = await mount(server.url(undefined, { path: 'slash' }));
  });
  after(() => share.close());

  beforeEach(() => {
    for (const folder of [root, local]) writeFileSync(join(folder, 'file'), 'content');
  });

  describe('of a file gives what node:fs gives, and changes nothing:', () => {
    const verbs = () => share.promises as unknown as Verbs;
    for (const [name, call] of Object.entries(ON_FILES)) {
      it(name, async () => {
        const expected = (await reason(call(node, `${local}/`))) as NodeJS.ErrnoException;
        expect(await reason(call(verbs(), ''))).to.include({ code: expected.code });
        expect(readFileSync(join(root, 'file'), 'utf8')).to.equal('content');
        expect(existsSync(join(root, 'new'))).to.equal(false);
      });
    }

    it('exists, and cp either way', async () => {
      expect(await share.exists('file/')).to.equal(false);
      expect(await reason(share.cp('file/', 'new'))).to.include({ code: 'ENOTDIR', path: 'file/' });
      mkdirSync(join(root, 'source'));
      expect(await reason(share.cp('source', 'file/', { recursive: true }))).to.include({ code: 'ENOTDIR' });
    });

    it('streams', async () => {
      const stream = share.createReadStream('file/');
      expect(await reason(stream.toArray())).to.include({ code: 'ENOTDIR', syscall: 'open' });
    });
  });

  it('of a folder does no harm, and a link of it is text', async () => {
    await share.mkdir('folder/');
    expect((await share.stat('folder/')).isDirectory()).to.equal(true);
    expect((await share.lstat('folder/.')).isDirectory()).to.equal(true);
    expect(await share.exists('folder/')).to.equal(true);
    await share.writeFile('folder/x', 'x');
    expect(await share.readdir('folder/')).to.deep.equal(['x']);
    await share.cp('folder/', 'copy/', { recursive: true });
    expect(readFileSync(join(root, 'copy/x'), 'utf8')).to.equal('x');
    await share.rename('copy/', 'moved/');
    expect(await reason(share.rm('moved/'))).to.include({ code: 'EISDIR' });
    expect(await reason(share.unlink('moved/'))).to.include({ code: 'EISDIR' });
    await share.rm('moved/', { recursive: true });
    await share.unlink('folder/x');
    await share.rmdir('folder/');
    expect(existsSync(join(root, 'moved')) || existsSync(join(root, 'folder'))).to.equal(false);
    expect((await share.stat('/')).isDirectory()).to.equal(true);
    await share.symlink('nowhere/', 'link', { symlinks: 'xsym' });
    expect(await share.readlink('link')).to.equal('nowhere/');
  });
});

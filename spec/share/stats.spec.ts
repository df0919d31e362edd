import { expect } from 'chai';
import { inspect } from 'node:util';
import { Stats, statsFromEntry } from '../../lib/share/stats.ts';
import { UNIX_EPOCH_TICKS } from '../../lib/wire/dtyp/filetime.ts';
import { FileAttributes } from '../../lib/wire/smb2/create.ts';

const { ARCHIVE, DIRECTORY, READONLY, REPARSE_POINT } = FileAttributes;
const IO_REPARSE_TAG_SYMLINK = 0xa000_000c;
const IO_REPARSE_TAG_MOUNT_POINT = 0xa000_0003;
const IO_REPARSE_TAG_DEDUP = 0x8000_0013;

const entry = {
  fileIndex: 0,
  creationTime: UNIX_EPOCH_TICKS + 10_000n,
  lastAccessTime: UNIX_EPOCH_TICKS + 20_000n,
  lastWriteTime: UNIX_EPOCH_TICKS + 30_001n,
  changeTime: UNIX_EPOCH_TICKS - 1n,
  endOfFile: 5n * 2n ** 32n + 1n,
  allocationSize: 1_025n,
  fileAttributes: ARCHIVE as number,
  eaSize: 0,
  shortName: '',
  fileId: 2n ** 60n,
  fileName: 'x',
};

const stats = (fields: Partial<typeof entry> = {}) => statsFromEntry({ ...entry, ...fields });

describe('Stats', () => {
  it('has the fields of fs.Stats', () => {
    expect(stats()).to.include({
      dev: 0,
      ino: 2 ** 60,
      mode: 0o100666,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size: 21_474_836_481,
      blksize: 4096,
      blocks: 3,
    });
  });

  it('has times in milliseconds, as dates, and exactly', () => {
    const { atimeMs, mtimeMs, ctimeMs, birthtimeMs, atime, mtime, ctime, birthtime, lastWriteTime } = stats();
    expect([atimeMs, mtimeMs, ctimeMs, birthtimeMs]).to.deep.equal([2, 3.0001, -0.0001, 1]);
    expect([atime, mtime, ctime, birthtime].map(Number)).to.deep.equal([2, 3, -1, 1]);
    expect(lastWriteTime).to.equal(UNIX_EPOCH_TICKS + 30_001n);
  });

  it('shows a time that the server does not keep as 1970', () => {
    expect(stats({ lastAccessTime: 0n }).atime).to.deep.equal(new Date(0));
  });

  it('has what only Windows has', () => {
    expect(stats()).to.include({
      fileAttributes: ARCHIVE,
      allocationSize: 1_025,
      fileId: 2n ** 60n,
      reparseTag: 0,
    });
  });

  for (const [what, fileAttributes, eaSize, mode, kind] of [
    ['file', ARCHIVE, 0, 0o100666, 'isFile'],
    ['file with EAs', ARCHIVE, IO_REPARSE_TAG_SYMLINK, 0o100666, 'isFile'],
    ['read-only file', READONLY, 0, 0o100444, 'isFile'],
    ['folder', DIRECTORY, 0, 0o040777, 'isDirectory'],
    ['read-only folder', DIRECTORY | READONLY, 0, 0o040555, 'isDirectory'],
    ['link', REPARSE_POINT, IO_REPARSE_TAG_SYMLINK, 0o120777, 'isSymbolicLink'],
    ['link to a folder', REPARSE_POINT | DIRECTORY, IO_REPARSE_TAG_SYMLINK, 0o120777, 'isSymbolicLink'],
    ['junction', REPARSE_POINT | DIRECTORY, IO_REPARSE_TAG_MOUNT_POINT, 0o120777, 'isSymbolicLink'],
    ['deduplicated file', REPARSE_POINT | ARCHIVE, IO_REPARSE_TAG_DEDUP, 0o100666, 'isFile'],
  ] as const) {
    it(`tells a ${what}`, () => {
      const it = stats({ fileAttributes, eaSize });
      expect(it.mode).to.equal(mode);
      const kinds = [
        'isFile',
        'isDirectory',
        'isSymbolicLink',
        'isBlockDevice',
        'isCharacterDevice',
        'isFIFO',
        'isSocket',
      ] as const;
      expect(kinds.filter(name => it[name]())).to.deep.equal([kind]);
    });
  }

  it('can be written as JSON, and shows itself', () => {
    const json = JSON.parse(JSON.stringify(stats())) as Record<string, unknown>;
    expect(json).to.include({ size: 21_474_836_481, mtimeMs: 3.0001, fileId: String(2n ** 60n) });
    expect(json['mtime']).to.equal('1970-01-01T00:00:00.003Z');
    expect(inspect(stats())).to.include('size: 21474836481');
  });

  it('is made of nothing else', () => {
    expect(new Stats(entry).fileId).to.equal(2n ** 60n);
  });
});

import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { close } from '../../../lib/commands/close.ts';
import { queryDirectory, type QueryDirectoryOptions } from '../../../lib/commands/query-directory.ts';
import type { Open, Tree } from '../../../lib/commands/target.ts';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import type { DirectoryClass } from '../../../lib/wire/fscc/directory-class.ts';
import { FileBothDirectoryInformation } from '../../../lib/wire/fscc/file-both-directory-information.ts';
import { FileDirectoryInformation } from '../../../lib/wire/fscc/file-directory-information.ts';
import { FileFullDirectoryInformation } from '../../../lib/wire/fscc/file-full-directory-information.ts';
import {
  type FileIdBothDirectoryEntry,
  FileIdBothDirectoryInformation,
} from '../../../lib/wire/fscc/file-id-both-directory-information.ts';
import { FileIdExtdDirectoryInformation } from '../../../lib/wire/fscc/file-id-extd-directory-information.ts';
import { FileIdFullDirectoryInformation } from '../../../lib/wire/fscc/file-id-full-directory-information.ts';
import { FileNamesInformation } from '../../../lib/wire/fscc/file-names-information.ts';
import { AccessMask } from '../../../lib/wire/smb2/access-mask.ts';
import { QueryDirectoryFlags } from '../../../lib/wire/smb2/query-directory.ts';
import { open, type Served, served, statusOf } from '../served.ts';

const { RESTART_SCANS, RETURN_SINGLE_ENTRY, INDEX_SPECIFIED, REOPEN } = QueryDirectoryFlags;

/** Classes with all that they tell of a file of five bytes. */
const DETAILED: readonly (readonly [string, DirectoryClass<object, never>, readonly string[]])[] = [
  ['directory', FileDirectoryInformation, []],
  ['full', FileFullDirectoryInformation, ['eaSize']],
  ['both', FileBothDirectoryInformation, ['eaSize', 'shortName']],
  ['id full', FileIdFullDirectoryInformation, ['eaSize', 'fileId']],
  ['id both', FileIdBothDirectoryInformation, ['eaSize', 'shortName', 'fileId']],
  ['id extd', FileIdExtdDirectoryInformation, ['eaSize', 'reparsePointTag', 'fileId']],
];

describe('QUERY_DIRECTORY', () => {
  let world: Served;
  let tree: Tree;

  async function begin(...args: Parameters<typeof served>): Promise<Open> {
    world = await served(...args);
    ({ tree } = await world.mount());
    return (await open(tree, '')).handle;
  }

  afterEach(() => world[Symbol.asyncDispose]());

  function ask<E = FileIdBothDirectoryEntry>(handle: Open, options: QueryDirectoryOptions<E>) {
    return firstValueFrom(queryDirectory(handle, options));
  }

  async function names(handle: Open, options: QueryDirectoryOptions = {}): Promise<string[]> {
    return (await ask(handle, options)).entries.map(({ fileName }) => fileName);
  }

  /** The status, where it is an answer too. */
  async function statusIn(handle: Open, options: QueryDirectoryOptions = {}): Promise<string> {
    const answer = ask(handle, options);
    const status = await statusOf(answer);
    if (status !== 'STATUS_SUCCESS') return status;
    return `0x${((await answer).status >>> 0).toString(16)}`;
  }

  const NO_MORE_FILES = '0x80000006';
  const NO_SUCH_FILE = '0xc000000f';

  for (const [name, infoClass, more] of DETAILED) {
    it(`tells in class ${name} what the file system knows`, async () => {
      const handle = await begin({ 'a.txt': 'hello', d: {} });
      await world.fs.update('a.txt', { attributes: 0x22, lastWriteTime: 132_223_104_000_000_000n });
      await world.fs.setXattr?.('a.txt', { name: 'AB', value: new Uint8Array(3) });
      const file = await world.fs.lookup('a.txt');
      const { entries } = await ask(handle, { fileInformationClass: infoClass, fileName: 'a*' });
      const all = {
        fileIndex: 3,
        fileName: 'a.txt',
        creationTime: file.creationTime,
        lastAccessTime: file.lastAccessTime,
        lastWriteTime: 132_223_104_000_000_000n,
        changeTime: file.changeTime,
        endOfFile: 5n,
        allocationSize: BigInt(file.allocationSize),
        fileAttributes: 0x22,
      };
      const beside: Readonly<Record<string, unknown>> = {
        eaSize: 4 + 5 + 2 + 3,
        shortName: '',
        fileId: file.fileId,
        reparsePointTag: 0,
      };
      expect(entries).to.deep.equal([{ ...all, ...Object.fromEntries(more.map(key => [key, beside[key]])) }]);
      const folder = await ask(handle, {
        fileInformationClass: infoClass,
        fileName: 'D',
        flags: RESTART_SCANS,
      });
      expect(folder.entries[0]).to.include({ fileName: 'd', fileAttributes: 0x10, endOfFile: 0n });
    });
  }

  it('tells names only, if only they are wanted', async () => {
    const handle = await begin({ 'a.txt': 'hello' });
    const { entries } = await ask(handle, { fileInformationClass: FileNamesInformation });
    expect(entries).to.deep.equal([
      { fileIndex: 1, fileName: '.' },
      { fileIndex: 2, fileName: '..' },
      { fileIndex: 3, fileName: 'a.txt' },
    ]);
  });

  it('tells the tag of a reparse point', async () => {
    const handle = await begin({ link: '' });
    const data = new Uint8Array(12);
    new DataView(data.buffer).setUint32(0, 0xa000_001d, true);
    new DataView(data.buffer).setUint16(4, 4, true);
    await world.fs.setReparsePoint?.('link', data);
    const { entries } = await ask(handle, { fileName: 'link' });
    expect(entries[0]).to.include({ fileAttributes: 0x400, eaSize: 0xa000_001d });
    const extended = await ask(handle, {
      fileInformationClass: FileIdExtdDirectoryInformation,
      flags: RESTART_SCANS,
    });
    expect(extended.entries[2]).to.include({ reparsePointTag: 0xa000_001d });
  });

  it('begins with the folder itself and the one above, never one above the share', async () => {
    const handle = await begin({ d: { e: {} } });
    const root = await world.fs.lookup('');
    const { entries } = await ask(handle, {});
    expect(entries.map(({ fileName, fileId }) => [fileName, fileId])).to.deep.equal([
      ['.', root.fileId],
      ['..', root.fileId],
      ['d', (await world.fs.lookup('d')).fileId],
    ]);
    const below = await open(tree, 'd');
    const [itself, above] = (await ask(below.handle, {})).entries;
    expect(itself).to.include({ fileName: '.', fileId: (await world.fs.lookup('d')).fileId });
    expect(above).to.include({ fileName: '..', fileId: root.fileId });
  });

  it('finds names by patterns, in any case', async () => {
    const handle = await begin({ 'a.txt': '', 'B.TXT': '', 'c.bin': '', none: '' });
    expect(await names(handle, { fileName: '*.txt' })).to.deep.equal(['a.txt', 'B.TXT']);
    const again = { flags: RESTART_SCANS };
    expect(await names(handle, { fileName: 'b.txt', ...again })).to.deep.equal(['B.TXT']);
    expect(await names(handle, { fileName: '<"', ...again })).to.include('none');
  });

  it('tells case where the file system does', async () => {
    const fs = memory({ a: '', A: '' }, { caseSensitive: true });
    const handle = await begin({}, { shares: { t: fs } });
    expect(await names(handle, { fileName: 'A' })).to.deep.equal(['A']);
  });

  it('keeps its place and its pattern until told otherwise', async () => {
    const handle = await begin({ a1: '', a2: '', b1: '' });
    const single = { flags: RETURN_SINGLE_ENTRY };
    expect(await names(handle, { fileName: 'a*', ...single })).to.deep.equal(['a1']);
    expect(await names(handle, { fileName: 'b*', ...single })).to.deep.equal(['a2']);
    expect(await statusIn(handle, { fileName: 'b*' })).to.equal(NO_MORE_FILES);
    expect(await names(handle, { fileName: 'b*', flags: RESTART_SCANS })).to.deep.equal(['b1']);
    expect(await statusIn(handle)).to.equal(NO_MORE_FILES);
    expect(await names(handle, { fileName: 'a*', flags: REOPEN })).to.deep.equal(['a1', 'a2']);
  });

  it('goes on behind an index, on either side', async () => {
    const handle = await begin({ a: '', b: '', c: '' });
    const { entries } = await ask(handle, {});
    expect(entries.map(({ fileIndex }) => fileIndex)).to.deep.equal([1, 2, 3, 4, 5]);
    expect(await names(handle, { flags: INDEX_SPECIFIED, fileIndex: 3 })).to.deep.equal(['b', 'c']);
    const one = INDEX_SPECIFIED | RETURN_SINGLE_ENTRY;
    expect(await names(handle, { flags: one, fileIndex: 2 })).to.deep.equal(['a']);
    expect(await names(handle, { flags: one, fileIndex: 4 })).to.deep.equal(['c']);
    expect(await statusIn(handle, { flags: INDEX_SPECIFIED, fileIndex: 99 })).to.equal(NO_MORE_FILES);
  });

  it('says that there is nothing, or nothing more', async () => {
    const handle = await begin({ a: '' });
    expect(await statusIn(handle, { fileName: 'x*' })).to.equal(NO_SUCH_FILE);
    expect(await statusIn(handle, { fileName: 'x*' })).to.equal(NO_MORE_FILES);
    expect(await statusIn(handle, { fileName: 'x*', flags: REOPEN })).to.equal(NO_SUCH_FILE);
  });

  it('fills no more than there is room for, and loses nothing over it', async () => {
    const handle = await begin({ 'a-long-name': '', b: '' });
    const only = (outputBufferLength: number) => ({
      fileInformationClass: FileNamesInformation,
      outputBufferLength,
      fileName: '?*',
    });
    const sizes = { dots: alignUp(12 + 2) + 12 + 4, long: 12 + 22 };
    const ask2 = (room: number) => ask(handle, only(room));
    expect(await statusOf(ask2(11))).to.equal('STATUS_INFO_LENGTH_MISMATCH');
    expect(await statusOf(ask2(13))).to.equal('STATUS_BUFFER_OVERFLOW');
    expect((await ask2(sizes.dots)).entries.map(({ fileName }) => fileName)).to.deep.equal(['.', '..']);
    expect(await statusOf(ask2(sizes.long - 1))).to.equal('STATUS_BUFFER_OVERFLOW');
    expect((await ask2(sizes.long)).entries.map(({ fileName }) => fileName)).to.deep.equal(['a-long-name']);
    expect((await ask2(4096)).entries.map(({ fileName }) => fileName)).to.deep.equal(['b']);
  });

  it('tells 5,000 entries once each, whatever the room and however many ask', async () => {
    const wanted = Array.from({ length: 5000 }, (_, index) => `file-${index}`);
    const handle = await begin(Object.fromEntries(wanted.map(name => [name, ''])));
    const found: string[] = [];
    for (let over = false; !over;) {
      const answers = await Promise.all(
        [1000, 65_536, 7001].map(room => ask(handle, { outputBufferLength: room })),
      );
      for (const { entries } of answers) found.push(...entries.map(({ fileName }) => fileName));
      over = answers.some(({ entries }) => entries.length === 0);
    }
    expect(found).to.deep.equal(['.', '..', ...wanted]);
  });

  it('fetches only what is asked for, and ends the fetching when the folder is closed', async () => {
    const fs = memory({ a: '' });
    let fetched = 0;
    let ended = false;
    fs.list = function* () {
      try {
        for (;;) yield [{ ...root, path: `f${++fetched}` }];
      } finally {
        ended = true;
      }
    };
    const root = await fs.lookup('');
    const handle = await begin({}, { shares: { t: fs } });
    expect((await names(handle, { outputBufferLength: 1000 })).slice(0, 3)).to.deep.equal(['.', '..', 'f1']);
    expect(fetched).to.be.below(20);
    await firstValueFrom(close(handle));
    expect(ended).to.equal(true);
  });

  it('refuses what makes no sense', async () => {
    const handle = await begin({ a: '' });
    const file = await open(tree, 'a');
    const blind = await open(tree, '', { access: AccessMask.READ_ATTRIBUTES });
    expect(await statusIn(file.handle)).to.equal('STATUS_INVALID_PARAMETER');
    expect(await statusIn(blind.handle)).to.equal('STATUS_ACCESS_DENIED');
    const unknown = { ...FileIdBothDirectoryInformation, infoClass: 99 };
    expect(await statusIn(handle, { fileInformationClass: unknown })).to.equal('STATUS_INVALID_INFO_CLASS');
    for (const fileName of ['a\\b', 'a/b', '*'.repeat(600)]) {
      expect(await statusIn(handle, { fileName })).to.equal('STATUS_OBJECT_NAME_INVALID');
    }
    const tooMuch = { outputBufferLength: 2 ** 20 + 1 };
    expect(await statusIn(handle, tooMuch)).to.equal('STATUS_INVALID_PARAMETER');
  });
});

function alignUp(length: number): number {
  return Math.ceil(length / 8) * 8;
}

import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { close } from '../../../lib/commands/close.ts';
import { queryInfo } from '../../../lib/commands/query-info.ts';
import { read } from '../../../lib/commands/read.ts';
import { setInfo } from '../../../lib/commands/set-info.ts';
import type { Open, Tree } from '../../../lib/commands/target.ts';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import { readOnly } from '../../../lib/server/file-systems/read-only.ts';
import { FiletimeChange } from '../../../lib/wire/dtyp/filetime.ts';
import { FileAllocationInformation } from '../../../lib/wire/fscc/file-allocation-information.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../../lib/wire/fscc/file-disposition-information.ts';
import {
  FileDispositionFlags,
  FileDispositionInformationEx,
} from '../../../lib/wire/fscc/file-disposition-information-ex.ts';
import { FileEndOfFileInformation } from '../../../lib/wire/fscc/file-end-of-file-information.ts';
import { FileFsControlInformation } from '../../../lib/wire/fscc/file-fs-control-information.ts';
import { FileFullEaInformation } from '../../../lib/wire/fscc/file-full-ea-information.ts';
import { FileLinkInformation } from '../../../lib/wire/fscc/file-link-information.ts';
import { FileModeInformation } from '../../../lib/wire/fscc/file-mode-information.ts';
import { FilePositionInformation } from '../../../lib/wire/fscc/file-position-information.ts';
import { FileRenameInformation } from '../../../lib/wire/fscc/file-rename-information.ts';
import {
  FileRenameFlags,
  FileRenameInformationEx,
} from '../../../lib/wire/fscc/file-rename-information-ex.ts';
import { FileStandardInformation } from '../../../lib/wire/fscc/file-standard-information.ts';
import { FileValidDataLengthInformation } from '../../../lib/wire/fscc/file-valid-data-length-information.ts';
import type { InformationClass } from '../../../lib/wire/fscc/information-class.ts';
import { AccessMask, CreateOptions, FileAttributes } from '../../../lib/wire/smb2/create.ts';
import { open, type Served, served, statusOf } from '../served.ts';

const TIME = 132_223_104_000_000_000n;

describe('SET_INFO', () => {
  let world: Served;
  let tree: Tree;

  async function begin(...args: Parameters<typeof served>): Promise<void> {
    world = await served(...args);
    ({ tree } = await world.mount());
  }

  afterEach(() => world[Symbol.asyncDispose]());

  async function opened(path: string, asked: Parameters<typeof open>[2] = {}): Promise<Open> {
    return (await open(tree, path, asked)).handle;
  }

  function set<I>(handle: Open, what: InformationClass<unknown, I>, value: I): Promise<string> {
    return statusOf(firstValueFrom(setInfo(handle, what, value)));
  }

  async function listed(path = ''): Promise<string[]> {
    const paths: string[] = [];
    for await (const batch of world.fs.list(path)) paths.push(...batch.map(entry => entry.path));
    return paths;
  }

  async function contentOf(path: string): Promise<string> {
    const bytes = await world.fs.open(path, { write: false });
    const into = Buffer.alloc(await bytes.size());
    await bytes.read(0, into);
    await bytes.close();
    return into.toString();
  }

  const OK = 'STATUS_SUCCESS';
  const DENIED = 'STATUS_ACCESS_DENIED';
  const INVALID = 'STATUS_INVALID_PARAMETER';

  describe('of times and attributes', () => {
    beforeEach(() => begin({ a: '', d: {} }));

    it('sets what is given and leaves the rest', async () => {
      const handle = await opened('a');
      const before = await world.fs.lookup('a');
      const given = { creationTime: TIME, lastWriteTime: TIME + 1n, fileAttributes: FileAttributes.HIDDEN };
      expect(await set(handle, FileBasicInformation, given)).to.equal(OK);
      const after = await world.fs.lookup('a');
      expect(after).to.include({ creationTime: TIME, lastWriteTime: TIME + 1n, attributes: 2 });
      expect(after.lastAccessTime).to.equal(before.lastAccessTime);
      const { LEAVE, FREEZE, RESUME } = FiletimeChange;
      const none = { creationTime: FREEZE, lastAccessTime: RESUME, lastWriteTime: LEAVE };
      expect(await set(handle, FileBasicInformation, none)).to.equal(OK);
      expect(await world.fs.lookup('a')).to.deep.equal(after);
      await set(handle, FileBasicInformation, { fileAttributes: FileAttributes.NORMAL });
      expect(await world.fs.lookup('a')).to.include({ attributes: 0, creationTime: TIME });
    });

    it('keeps what is not the client’s to decide', async () => {
      await world.fs.update('a', { attributes: FileAttributes.SPARSE_FILE | FileAttributes.ARCHIVE });
      await set(await opened('a'), FileBasicInformation, { fileAttributes: FileAttributes.READONLY });
      const kept = FileAttributes.SPARSE_FILE | FileAttributes.READONLY;
      expect(await world.fs.lookup('a')).to.include({ attributes: kept });
    });

    it('refuses what cannot be', async () => {
      const [file, folder] = [await opened('a'), await opened('d')];
      const { DIRECTORY, TEMPORARY } = FileAttributes;
      expect(await set(file, FileBasicInformation, { fileAttributes: DIRECTORY })).to.equal(INVALID);
      expect(await set(folder, FileBasicInformation, { fileAttributes: TEMPORARY })).to.equal(INVALID);
      expect(await set(folder, FileBasicInformation, { fileAttributes: DIRECTORY })).to.equal(OK);
      expect(await set(file, FileBasicInformation, { creationTime: -3n })).to.equal(INVALID);
      const blind = await opened('a', { access: AccessMask.READ_ATTRIBUTES });
      expect(await set(blind, FileBasicInformation, { creationTime: TIME })).to.equal(DENIED);
    });
  });

  describe('of sizes', () => {
    beforeEach(() => begin({ a: 'hello', d: {} }));

    it('cuts and grows a file', async () => {
      const handle = await opened('a');
      expect(await set(handle, FileEndOfFileInformation, { endOfFile: 2n })).to.equal(OK);
      expect(await contentOf('a')).to.equal('he');
      await set(handle, FileEndOfFileInformation, { endOfFile: 4n });
      expect(await contentOf('a')).to.equal('he\0\0');
      expect(await set(handle, FileAllocationInformation, { allocationSize: 4096n })).to.equal(OK);
      expect(await contentOf('a')).to.equal('he\0\0');
      await set(handle, FileAllocationInformation, { allocationSize: 1n });
      expect(await contentOf('a')).to.equal('h');
    });

    it('refuses what cannot be', async () => {
      const reader = await opened('a', { access: AccessMask.READ_DATA });
      expect(await set(reader, FileEndOfFileInformation, { endOfFile: 0n })).to.equal(DENIED);
      const handle = await opened('a');
      expect(await set(handle, FileEndOfFileInformation, { endOfFile: -1n })).to.equal(INVALID);
      expect(await set(await opened('d'), FileEndOfFileInformation, { endOfFile: 0n })).to.equal(INVALID);
      const status = await set(handle, FileValidDataLengthInformation, { validDataLength: 5n });
      expect(status).to.equal('STATUS_PRIVILEGE_NOT_HELD');
    });

    it('sets position and mode of the handle', async () => {
      const handle = await opened('a');
      expect(await set(handle, FilePositionInformation, { currentByteOffset: 7n })).to.equal(OK);
      const { information } = await firstValueFrom(queryInfo(handle, FilePositionInformation));
      expect(information).to.deep.equal({ currentByteOffset: 7n });
      expect(await set(handle, FilePositionInformation, { currentByteOffset: -7n })).to.equal(INVALID);
      const mode = CreateOptions.WRITE_THROUGH;
      expect(await set(handle, FileModeInformation, { mode })).to.equal(OK);
      const asked = await firstValueFrom(queryInfo(handle, FileModeInformation));
      expect(asked.information).to.deep.equal({ mode });
      const odd = { mode: CreateOptions.DELETE_ON_CLOSE };
      expect(await set(handle, FileModeInformation, odd)).to.equal(INVALID);
    });
  });

  describe('of the disposition', () => {
    const gone = { deletePending: true };
    const { DELETE, POSIX_SEMANTICS, IGNORE_READONLY_ATTRIBUTE, ON_CLOSE } = FileDispositionFlags;

    beforeEach(() => begin({ a: 'hello', d: { b: '' }, e: {} }));

    it('removes a file when the last handle is closed', async () => {
      const [one, two] = [await opened('a'), await opened('a')];
      expect(await set(one, FileDispositionInformation, gone)).to.equal(OK);
      const { information } = await firstValueFrom(queryInfo(two, FileStandardInformation));
      expect(information.deletePending).to.equal(true);
      expect(await statusOf(opened('a'))).to.equal('STATUS_DELETE_PENDING');
      await firstValueFrom(close(one));
      expect(await listed()).to.include('a');
      await firstValueFrom(close(two));
      expect(await listed()).to.not.include('a');
    });

    it('takes the mark back', async () => {
      const handle = await opened('a');
      await set(handle, FileDispositionInformation, gone);
      expect(await set(handle, FileDispositionInformation, { deletePending: false })).to.equal(OK);
      await firstValueFrom(close(handle));
      expect(await listed()).to.include('a');
    });

    it('removes an empty folder and no other, nor the share itself', async () => {
      const [full, empty, root] = [await opened('d'), await opened('e'), await opened('')];
      expect(await set(full, FileDispositionInformation, gone)).to.equal('STATUS_DIRECTORY_NOT_EMPTY');
      expect(await set(root, FileDispositionInformation, gone)).to.equal('STATUS_CANNOT_DELETE');
      expect(await set(empty, FileDispositionInformation, gone)).to.equal(OK);
      await firstValueFrom(close(empty));
      expect(await listed()).to.deep.equal(['a', 'd']);
    });

    it('spares what is read-only, unless told not to', async () => {
      await world.fs.update('a', { attributes: FileAttributes.READONLY });
      const handle = await opened('a', { access: AccessMask.DELETE });
      expect(await set(handle, FileDispositionInformation, gone)).to.equal('STATUS_CANNOT_DELETE');
      const flags = DELETE | IGNORE_READONLY_ATTRIBUTE;
      expect(await set(handle, FileDispositionInformationEx, { flags })).to.equal(OK);
      await firstValueFrom(close(handle));
      expect(await listed()).to.not.include('a');
    });

    it('needs the right to', async () => {
      const handle = await opened('a', { access: AccessMask.READ_DATA | AccessMask.WRITE_DATA });
      expect(await set(handle, FileDispositionInformation, gone)).to.equal(DENIED);
    });

    it('frees the name at once and leaves others their bytes, the way of POSIX', async () => {
      const [one, two] = [await opened('a'), await opened('a')];
      const flags = DELETE | POSIX_SEMANTICS;
      expect(await set(one, FileDispositionInformationEx, { flags })).to.equal(OK);
      await firstValueFrom(close(one));
      expect(await listed()).to.not.include('a');
      await world.fs.create('a', { isDirectory: false, attributes: 0 });
      const { data } = await firstValueFrom(read(two, { offset: 0n, length: 5 }));
      expect(Buffer.from(data).toString()).to.equal('hello');
      // what is told and changed by name would be another file's
      const renamed = { fileName: 'c', replaceIfExists: false };
      expect(await set(two, FileRenameInformation, renamed)).to.equal('STATUS_FILE_CLOSED');
      expect(await set(two, FileBasicInformation, { creationTime: TIME })).to.equal('STATUS_FILE_CLOSED');
      await firstValueFrom(close(two));
      expect(await listed()).to.include('a');
    });

    it('changes what CREATE said of closing, if it did', async () => {
      const plain = await opened('a');
      expect(await set(plain, FileDispositionInformationEx, { flags: ON_CLOSE })).to.equal(
        'STATUS_NOT_SUPPORTED',
      );
      const handle = await opened('a', { options: CreateOptions.DELETE_ON_CLOSE });
      expect(await set(handle, FileDispositionInformationEx, { flags: ON_CLOSE })).to.equal(OK);
      await firstValueFrom(close(handle));
      await firstValueFrom(close(plain));
      expect(await listed()).to.include('a');
    });

    it('removes a stream alone', async () => {
      await (await world.fs.open('a', { write: true, stream: 's', create: true })).close();
      const handle = await opened('a:s');
      expect(await set(handle, FileDispositionInformation, gone)).to.equal(OK);
      await firstValueFrom(close(handle));
      expect(await world.fs.streams?.('a')).to.deep.equal([]);
      expect(await contentOf('a')).to.equal('hello');
    });
  });

  describe('of the name', () => {
    beforeEach(() => begin({ a: 'hello', b: 'other', d: { c: '', sub: {} }, e: {} }));

    function rename(handle: Open, fileName: string, replaceIfExists = false): Promise<string> {
      return set(handle, FileRenameInformation, { fileName, replaceIfExists });
    }

    it('moves a file, and every handle of it', async () => {
      const [one, two] = [await opened('a'), await opened('a')];
      expect(await rename(one, 'd\\z')).to.equal(OK);
      expect(await contentOf('d/z')).to.equal('hello');
      expect(await rename(two, 'a2')).to.equal(OK);
      expect(await listed()).to.include('a2');
      expect(await listed('d')).to.deep.equal(['d/c', 'd/sub']);
    });

    it('changes the case alone', async () => {
      const handle = await opened('a');
      expect(await rename(handle, 'A')).to.equal(OK);
      expect(await listed())
        .to.include('A')
        .and.not.include('a');
      expect(await rename(await opened('d'), 'D')).to.equal(OK);
      expect(await listed('D')).to.deep.equal(['D/c', 'D/sub']);
    });

    it('replaces only a closed file that may be written, and only if told to', async () => {
      const handle = await opened('a');
      expect(await rename(handle, 'b')).to.equal('STATUS_OBJECT_NAME_COLLISION');
      expect(await rename(handle, 'e', true)).to.equal(DENIED);
      const other = await opened('b');
      expect(await rename(handle, 'b', true)).to.equal(DENIED);
      await firstValueFrom(close(other));
      await world.fs.update('b', { attributes: FileAttributes.READONLY });
      expect(await rename(handle, 'b', true)).to.equal(DENIED);
      await world.fs.update('b', { attributes: 0 });
      expect(await rename(handle, 'b', true)).to.equal(OK);
      expect(await contentOf('b')).to.equal('hello');
    });

    it('replaces what is open or read-only, the way of POSIX', async () => {
      const [handle, other] = [await opened('a'), await opened('b')];
      await world.fs.update('b', { attributes: FileAttributes.READONLY });
      const { REPLACE_IF_EXISTS, POSIX_SEMANTICS, IGNORE_READONLY_ATTRIBUTE } = FileRenameFlags;
      const flags = REPLACE_IF_EXISTS | POSIX_SEMANTICS | IGNORE_READONLY_ATTRIBUTE;
      expect(await set(handle, FileRenameInformationEx, { fileName: 'b', flags })).to.equal(OK);
      const { data } = await firstValueFrom(read(other, { offset: 0n, length: 5 }));
      expect(Buffer.from(data).toString()).to.equal('other');
      expect(await contentOf('b')).to.equal('hello');
    });

    it('moves no folder in which something is open, nor into itself', async () => {
      const [folder, child] = [await opened('d'), await opened('d\\c')];
      expect(await rename(folder, 'x')).to.equal(DENIED);
      await firstValueFrom(close(child));
      expect(await rename(folder, 'd\\sub\\d')).to.equal(INVALID);
      expect(await rename(folder, 'x')).to.equal(OK);
      expect(await listed('x')).to.deep.equal(['x/c', 'x/sub']);
    });

    it('refuses what cannot be', async () => {
      const handle = await opened('a');
      expect(await rename(handle, 'none\\a')).to.equal('STATUS_OBJECT_PATH_NOT_FOUND');
      expect(await rename(handle, 'x?')).to.equal('STATUS_OBJECT_NAME_INVALID');
      expect(await rename(handle, '..\\x')).to.equal('STATUS_OBJECT_PATH_SYNTAX_BAD');
      expect(await rename(await opened(''), 'x')).to.equal(DENIED);
      const reader = await opened('a', { access: AccessMask.READ_DATA });
      expect(await rename(reader, 'x')).to.equal(DENIED);
      expect(await set(handle, FileRenameInformation, { fileName: 'x', rootDirectory: 1n })).to.equal(
        INVALID,
      );
    });

    it('renames a stream', async () => {
      await (await world.fs.open('a', { write: true, stream: 's', create: true })).close();
      const handle = await opened('a:s');
      expect(await rename(handle, ':t')).to.equal(OK);
      expect((await world.fs.streams?.('a'))?.map(({ name }) => name)).to.deep.equal(['t']);
      expect(await rename(await opened('a'), ':u')).to.equal(INVALID);
    });

    it('adds one more', async () => {
      const handle = await opened('a');
      const link = (fileName: string, replaceIfExists = false) =>
        set(handle, FileLinkInformation, { fileName, replaceIfExists });
      expect(await link('d\\l')).to.equal(OK);
      expect(await world.fs.lookup('d/l')).to.include({
        links: 2,
        fileId: (await world.fs.lookup('a')).fileId,
      });
      expect(await link('b')).to.equal('STATUS_OBJECT_NAME_COLLISION');
      expect(await link('b', true)).to.equal(OK);
      expect(await contentOf('b')).to.equal('hello');
      expect(await link('none\\l')).to.equal('STATUS_OBJECT_PATH_NOT_FOUND');
      const folder = set(await opened('d'), FileLinkInformation, { fileName: 'f' });
      expect(await folder).to.equal('STATUS_FILE_IS_A_DIRECTORY');
    });
  });

  it('sets extended attributes, and removes those without a value', async () => {
    await begin({ a: '' });
    const handle = await opened('a');
    const value = Buffer.from('x');
    expect(await set(handle, FileFullEaInformation, [{ eaName: 'K', eaValue: value }])).to.equal(OK);
    const [xattr] = (await world.fs.getXattrs?.('a')) ?? [];
    expect(xattr?.name).to.equal('K');
    expect(Buffer.from(xattr?.value ?? []).toString()).to.equal('x');
    await set(handle, FileFullEaInformation, [{ eaName: 'K' }]);
    expect(await world.fs.getXattrs?.('a')).to.deep.equal([]);
    const reader = await opened('a', { access: AccessMask.READ_DATA });
    expect(await set(reader, FileFullEaInformation, [{ eaName: 'K' }])).to.equal(DENIED);
  });

  it('changes nothing that cannot be changed', async () => {
    const fs = readOnly(memory({ a: 'hello' }));
    await begin({}, { shares: { t: fs } });
    const handle = await opened('a');
    expect(await set(handle, FileBasicInformation, { creationTime: TIME })).to.equal(DENIED);
    expect(await set(handle, FileEndOfFileInformation, { endOfFile: 0n })).to.equal(DENIED);
    expect(await set(handle, FileRenameInformation, { fileName: 'b' })).to.equal(DENIED);
    expect(await set(handle, FileDispositionInformation, { deletePending: true })).to.equal(DENIED);
    const link = await set(handle, FileLinkInformation, { fileName: 'b' });
    expect(link).to.equal('STATUS_MEDIA_WRITE_PROTECTED');
    expect(await fs.lookup('a')).to.include({ size: 5 });
  });

  it('refuses classes that it does not know, and buffers that are too short', async () => {
    await begin({ a: '' });
    const handle = await opened('a');
    const unknown = { ...FileBasicInformation, infoClass: 199 };
    expect(await set(handle, unknown, {})).to.equal('STATUS_INVALID_INFO_CLASS');
    const short = { ...FileBasicInformation, codec: { encode: () => new Uint8Array(3), decode: () => 0 } };
    expect(await set(handle, short, 0)).to.equal('STATUS_INFO_LENGTH_MISMATCH');
    expect(await set(handle, FileFsControlInformation, {})).to.equal('STATUS_NOT_SUPPORTED');
  });
});

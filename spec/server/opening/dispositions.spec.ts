import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { close } from '../../../lib/commands/close.ts';
import type { Share } from '../../../lib/share/share.ts';
import {
  AccessMask,
  CreateAction,
  CreateDisposition,
  CreateOptions,
  FileAttributes,
} from '../../../lib/wire/smb2/create.ts';
import { type Asked, open, type Served, served, statusOf } from '../served.ts';

const { SUPERSEDE, OPEN, CREATE, OPEN_IF, OVERWRITE, OVERWRITE_IF } = CreateDisposition;
const NOT_FOUND = 'STATUS_OBJECT_NAME_NOT_FOUND';
const COLLISION = 'STATUS_OBJECT_NAME_COLLISION';

describe('CREATE on the server', () => {
  let world: Served;
  let share: Share;

  beforeEach(async () => {
    world = await served({
      'file.txt': 'twelve bytes',
      folder: { inner: 'x' },
      empty: {},
    });
    share = await world.mount();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  async function opened(path: string, asked: Asked) {
    const response = await open(share.tree, path, asked);
    await firstValueFrom(close(response.handle));
    return response;
  }

  const table = [
    ['SUPERSEDE', SUPERSEDE, CreateAction.SUPERSEDED, 0n, CreateAction.CREATED],
    ['OPEN', OPEN, CreateAction.OPENED, 12n, NOT_FOUND],
    ['CREATE', CREATE, COLLISION, undefined, CreateAction.CREATED],
    ['OPEN_IF', OPEN_IF, CreateAction.OPENED, 12n, CreateAction.CREATED],
    ['OVERWRITE', OVERWRITE, CreateAction.OVERWRITTEN, 0n, NOT_FOUND],
    ['OVERWRITE_IF', OVERWRITE_IF, CreateAction.OVERWRITTEN, 0n, CreateAction.CREATED],
  ] as const;
  for (const [name, disposition, existing, size, missing] of table) {
    it(`does with ${name} what it says to a file that exists`, async () => {
      if (typeof existing === 'string') {
        expect(await statusOf(opened('file.txt', { disposition }))).to.equal(existing);
        expect((await world.fs.lookup('file.txt')).size).to.equal(12);
        return;
      }
      const response = await opened('file.txt', { disposition });
      expect(response).to.include({ createAction: existing, endOfFile: size });
      expect((await world.fs.lookup('file.txt')).size).to.equal(Number(size));
    });

    it(`does with ${name} what it says to a file that is missing`, async () => {
      if (typeof missing === 'string') {
        expect(await statusOf(opened('new.txt', { disposition }))).to.equal(missing);
        expect(await world.fs.lookup('new.txt').catch((error: unknown) => error)).to.include({
          code: 'ENOENT',
        });
        return;
      }
      expect(await opened('new.txt', { disposition })).to.include({ createAction: missing, endOfFile: 0n });
      expect((await world.fs.lookup('new.txt')).isDirectory).to.equal(false);
    });
  }

  it('makes a folder where one is asked for', async () => {
    const response = await opened('new', { disposition: CREATE, options: CreateOptions.DIRECTORY_FILE });
    expect(response.fileAttributes & FileAttributes.DIRECTORY).to.not.equal(0);
    expect((await world.fs.lookup('new')).isDirectory).to.equal(true);
  });

  const refusals: readonly (readonly [string, string, Asked, string])[] = [
    ['a file as a folder', 'file.txt', { options: CreateOptions.DIRECTORY_FILE }, 'STATUS_NOT_A_DIRECTORY'],
    [
      'a folder as a file',
      'folder',
      { options: CreateOptions.NON_DIRECTORY_FILE },
      'STATUS_FILE_IS_A_DIRECTORY',
    ],
    ['a file with a separator behind', 'file.txt\\', {}, 'STATUS_NOT_A_DIRECTORY'],
    ['a folder emptied', 'folder', { disposition: OVERWRITE_IF }, COLLISION],
    ['a folder superseded', 'folder', { disposition: SUPERSEDE, options: 1 }, 'STATUS_INVALID_PARAMETER'],
    ['both kinds at once', 'folder', { options: 0x41 }, 'STATUS_INVALID_PARAMETER'],
    ['a disposition that there is not', 'file.txt', { disposition: 6 as never }, 'STATUS_INVALID_PARAMETER'],
    ['no access at all', 'file.txt', { access: 0 }, 'STATUS_ACCESS_DENIED'],
    ['a share mode that there is not', 'file.txt', { sharing: 8 }, 'STATUS_INVALID_PARAMETER'],
    ['a file by its id', 'file.txt', { options: CreateOptions.OPEN_BY_FILE_ID }, 'STATUS_NOT_SUPPORTED'],
    ['what lies below a missing folder', 'none\\file', {}, 'STATUS_OBJECT_PATH_NOT_FOUND'],
    ['what lies below a file', 'file.txt\\inner', {}, 'STATUS_OBJECT_PATH_NOT_FOUND'],
    [
      'a new file below a missing folder',
      'none\\new',
      { disposition: CREATE },
      'STATUS_OBJECT_PATH_NOT_FOUND',
    ],
    [
      'deletion without the right to delete',
      'file.txt',
      { access: AccessMask.READ_DATA, options: CreateOptions.DELETE_ON_CLOSE },
      'STATUS_ACCESS_DENIED',
    ],
  ];
  for (const [what, path, asked, status] of refusals) {
    it(`refuses ${what}`, async () => {
      expect(await statusOf(opened(path, asked))).to.equal(status);
    });
  }

  it('finds a name in any case, and keeps its spelling', async () => {
    await opened('FILE.TXT', {});
    await opened('Folder\\INNER', { disposition: OVERWRITE });
    expect((await world.fs.lookup('folder/inner')).path).to.equal('folder/inner');
  });

  it('lets nobody write to a file that is read-only, but marks others as worth archiving', async () => {
    await world.fs.update('file.txt', { attributes: FileAttributes.READONLY });
    expect(await statusOf(opened('file.txt', { access: AccessMask.WRITE_DATA }))).to.equal(
      'STATUS_ACCESS_DENIED',
    );
    expect(await statusOf(opened('file.txt', { disposition: OVERWRITE }))).to.equal('STATUS_ACCESS_DENIED');
    const deletes = { access: AccessMask.DELETE, options: CreateOptions.DELETE_ON_CLOSE };
    expect(await statusOf(opened('file.txt', deletes))).to.equal('STATUS_CANNOT_DELETE');
    await opened('file.txt', { access: AccessMask.READ_DATA });
    const made = await opened('new.txt', { disposition: CREATE, attributes: FileAttributes.HIDDEN });
    expect(made.fileAttributes).to.equal(FileAttributes.HIDDEN | FileAttributes.ARCHIVE);
  });

  it('overwrites a hidden file only for who says that it is hidden', async () => {
    await world.fs.update('file.txt', { attributes: FileAttributes.HIDDEN });
    const overwrite = { disposition: OVERWRITE };
    expect(await statusOf(opened('file.txt', overwrite))).to.equal('STATUS_ACCESS_DENIED');
    expect(await statusOf(opened('file.txt', { ...overwrite, attributes: FileAttributes.HIDDEN }))).to.equal(
      'STATUS_SUCCESS',
    );
  });

  it('deletes on close when the last open goes, and lets nobody in before', async () => {
    const one = await open(share.tree, 'file.txt');
    const two = await open(share.tree, 'file.txt', {
      access: AccessMask.DELETE,
      options: CreateOptions.DELETE_ON_CLOSE,
    });
    await firstValueFrom(close(two.handle));
    expect(await statusOf(open(share.tree, 'file.txt'))).to.equal('STATUS_DELETE_PENDING');
    expect((await world.fs.lookup('file.txt')).size).to.equal(12);
    await firstValueFrom(close(one.handle));
    expect(await statusOf(open(share.tree, 'file.txt'))).to.equal(NOT_FOUND);
  });

  it('leaves a folder that is not empty', async () => {
    const options = CreateOptions.DELETE_ON_CLOSE | CreateOptions.DIRECTORY_FILE;
    await opened('folder', { access: AccessMask.DELETE, options });
    await opened('empty', { access: AccessMask.DELETE, options });
    expect((await world.fs.lookup('folder')).isDirectory).to.equal(true);
    expect(await statusOf(open(share.tree, 'empty'))).to.equal(NOT_FOUND);
  });

  it('deletes what a client left open that is gone', async () => {
    const other = await world.mount();
    await open(other.tree, 'file.txt', { access: AccessMask.DELETE, options: CreateOptions.DELETE_ON_CLOSE });
    await other.close();
    expect(await statusOf(open(share.tree, 'file.txt'))).to.equal(NOT_FOUND);
  });

  it('lets in who comes on the heels of a CLOSE', async () => {
    for (let round = 0; round < 20; round++) {
      const { handle } = await open(share.tree, 'file.txt', { sharing: 0 });
      const closing = firstValueFrom(close(handle));
      const next = open(share.tree, 'file.txt', { sharing: 0 });
      await closing;
      await firstValueFrom(close((await next).handle));
    }
  });
});

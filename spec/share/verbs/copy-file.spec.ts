import { expect } from 'chai';
import { cp } from '../../../lib/share/verbs/cp.ts';
import { copyFile } from '../../../lib/share/verbs/copy-file.ts';
import type { Volume } from '../../../lib/share/volume.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileIdBothDirectoryInformation } from '../../../lib/wire/fscc/file-id-both-directory-information.ts';
import { ReparseDataBuffer } from '../../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { ReparseTag } from '../../../lib/wire/fscc/reparse/reparse-tag.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import {
  CreateDisposition,
  CreateOptions,
  CreateRequest,
  FileAttributes,
} from '../../../lib/wire/smb2/create.ts';
import { FsctlCode, IoctlRequest } from '../../../lib/wire/smb2/ioctl.ts';
import { QueryInfoRequest } from '../../../lib/wire/smb2/query-info.ts';
import { ReadRequest } from '../../../lib/wire/smb2/read.ts';
import { SetInfoRequest } from '../../../lib/wire/smb2/set-info.ts';
import { dataOf, WriteRequest } from '../../../lib/wire/smb2/write.ts';
import { type Answer, answers, type Received, type ScriptServer } from '../../support/script-server.ts';
import { failure, volumeRig } from './verbs-rig.ts';

const SIZE = 3_000_000;
const DATA = Buffer.alloc(SIZE, 'some bytes that must arrive ');

describe('copyFile on a server that does not copy', () => {
  let server: ScriptServer;
  let volume: Volume;
  /** What was written, where. */
  let written: Buffer;

  beforeEach(async () => {
    ({ server, volume } = await volumeRig());
    written = Buffer.alloc(SIZE);
    server
      .on(Command.CREATE, request => {
        const { name } = request.read(CreateRequest);
        if (name === 'dest') return answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
        return answers.created({ endOfFile: name === 'source' ? BigInt(SIZE) : 0n });
      })
      .on(Command.QUERY_INFO, request => {
        expect(request.read(QueryInfoRequest).fileInfoClass).to.equal(FileInternalInformation.infoClass);
        return answers.information(FileInternalInformation.codec.encode({ indexNumber: 1n }));
      })
      .on(Command.READ, request => {
        const { offset, length } = request.read(ReadRequest);
        const data = DATA.subarray(Number(offset), Number(offset) + length);
        return data.length === 0 ? answers.endOfFile() : answers.data(data);
      })
      .on(Command.WRITE, request => {
        const fields = request.read(WriteRequest);
        written.set(dataOf(request.message, fields), Number(fields.offset));
        return answers.written(fields.length);
      });
  });

  /** The classes that were set, one after the other. */
  const set = () => server.got(Command.SET_INFO).map(request => request.read(SetInfoRequest).fileInfoClass);
  const [BASIC, RENAME, DISPOSITION] = [4, 10, 13];

  const REFUSALS: [string, Answer][] = [
    ['STATUS_NOT_SUPPORTED', answers.refused(NtStatus.STATUS_NOT_SUPPORTED)],
    ['STATUS_INVALID_DEVICE_REQUEST', answers.refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST)],
    ['STATUS_NOT_IMPLEMENTED', answers.refused(NtStatus.STATUS_NOT_IMPLEMENTED)],
    ['a bare STATUS_INVALID_PARAMETER', answers.refused(NtStatus.STATUS_INVALID_PARAMETER)],
    ['STATUS_OBJECT_NAME_NOT_FOUND', answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND)],
  ];
  for (const [name, refusal] of REFUSALS) {
    it(`reads and writes after ${name}`, async () => {
      server.on(Command.IOCTL, refusal);
      await copyFile(volume, 'source', 'dest');
      expect(written.equals(DATA)).to.equal(true);
      expect(set()).to.deep.equal([RENAME, BASIC]);
      expect(server.handles.size).to.equal(0);
    });
  }

  it('does so too where the key is given and the copy refused', async () => {
    server.on(
      Command.IOCTL,
      request => answers.output(request.read(IoctlRequest).ctlCode, new Uint8Array(32)),
      answers.refused(NtStatus.STATUS_NOT_SUPPORTED),
    );
    await copyFile(volume, 'source', 'dest');
    expect(written.equals(DATA)).to.equal(true);
  });

  it('removes what it began where a write fails', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    server.on(Command.WRITE, answers.refused(NtStatus.STATUS_DISK_FULL));
    const error = await failure(copyFile(volume, 'source', 'dest'));
    expect(error).to.include({ code: 'ENOSPC', syscall: 'copyfile', path: 'source', dest: 'dest' });
    expect(error.message).to.not.contain('.rxsmb-');
    expect(set()).to.deep.equal([DISPOSITION]);
    expect(server.handles.size).to.equal(0);
  });

  it('goes no other way where the server could copy but has no room', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_DISK_FULL));
    expect(await failure(copyFile(volume, 'source', 'dest'))).to.include({ code: 'ENOSPC' });
    expect(server.got(Command.READ)).to.deep.equal([]);
    expect(set()).to.deep.equal([DISPOSITION]);
  });

  it('removes what it made where it cannot have its name', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_ACCESS_DENIED), answers.usual);
    expect(await failure(copyFile(volume, 'source', 'dest'))).to.include({ code: 'EACCES' });
    expect(set()).to.deep.equal([RENAME, BASIC, DISPOSITION]);
    expect(server.handles.size).to.equal(0);
  });

  it('keeps it where it has its name already', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    server.on(Command.SET_INFO, answers.usual, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    expect(await failure(copyFile(volume, 'source', 'dest'))).to.include({ code: 'EACCES' });
    expect(set()).to.deep.equal([RENAME, BASIC]);
    expect(server.handles.size).to.equal(0);
  });

  describe('unsubscribed', () => {
    /** Requests of one command that the script left unanswered, and a promise of the first. */
    function held(command: Command, when: (request: Received) => boolean = () => true) {
      const requests: Received[] = [];
      let first: () => void = () => undefined;
      const came = new Promise<void>(resolve => (first = resolve));
      server.on(command, request => {
        if (!when(request) || requests.length > 0) return answers.usual(request);
        requests.push(request);
        first();
        return undefined;
      });
      return {
        came,
        answer: (answer: Answer) => requests.forEach(request => server.answer(request, answer)),
      };
    }
    const isClass = (infoClass: number) => (request: Received) =>
      request.read(SetInfoRequest).fileInfoClass === infoClass;

    beforeEach(() => server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED)));

    afterEach(() => {
      expect(server.violation).to.equal(undefined);
      expect(server.handles.size).to.equal(0);
    });

    it('before its CREATE was answered, removes what comes of that', async () => {
      let made: Received | undefined;
      let begun: () => void = () => undefined;
      const creating = new Promise<void>(resolve => (begun = resolve));
      server.on(Command.CREATE, request => {
        const { name } = request.read(CreateRequest);
        if (name === 'dest') return answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
        if (name === 'source') return answers.created({ endOfFile: BigInt(SIZE) });
        made = request;
        begun();
        return undefined;
      });
      const subscription = copyFile(volume, 'source', 'dest').subscribe();
      await creating;
      subscription.unsubscribe();
      expect(set()).to.deep.equal([]);
      expect(server.got(Command.CANCEL)).to.deep.equal([]);
      server.answer(made!, answers.created());
      expect(set()).to.deep.equal([DISPOSITION]);
      expect(server.got(Command.WRITE)).to.deep.equal([]);
    });

    it('while it writes, removes what is there', async () => {
      const { came, answer } = held(Command.WRITE);
      const subscription = copyFile(volume, 'source', 'dest').subscribe();
      await came;
      subscription.unsubscribe();
      expect(set()).to.deep.equal([DISPOSITION]);
      answer(answers.refused(NtStatus.STATUS_CANCELLED));
    });

    it('while it gets its name, lets it have that', async () => {
      const { came, answer } = held(Command.SET_INFO, isClass(RENAME));
      const subscription = copyFile(volume, 'source', 'dest').subscribe();
      await came;
      subscription.unsubscribe();
      expect(server.got(Command.CANCEL)).to.deep.equal([]);
      answer(answers.usual(server.got(Command.SET_INFO)[0]!));
      expect(set()).to.deep.equal([RENAME, BASIC]);
    });

    it('while it gets its name, removes it where that is refused', async () => {
      const { came, answer } = held(Command.SET_INFO, isClass(RENAME));
      const subscription = copyFile(volume, 'source', 'dest').subscribe();
      await came;
      subscription.unsubscribe();
      answer(answers.refused(NtStatus.STATUS_ACCESS_DENIED));
      expect(set()).to.deep.equal([RENAME, BASIC, DISPOSITION]);
    });

    it('while it is removed after an error, lets that be done', async () => {
      server.on(Command.WRITE, answers.refused(NtStatus.STATUS_DISK_FULL));
      const { came, answer } = held(Command.SET_INFO, isClass(DISPOSITION));
      const subscription = copyFile(volume, 'source', 'dest').subscribe();
      await came;
      subscription.unsubscribe();
      expect(server.got(Command.CANCEL)).to.deep.equal([]);
      answer(answers.usual(server.got(Command.SET_INFO)[0]!));
      expect(set()).to.deep.equal([DISPOSITION]);
    });
  });

  it('removes by its name what the server closed though it refused the name', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    server.on(
      Command.SET_INFO,
      answers.refused(NtStatus.STATUS_ACCESS_DENIED),
      answers.refused(NtStatus.STATUS_FILE_CLOSED),
      answers.usual,
    );
    expect(await failure(copyFile(volume, 'source', 'dest'))).to.include({ code: 'EACCES' });
    expect(set()).to.deep.equal([RENAME, BASIC, DISPOSITION, DISPOSITION]);
    const [made, removed] = server
      .got(Command.CREATE)
      .map(request => request.read(CreateRequest))
      .filter(({ name }) => name.startsWith('.rxsmb-'));
    expect(removed?.name).to.equal(made?.name);
  });

  it('is not what cp does for a link, which stays one', async () => {
    const { REPARSE_POINT, DIRECTORY } = FileAttributes;
    const entry = { fileName: 'link', fileAttributes: REPARSE_POINT | DIRECTORY, eaSize: ReparseTag.SYMLINK };
    const listing = FileIdBothDirectoryInformation.encodeAll([entry]);
    const point = ReparseDataBuffer.encode({
      kind: 'symlink',
      substituteName: 'far',
      printName: 'far',
      relative: true,
    });
    const made: string[] = [];
    server
      .on(Command.CREATE, request => {
        const { name, createDisposition, createOptions } = request.read(CreateRequest);
        if (name === 'to' && createDisposition === CreateDisposition.OPEN) {
          return answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
        }
        if (name === 'to\\link') made.push(`folder: ${(createOptions & CreateOptions.DIRECTORY_FILE) !== 0}`);
        return answers.created({ fileAttributes: DIRECTORY });
      })
      .on(Command.QUERY_DIRECTORY, answers.information(listing), answers.noMoreFiles())
      .on(Command.IOCTL, request => {
        const { ctlCode, input } = request.read(IoctlRequest);
        if (ctlCode === FsctlCode.FSCTL_GET_REPARSE_POINT) return answers.output(ctlCode, point);
        expect(ctlCode).to.equal(FsctlCode.FSCTL_SET_REPARSE_POINT);
        expect(ReparseDataBuffer.decode(input)).to.include({ kind: 'symlink', substituteName: 'far' });
        made.push('link');
        return answers.output(ctlCode, new Uint8Array(0));
      });
    await cp(volume, 'from', 'to', { recursive: true });
    expect(made).to.deep.equal(['folder: true', 'link']);
    expect(server.got(Command.READ)).to.deep.equal([]);
    expect(server.handles.size).to.equal(0);
  });

  it('is what cp does for a file', async () => {
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    await cp(volume, 'source', 'dest');
    expect(written.equals(DATA)).to.equal(true);
  });
});

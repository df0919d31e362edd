import { expect } from 'chai';
import { volumeOf } from '../../../lib/share/volume.ts';
import { readFile } from '../../../lib/share/verbs/read-file.ts';
import { writeFile } from '../../../lib/share/verbs/write-file.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileRenameInformation } from '../../../lib/wire/fscc/file-rename-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { SetInfoRequest } from '../../../lib/wire/smb2/set-info.ts';
import { FileServer, KIB, pattern, turn } from '../../streams/script-file.ts';
import { answers } from '../../support/script-answers.ts';
import { rig } from '../../support/script-rig.ts';
import type { Received } from '../../support/script-server.ts';
import { creates, failure, frames } from './verbs-rig.ts';

const { CREATE, CLOSE, READ, SET_INFO, WRITE } = Command;
const staged = { path: 'a/temp', lastWriteTime: 1234n };

describe('verbs: a file that gets its name last', () => {
  let server: FileServer;
  async function volume(content?: Uint8Array) {
    server = new FileServer(content);
    const { tree } = await rig(server);
    return volumeOf(tree, { path: '', mapNames: true }, () => undefined);
  }
  const classes = (requests: readonly Received[]) =>
    requests.map(request => request.read(SetInfoRequest).fileInfoClass);
  const isRename = (request: Received) =>
    request.read(SetInfoRequest).fileInfoClass === FileRenameInformation.infoClass;

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
    expect([...server.handles]).to.deep.equal([]);
  });

  it('takes two round trips, and is renamed after its bytes and its time', async () => {
    const data = pattern(10 * KIB);
    await writeFile(await volume(), 'a/b', data, { staged });
    expect(frames(server)).to.deep.equal([
      [CREATE, WRITE, SET_INFO],
      [SET_INFO, CLOSE],
    ]);
    const [time, name] = server.got(SET_INFO).map(request => request.read(SetInfoRequest).buffer);
    expect(FileBasicInformation.codec.decode(time!).lastWriteTime).to.equal(1234n);
    const { fileName, replaceIfExists } = FileRenameInformation.codec.decode(name!);
    expect({ fileName, replaceIfExists }).to.deep.equal({ fileName: 'a\\b', replaceIfExists: true });
    expect(creates(server)[0]?.name).to.equal('a\\temp');
    expect(server.content.equals(data)).to.equal(true);
  });

  it('may be empty', async () => {
    await writeFile(await volume(), 'b', Buffer.alloc(0), { staged });
    expect(frames(server)).to.deep.equal([
      [CREATE, SET_INFO],
      [SET_INFO, CLOSE],
    ]);
  });

  it('is not renamed before the server has every byte', async () => {
    const data = pattern(10 * KIB);
    const share = await volume();
    server.most = 4 * KIB;
    await writeFile(share, 'b', data, { staged });
    expect(server.content.equals(data)).to.equal(true);
    expect(server.writes.map(({ offset }) => offset / KIB)).to.deep.equal([0, 4, 8]);
    expect(isRename(server.got(SET_INFO).at(-1)!)).to.equal(true);
    expect(server.requests.map(({ header }) => header.command).slice(-3)).to.deep.equal([
      SET_INFO,
      SET_INFO,
      CLOSE,
    ]);
  });

  it('keeps its temporary name where the bytes do not fit', async () => {
    const share = await volume();
    server.most = 4 * KIB;
    let writes = 0;
    const { most } = server;
    server.on(WRITE, () =>
      writes++ === 0 ? answers.written(most) : answers.refused(NtStatus.STATUS_DISK_FULL),
    );
    const error = await failure(writeFile(share, 'b', pattern(10 * KIB), { staged }));
    expect(error).to.include({ code: 'ENOSPC', path: 'b' });
    expect(server.got(SET_INFO).some(isRename)).to.equal(false);
  });

  it('says where it was the renaming that failed, and closes', async () => {
    const share = await volume();
    server.on(SET_INFO, request =>
      isRename(request) ? answers.refused(NtStatus.STATUS_ACCESS_DENIED) : answers.usual(request),
    );
    const error = await failure(writeFile(share, 'b', pattern(10), { staged }));
    expect(error).to.include({ code: 'EACCES', syscall: 'rename', path: 'a/temp', dest: 'b' });
    expect(classes(server.got(SET_INFO))).to.have.lengthOf(2);
  });

  it('is closed when nobody waits for it any more', async () => {
    const share = await volume();
    server.on(SET_INFO, request => (isRename(request) ? undefined : answers.usual(request)));
    const writing = writeFile(share, 'b', pattern(10), { staged }).subscribe();
    await turn();
    writing.unsubscribe();
    await turn();
    server.handles.clear(); // those chains are never answered
    expect(server.got(CLOSE)).to.not.have.lengthOf(0);
  });

  it('is read in one round trip by whoever knows its size', async () => {
    const data = pattern(200 * KIB);
    const share = await volume(data);
    expect((await readFile(share, 'b', { expected: data.length })).toString('hex')).to.equal(
      data.toString('hex'),
    );
    expect(frames(server)).to.deep.equal([[CREATE, READ, CLOSE]]);
  });
});

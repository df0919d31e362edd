import { expect } from 'chai';
import { readdir } from '../../lib/share/verbs/readdir.ts';
import { stat } from '../../lib/share/verbs/stat.ts';
import { writeFile } from '../../lib/share/verbs/write-file.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileInternalInformation } from '../../lib/wire/fscc/file-internal-information.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { answers } from '../support/script-answers.ts';
import { creates, failure, volumeRig } from './verbs/verbs-rig.ts';

describe('names on a share', () => {
  it('keep every unit on their way from a listing back to the server, halves of surrogate pairs too', async () => {
    const names = ['\ud83c', '\udf89 x', 'a\udc00\ud800', 'e\u0301', '\u00e9', '\ufeffbom', 'ﬀ'];
    const { server, volume } = await volumeRig();
    server.on(Command.QUERY_DIRECTORY, answers.entries(...names), answers.noMoreFiles());
    server.on(Command.QUERY_INFO, () =>
      answers.information(FileInternalInformation.codec.encode({ indexNumber: 1n })),
    );
    const listed = await readdir(volume, '');
    expect(listed).to.deep.equal(names);
    for (const name of listed) await stat(volume, name);
    expect(
      creates(server)
        .map(({ name }) => name)
        .slice(1),
    ).to.deep.equal(names);
  });

  it('that are reserved are the server to refuse: Windows does, Samba does not', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_INVALID));
    for (const name of ['CON', 'nul.txt', 'folder/COM1']) {
      const error = await failure(writeFile(volume, name, ''));
      expect(error).to.include({ code: 'EINVAL', path: name, syscall: 'open', outcome: 'refused' });
      expect(error.message).to.contain(`'${name}'`).and.to.contain('reserved');
    }
    expect(creates(server).map(({ name }) => name)).to.deep.equal(['CON', 'nul.txt', 'folder\\COM1']);
  });
});

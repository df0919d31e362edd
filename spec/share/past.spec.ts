import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { keepsSnapshots } from '../../lib/share/past.ts';
import { readFile } from '../../lib/share/verbs/read-file.ts';
import { stat } from '../../lib/share/verbs/stat.ts';
import type { Volume } from '../../lib/share/volume.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { answers, type ScriptServer } from '../support/script-server.ts';
import { creates, failure, volumeRig } from './verbs/verbs-rig.ts';

const snapshot = '@GMT-2026.01.31-10.00.00';

describe('the question whether a share keeps snapshots', () => {
  let server: ScriptServer;
  let volume: Volume;
  beforeEach(async () => ({ server, volume } = await volumeRig('base')));
  afterEach(() => {
    expect(server.violation).to.equal(undefined);
    expect(server.handles.size).to.equal(0);
  });

  const asked = () => server.got(Command.IOCTL).length;
  const ask = () => lastValueFrom(keepsSnapshots(volume), { defaultValue: 'kept' });

  for (const [name, status] of [
    ['STATUS_NOT_SUPPORTED', NtStatus.STATUS_NOT_SUPPORTED],
    ['STATUS_INVALID_DEVICE_REQUEST', NtStatus.STATUS_INVALID_DEVICE_REQUEST],
  ] as const) {
    it(`is a no by ${name}, for good`, async () => {
      server.on(Command.IOCTL, answers.refused(status));
      const [one, other] = await Promise.all([
        failure(stat(volume, 'a', { snapshot })),
        failure(readFile(volume, 'a', { snapshot })),
      ]);
      expect(one).to.include({ code: 'ENOTSUP', syscall: 'stat', path: 'a', outcome: 'not-sent' });
      expect(other).to.include({ code: 'ENOTSUP', path: 'a' });
      await failure(stat(volume, 'b', { snapshot }));
      expect(asked()).to.equal(1);
      expect(creates(server).map(({ createContexts }) => createContexts.length)).to.deep.equal([0]);
      expect(creates(server)[0]?.name).to.equal('base');
    });
  }

  it('is a yes for a share that has none yet, whose server then says whether there is that one', async () => {
    server.on(Command.IOCTL, request =>
      answers.output(request.read(IoctlRequest).ctlCode, new Uint8Array(16)),
    );
    expect([await ask(), await ask()]).to.deep.equal(['kept', 'kept']);
    expect(asked()).to.equal(1);
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND));
    expect(await failure(stat(volume, 'a', { snapshot }))).to.include({ code: 'ENOENT', path: 'a' });
  });

  it('is let pass, and put again, where the root may not be opened', async () => {
    server.on(
      Command.CREATE,
      answers.refused(NtStatus.STATUS_ACCESS_DENIED),
      answers.refused(NtStatus.STATUS_ACCESS_DENIED),
      answers.usual,
    );
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    expect([await ask(), await ask()]).to.deep.equal(['kept', 'kept']);
    expect(await failure(ask())).to.include({ code: 'ENOTSUP' });
  });

  it('is not put for the present', async () => {
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND));
    await failure(stat(volume, 'a'));
    expect(asked()).to.equal(0);
  });
});

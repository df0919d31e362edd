import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import { echo } from '../../lib/commands/echo.ts';
import type { SmbError } from '../../lib/errors.ts';
import { pipeTransceive } from '../../lib/rpc/pipe.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { type Answer, answers, ScriptServer } from '../support/script-server.ts';
import { type Rig, rig } from '../support/script-rig.ts';

const { IOCTL, READ } = Command;

describe('pipeTransceive', () => {
  let server: ScriptServer;
  let at: Rig;
  beforeEach(async () => {
    server = new ScriptServer();
    at = await rig(server);
  });

  const message = Buffer.from('a question');
  const output = (bytes: Uint8Array) => answers.output(FsctlCode.FSCTL_PIPE_TRANSCEIVE, bytes);
  const overflow = (answer: Answer): Answer => ({ ...answer, status: NtStatus.STATUS_BUFFER_OVERFLOW });
  const failure = () =>
    firstValueFrom(pipeTransceive(at.open, message)).then(
      () => expect.fail('it succeeded'),
      (error: unknown) => error as SmbError,
    );

  it('writes a message and reads its answer in one round trip', async () => {
    server.on(IOCTL, output(Buffer.from('an answer')));
    const answer = await firstValueFrom(pipeTransceive(at.open, message));
    expect(Buffer.from(answer).toString()).to.equal('an answer');
    const request = server.got(IOCTL)[0]?.read(IoctlRequest);
    expect(Buffer.from(request?.input ?? [])).to.deep.equal(message);
    expect(server.requests).to.have.lengthOf(1);
  });

  it('reads on where the answer is longer than a reply', async () => {
    server.on(IOCTL, overflow(output(Buffer.from('one '))));
    server.on(READ, overflow(answers.data(Buffer.from('two '))), answers.data(Buffer.from('three')));
    const answer = await firstValueFrom(pipeTransceive(at.open, message));
    expect(Buffer.from(answer).toString()).to.equal('one two three');
  });

  it('does not read for ever', async () => {
    server.on(IOCTL, overflow(output(new Uint8Array(60_000))));
    server.on(READ, overflow(answers.data(new Uint8Array(60_000))));
    expect(await failure()).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: false });
    expect(server.got(READ).length).to.be.below(300);
    server.on(READ, overflow(answers.data(new Uint8Array(0))));
    expect(await failure()).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: false });
    await firstValueFrom(echo(at.connection));
  });

  it('fails as the pipe does', async () => {
    server.on(IOCTL, answers.refused(NtStatus.STATUS_PIPE_DISCONNECTED));
    expect(await failure()).to.include({ code: 'EPIPE', command: 'IOCTL' });
  });
});

import { expect } from 'chai';
import { SmbError } from '../../../lib/errors.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { statusError, statusMessage } from '../../../lib/wire/erref/status-error.ts';
import { run } from '../../support/process.ts';

describe('statusError', () => {
  it('has the fields of a system error and those of SMB', () => {
    const error = statusError(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND, { command: 'CREATE', path: 'a\\b' });
    expect(error).to.be.instanceOf(SmbError);
    expect(error).to.deep.include({
      code: 'ENOENT',
      errno: -2,
      status: 'STATUS_OBJECT_NAME_NOT_FOUND',
      ntstatus: 0xc000_0034,
      command: 'CREATE',
      path: 'a\\b',
      outcome: 'refused',
      retryable: false,
      fatal: false,
    });
    expect(error.message).to.equal(
      "There is no such file or folder. (CREATE 'a\\b': STATUS_OBJECT_NAME_NOT_FOUND)",
    );
  });

  it('takes retryable and fatal from the status', () => {
    expect(statusError(NtStatus.STATUS_SHARING_VIOLATION).retryable).to.equal(true);
    expect(statusError(NtStatus.STATUS_USER_SESSION_DELETED).fatal).to.equal(true);
  });

  it('lets the context decide otherwise', () => {
    const error = statusError(NtStatus.STATUS_IO_TIMEOUT, { outcome: 'unknown', retryable: false });
    expect(error).to.include({ outcome: 'unknown', retryable: false });
  });

  it('has no word of what is not known', () => {
    const error = statusError(0xc123_4567);
    expect(error.message).to.equal('The server refused the request. (0xC1234567)');
    expect(error).not.to.have.any.keys('path', 'command', 'syscall', 'dest');
  });

  it('names both ends', () => {
    const where = { syscall: 'rename', command: 'SET_INFO', path: 'a', dest: 'b' };
    expect(statusMessage(NtStatus.STATUS_OBJECT_NAME_COLLISION, where)).to.equal(
      "Something of that name exists already. (rename 'a' -> 'b': STATUS_OBJECT_NAME_COLLISION)",
    );
  });
});

describe('withStatusName', () => {
  it('adds the sentence and the name of what servers seldom send, and keeps the code', async () => {
    const url = new URL('../../../lib/wire/erref/status-name.ts', import.meta.url);
    const program = `
      import { statusError, withStatusName } from ${JSON.stringify(new URL('status-error.ts', url).href)};
      const early = statusError(${NtStatus.STATUS_NTLM_BLOCKED}, { command: 'SESSION_SETUP' });
      withStatusName(early, late => {
        for (const { code, status, message } of [early, late]) console.log([code, status, message].join('|'));
      });`;
    const { stdout, stderr } = await run(process.execPath, [
      ...process.execArgv,
      '--input-type=module',
      '-e',
      program,
    ]);
    expect(stderr).to.equal('');
    expect(stdout.trim().split('\n')).to.deep.equal([
      'ERR_SMB_AUTH|0xC0000418|The server refused the request. (SESSION_SETUP: 0xC0000418)',
      'ERR_SMB_AUTH|STATUS_NTLM_BLOCKED|The server does not accept NTLM: log in with Kerberos. (SESSION_SETUP: STATUS_NTLM_BLOCKED)',
    ]);
  });
});

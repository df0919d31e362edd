import { expect } from 'chai';
import { AbortError, ProtocolError, SmbError } from '../../lib/errors.ts';
import { exitCodeOf, type Missing } from '../../lib/cli/exit-code.ts';
import { Interrupted } from '../../lib/cli/interrupted.ts';
import { NoFolder } from '../../lib/cli/no-folder.ts';
import { OutputClosed } from '../../lib/cli/output.ts';
import { SomeFailed } from '../../lib/cli/some-failed.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';

const smb = (code: string, more: Partial<ConstructorParameters<typeof SmbError>[0]> = {}) =>
  new SmbError({ code, message: 'x', ...more });
const system = (code: string) => Object.assign(new Error('x'), { code });

describe('exitCodeOf', () => {
  const cases: readonly (readonly [number, string, unknown, Missing?])[] = [
    [2, 'a usage error', new UsageError('x')],
    [2, 'an impossible option', smb('ERR_SMB_OPTION')],
    [3, 'a missing folder', smb('ENOENT'), 'folder'],
    [
      3,
      'a missing share',
      smb('ENOENT', { status: 'STATUS_BAD_NETWORK_NAME', syscall: 'mount', fatal: true }),
    ],
    [3, 'a missing folder on the way', smb('ENOENT', { status: 'STATUS_OBJECT_PATH_NOT_FOUND' })],
    [3, 'a missing local folder', new NoFolder('x')],
    [4, 'a missing file', smb('ENOENT', { status: 'STATUS_OBJECT_NAME_NOT_FOUND' })],
    [4, 'a missing local file', system('ENOENT')],
    [1, 'a local error', system('EACCES')],
    [1, 'a denied access', smb('EACCES')],
    [1, 'something there already', smb('EEXIST')],
    [1, 'a bug', new TypeError('x')],
    [1, 'what is no error at all', 'x'],
    [5, 'a file in use', smb('EBUSY', { retryable: true })],
    [5, 'whatever may be repeated', smb('EIO', { retryable: true })],
    [5, 'a broken link', smb('ECONNRESET', { syscall: 'read', fatal: true })],
    [5, 'a server that fell silent', smb('ETIMEDOUT', { syscall: 'read', fatal: true })],
    [5, 'a server without credits', smb('ERR_SMB_CREDITS')],
    [5, 'a share that is gone', smb('EIO', { fatal: true })],
    [
      5,
      'a mount that the server is too busy for',
      smb('EAGAIN', { syscall: 'mount', status: 'STATUS_X', retryable: true }),
    ],
    [5, 'names that cannot be resolved now', smb('EAI_AGAIN', { syscall: 'mount' })],
    [6, 'some that failed', new SomeFailed(6)],
    [7, 'a closed port', smb('ECONNREFUSED', { syscall: 'mount', retryable: true })],
    [7, 'an unknown host', smb('ENOTFOUND', { syscall: 'mount' })],
    [7, 'a host that does not answer', smb('ETIMEDOUT', { syscall: 'mount', retryable: true })],
    [7, 'a refused login', smb('ERR_SMB_AUTH', { syscall: 'mount' })],
    [7, 'a refused guest', smb('ERR_SMB_GUEST_REFUSED')],
    [7, 'a wrong signature', smb('ERR_SMB_SIGNATURE', { syscall: 'read' })],
    [7, 'no common dialect', smb('ERR_SMB_DIALECT')],
    [7, 'a server that breaks the protocol', new ProtocolError('x')],
    [7, 'a share that is gone for that reason', smb('ERR_SMB_CLOSED', { cause: new ProtocolError('x') })],
    [5, 'a share that is gone with its link', smb('ERR_SMB_CLOSED', { cause: smb('ECONNRESET') })],
    [130, 'Ctrl-C', new Interrupted('SIGINT')],
    [143, 'a termination', new Interrupted('SIGTERM')],
    [130, 'an abort by Ctrl-C', new AbortError(AbortSignal.abort(new Interrupted('SIGINT')))],
    [0, 'a reader that has seen enough', new OutputClosed('x')],
  ];
  for (const [code, what, error, missing] of cases) {
    it(`is ${code} for ${what}`, () => {
      expect(exitCodeOf(error, missing)).to.equal(code);
    });
  }
});

import { constants } from 'node:os';
import { inspect } from 'node:util';

import { expect } from 'chai';

import { AbortError, ProtocolError, SmbError } from '../lib/errors.ts';

describe('SmbError', () => {
  const error = new SmbError({
    code: 'ENOENT',
    message: 'there is no such file',
    status: 'STATUS_OBJECT_NAME_NOT_FOUND',
    ntstatus: 0xc0000034,
    command: 'CREATE',
  });

  it('looks like an error of node:fs', () => {
    expect(error).to.be.instanceOf(Error);
    expect(error.errno).to.equal(-constants.errno.ENOENT);
    expect(String(error)).to.equal('SmbError: there is no such file');
  });

  it('says that the server refused, and nothing more, unless told', () => {
    expect(error).to.include({ outcome: 'refused', retryable: false, fatal: false });
    expect(error).to.not.have.any.keys('path', 'dest', 'index', 'responses');
    expect(error.cause).to.equal(undefined);
  });

  it('has no errno for codes of its own', () => {
    expect(new SmbError({ code: 'ERR_SMB_AUTH', message: 'no' })).to.not.have.property('errno');
  });

  it('keeps everything when a higher floor names it, the place where it was thrown too', () => {
    const cause = new Error('deeper');
    const first = new SmbError({ code: 'EIO', message: 'first', cause, index: 1, responses: [1] });
    const named = first.with({ syscall: 'stat', path: 'a', message: 'second', code: 'EACCES' });
    expect(named).to.include({ code: 'EACCES', syscall: 'stat', path: 'a', index: 1, message: 'second' });
    expect(named.errno).to.equal(-constants.errno.EACCES);
    expect(named.cause).to.equal(cause);
    expect(named.stack?.split('\n').slice(1)).to.deep.equal(first.stack?.split('\n').slice(1));
    expect(named.stack).to.match(/^SmbError: second\n/);
    expect(first).to.include({ code: 'EIO', message: 'first' });
  });

  it('does not show what was read before a compound failed', () => {
    const data = Buffer.from('top secret');
    const inner = new SmbError({ code: 'EIO', message: 'no', index: 1, responses: [{ status: 0, data }] });
    const error = inner.with({ path: 'a' });
    expect(error.responses).to.deep.equal([{ status: 0, data }]);
    const shown = inspect(error, { depth: Infinity }) + JSON.stringify(error);
    expect(shown).to.include('index').and.not.to.include('responses');
    expect(shown).not.to.include('74 6f 70');
  });
});

describe('ProtocolError', () => {
  const error = new ProtocolError('a length is a lie');

  it('is fatal, and nobody knows what the server did', () => {
    expect(error).to.be.instanceOf(SmbError);
    expect(error).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true, outcome: 'unknown' });
  });

  it('stays one when it is named', () => {
    const named = error.with({ path: 'a' });
    expect(named).to.be.instanceOf(ProtocolError);
    expect(named).to.include({ name: 'ProtocolError', path: 'a', message: 'a length is a lie' });
  });
});

describe('AbortError', () => {
  it('is as in Node, the reason its cause', () => {
    const reason = new Error('enough');
    const error = new AbortError(AbortSignal.abort(reason));
    expect(error).to.include({ name: 'AbortError', code: 'ABORT_ERR', cause: reason });
    expect(inspect(error)).to.contain('AbortError: The operation was aborted');
  });
});

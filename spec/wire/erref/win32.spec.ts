import { expect } from 'chai';

import { SmbError } from '../../../lib/errors.ts';
import { Win32Error, win32Error, win32Name } from '../../../lib/wire/erref/win32.ts';
import { faultError, faultName, RpcFaultStatus } from '../../../lib/wire/rpce/fault-status.ts';

describe('Win32 errors', () => {
  it('have the numbers of [MS-ERREF] 2.2 and their names', () => {
    expect(win32Name(5)).to.equal('ERROR_ACCESS_DENIED');
    expect(win32Name(124)).to.equal('ERROR_INVALID_LEVEL');
    expect(win32Name(2310)).to.equal('NERR_NetNameNotFound');
    expect(win32Name(4711)).to.equal('Win32 error 4711');
  });

  it('become errors with a code and a remedy', () => {
    const error = win32Error(Win32Error.ERROR_ACCESS_DENIED, { command: 'NetrShareEnum' });
    expect(error).to.be.instanceOf(SmbError);
    expect(error).to.include({ code: 'EACCES', status: 'ERROR_ACCESS_DENIED', command: 'NetrShareEnum' });
    expect(error.message).to.match(/rights.*\(NetrShareEnum: ERROR_ACCESS_DENIED\)$/);
    expect(win32Error(124).code).to.equal('ENOTSUP');
    expect(win32Error(2310).code).to.equal('ENOENT');
    expect(win32Error(4711)).to.include({ code: 'ERR_SMB_STATUS', status: 'Win32 error 4711' });
  });
});

describe('RPC faults', () => {
  const codeOf = (status: number) => faultError(status, 'NetrShareEnum').code;

  it('have names', () => {
    expect(faultName(0x1c01_0002)).to.equal('nca_s_op_rng_error');
    expect(faultName(0x1c00_0003)).to.equal('0x1c000003');
  });

  it('become errors with a code', () => {
    expect(codeOf(RpcFaultStatus.nca_s_op_rng_error)).to.equal('ENOTSUP');
    expect(codeOf(RpcFaultStatus.nca_s_unk_if)).to.equal('ENOTSUP');
    expect(codeOf(RpcFaultStatus.RPC_X_BAD_STUB_DATA)).to.equal('EINVAL');
    expect(codeOf(5)).to.equal('EACCES');
    expect(codeOf(0xc000_0022), 'an NTSTATUS').to.equal('EACCES');
    expect(codeOf(0x1c00_0003)).to.equal('ERR_SMB_STATUS');
    expect(faultError(RpcFaultStatus.nca_s_server_too_busy, 'x')).to.include({
      code: 'EBUSY',
      retryable: true,
    });
    expect(faultError(0x1c01_0002, 'NetrX').message).to.include('(NetrX: RPC fault nca_s_op_rng_error)');
  });
});

// [C706] Appendix E Reject status codes, [MS-RPCE] 3.3.2.6: what a fault says
import { SmbError } from '../../errors.ts';
import { severity, Severity } from '../erref/kind.ts';
import { statusError } from '../erref/status-error.ts';
import { Win32Error, win32Error } from '../erref/win32.ts';

/** Faults with a meaning of their own; servers send Win32 and NTSTATUS codes too. */
export const RpcFaultStatus = {
  nca_s_fault_access_denied: 0x0000_0005,
  RPC_S_PROCNUM_OUT_OF_RANGE: 0x0000_06d1,
  RPC_X_BAD_STUB_DATA: 0x0000_06f7,
  nca_s_fault_context_mismatch: 0x1c00_001a,
  nca_s_fault_remote_no_memory: 0x1c00_001b,
  nca_s_op_rng_error: 0x1c01_0002,
  nca_s_unk_if: 0x1c01_0003,
  nca_s_proto_error: 0x1c01_000b,
  nca_s_server_too_busy: 0x1c01_0014,
} as const;
export type RpcFaultStatus = (typeof RpcFaultStatus)[keyof typeof RpcFaultStatus];

const F = RpcFaultStatus;
const NO_CALL = 'The server does not know this call.';
const BAD_STUB = 'The server does not understand the parameters of the call.';

const KINDS: ReadonlyMap<number, readonly [code: string, says: string, transient?: true]> = new Map([
  [F.RPC_S_PROCNUM_OUT_OF_RANGE, ['ENOTSUP', NO_CALL]],
  [F.nca_s_op_rng_error, ['ENOTSUP', NO_CALL]],
  [F.nca_s_unk_if, ['ENOTSUP', 'The server does not know this interface.']],
  [F.RPC_X_BAD_STUB_DATA, ['EINVAL', BAD_STUB]],
  [F.nca_s_fault_context_mismatch, ['EINVAL', 'The server does not know the handle of the call any more.']],
  [F.nca_s_fault_remote_no_memory, ['ENOMEM', 'The server has not enough memory for the call.']],
  [F.nca_s_proto_error, ['ERR_SMB_PROTOCOL', 'The server takes the call for malformed.']],
  [F.nca_s_server_too_busy, ['EBUSY', 'The server is too busy: try again later.', true]],
]);

/** The name of a fault, its number where this code does not know it. */
export function faultName(status: number): string {
  const [name] = Object.entries(F).find(([, value]) => value === status) ?? [];
  return name ?? `0x${status.toString(16).padStart(8, '0')}`;
}

/** A fault as the error that users see. @param call its name, for the message */
export function faultError(status: number, call: string): SmbError {
  if (status === F.nca_s_fault_access_denied) {
    return win32Error(Win32Error.ERROR_ACCESS_DENIED, { command: call });
  }
  const kind = KINDS.get(status);
  if (kind === undefined && severity(status) === Severity.ERROR)
    return statusError(status, { command: call });
  const [code, says, retryable] = kind ?? ['ERR_SMB_STATUS', 'The server could not do the call.'];
  const name = faultName(status);
  return new SmbError({
    code,
    message: `${says} (${call}: RPC fault ${name})`,
    command: call,
    status: name,
    retryable,
  });
}

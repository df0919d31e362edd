import { ProtocolError, SmbError } from '../errors.ts';
import { RpcFault } from '../wire/rpce/call.ts';
import { BindRejection, ContextResult, ProviderReason, RpcBindAck, RpcBindNak } from '../wire/rpce/bind.ts';
import { faultError } from '../wire/rpce/fault-status.ts';
import { type RpcPdu, RpcPduType } from '../wire/rpce/pdu.ts';
import type { RpcInterface } from '../wire/rpce/rpc-call.ts';

/**
 * Decodes what came over a pipe. What is malformed there ends the call and its pipe; the connection below is sound.
 *
 * @param command the name of the call, for the error
 */
export function fromPipe<T>(command: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ProtocolError) throw error.with({ command, fatal: false });
    throw error;
  }
}

/** The stub of a call's answer. @throws {SmbError} of a fault; {@link ProtocolError} where it is no answer */
export function stubOf({ type, body }: RpcPdu, call: string): Uint8Array {
  if (type === RpcPduType.RESPONSE) return body;
  if (type === RpcPduType.FAULT) throw faultError(RpcFault.decode(body).status, call);
  throw new ProtocolError(`RPC: a PDU of type ${type} where an answer is due`);
}

/** What the server agreed to. @throws {SmbError} `ENOTSUP`, `EBUSY` where it did not */
export function boundTo({ type, body }: RpcPdu, { pipe }: RpcInterface): RpcBindAck {
  if (type === RpcPduType.BIND_NAK) {
    const { reason } = RpcBindNak.decode(body);
    throw rejected(pipe, nameOf(BindRejection, reason), BUSY.includes(reason));
  }
  if (type === RpcPduType.FAULT) throw faultError(RpcFault.decode(body).status, 'bind');
  if (type !== RpcPduType.BIND_ACK)
    throw new ProtocolError(`RPC: a PDU of type ${type} where bind_ack is due`);
  const ack = RpcBindAck.decode(body);
  const [answer] = ack.results;
  if (answer?.result === ContextResult.ACCEPTANCE) return ack;
  const reason = answer?.reason ?? 0;
  throw rejected(pipe, nameOf(ProviderReason, reason), reason === ProviderReason.LOCAL_LIMIT_EXCEEDED);
}

const BUSY: readonly number[] = [BindRejection.TEMPORARY_CONGESTION, BindRejection.LOCAL_LIMIT_EXCEEDED];

function rejected(pipe: string, status: string, busy: boolean): SmbError {
  const says = busy ? 'The server is too busy: try again later.' : 'The server does not offer this service.';
  return new SmbError({
    code: busy ? 'EBUSY' : 'ENOTSUP',
    message: `${says} (bind to ${pipe}: ${status})`,
    command: 'bind',
    path: pipe,
    status,
    retryable: busy,
  });
}

function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  const [name] = Object.entries(table).find(([, each]) => each === value) ?? [];
  return name ?? `reason ${value}`;
}

/** A pipe of a scripted server: binds to whatever is asked, joins the fragments of a call, answers in any pieces. */
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { ContextResult, RpcBindAck } from '../../lib/wire/rpce/bind.ts';
import { RpcRequest } from '../../lib/wire/rpce/call.ts';
import { decodePdu, encodePdu, RpcFlags, type RpcPdu, RpcPduType, WHOLE } from '../../lib/wire/rpce/pdu.ts';
import { NDR_SYNTAX } from '../../lib/wire/rpce/syntax.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { WriteRequest } from '../../lib/wire/smb2/write.ts';
import { type Answer, answers, type Received, type ScriptServer } from '../support/script-server.ts';
import { response } from '../wire/rpce/rpc-laws.ts';

/** A call as it came. */
export interface Called {
  readonly opnum: number;
  readonly stub: Uint8Array;
  readonly callId: number;
  /** Fragments that it came in. */
  readonly fragments: readonly RpcPdu[];
}

export interface PipeScript {
  /** What to answer to a call: the stub of a response, or the pieces of anything. */
  readonly answer?: (call: Called) => Uint8Array | readonly Uint8Array[];
  /** Instead of bind_ack. */
  readonly bound?: (bind: RpcPdu) => Uint8Array;
  /** What the server takes in a fragment. */
  readonly maxRecvFrag?: number;
  /** Every piece that is not the last of its answer is a part of one message. */
  readonly overflow?: boolean;
}

/** Teaches a server to have a pipe; the calls that came over it. */
export function servePipe(server: ScriptServer, script: PipeScript = {}): Called[] {
  const calls: Called[] = [];
  const { answer = () => new Uint8Array(4), bound = bindAck, overflow = false } = script;
  let fragments: RpcPdu[] = [];
  let left: Uint8Array[] = [];

  const piece = (make: (bytes: Uint8Array) => Answer): Answer => {
    const next = left.shift() ?? new Uint8Array(0);
    const status = overflow && left.length > 0 ? NtStatus.STATUS_BUFFER_OVERFLOW : undefined;
    return { ...make(next), status };
  };
  server.on(Command.IOCTL, request => {
    const { input } = request.read(IoctlRequest);
    const pdu = decodePdu(input);
    if (pdu.type === RpcPduType.BIND) {
      left = [bound(pdu)];
    } else {
      fragments.push(pdu);
      const call = joined(fragments);
      fragments = [];
      calls.push(call);
      const given = answer(call);
      left = given instanceof Uint8Array ? inFragments(call.callId, given, 60_000) : [...given];
    }
    return piece(bytes => answers.output(FsctlCode.FSCTL_PIPE_TRANSCEIVE, bytes));
  });
  server.on(Command.WRITE, request => {
    fragments.push(decodePdu(payloadOf(request)));
    return answers.written(request.read(WriteRequest).length);
  });
  server.on(Command.READ, () => piece(bytes => answers.data(bytes)));
  return calls;

  function bindAck({ callId }: RpcPdu): Uint8Array {
    const body = RpcBindAck.encode({
      maxXmitFrag: 4280,
      maxRecvFrag: script.maxRecvFrag ?? 4280,
      assocGroupId: 1,
      secondaryAddress: '\\pipe\\it',
      results: [{ result: ContextResult.ACCEPTANCE, reason: 0, transferSyntax: NDR_SYNTAX }],
    });
    return encodePdu({ type: RpcPduType.BIND_ACK, flags: WHOLE, callId, body });
  }
}

/** A stub as the fragments of an answer, each with so many bytes of it. */
export function inFragments(callId: number, stub: Uint8Array, size: number): Uint8Array[] {
  return cut(stub, size).map((part, index, { length }) => {
    const first = index === 0 ? RpcFlags.FIRST_FRAG : 0;
    const last = index === length - 1 ? RpcFlags.LAST_FRAG : 0;
    return response(callId, part, first | last);
  });
}

/** Bytes in pieces. */
export function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function joined(fragments: readonly RpcPdu[]): Called {
  const parts = fragments.map(({ body }) => RpcRequest.decode(body));
  const { callId = 0 } = fragments[0] ?? {};
  const { opnum = 0 } = parts[0] ?? {};
  return { opnum, callId, fragments, stub: Uint8Array.from(Buffer.concat(parts.map(({ stub }) => stub))) };
}

function payloadOf(request: Received): Uint8Array {
  const { length } = request.read(WriteRequest);
  return request.message.subarray(request.message.length - length);
}

// [C706] 12.6 and [MS-RPCE] 3.3: the server's end of a pipe through which an interface is called
import { ProtocolError } from '../../errors.ts';
import { viewOf } from '../../wire/fields.ts';
import {
  BindRejection,
  type ContextAnswer,
  ContextResult,
  type PresentationContext,
  ProviderReason,
  RpcBind,
  RpcBindAck,
  RpcBindNak,
} from '../../wire/rpce/bind.ts';
import { RpcFault, RpcRequest, RpcResponse } from '../../wire/rpce/call.ts';
import { RpcFaultStatus } from '../../wire/rpce/fault-status.ts';
import {
  decodePdu,
  encodePdu,
  pduLength,
  RPC_HEADER_SIZE,
  RpcFlags,
  type RpcPdu,
  RpcPduType,
  WHOLE,
} from '../../wire/rpce/pdu.ts';
import type { RpcInterface } from '../../wire/rpce/rpc-call.ts';
import { NDR_SYNTAX, type RpcSyntax } from '../../wire/rpce/syntax.ts';
import type { PipeService } from '../state/pipe-open.ts';

/** Does one call: parameters in, parameters out. A ProtocolError is told as a fault. */
export type RpcMethod = (stub: Uint8Array) => Uint8Array;

/** Bytes of a fragment that everybody takes ([MS-RPCE] 3.3.1.5.6 and what Windows sends). */
const FRAGMENT = 4280;
const LEAST_FRAGMENT = 1432;
/** Bytes of parameters that a call may bring: none of ours needs more than a few names. */
const MOST_STUB = 65_536;
const RESPONSE_HEAD = 8;
const AUTH_LENGTH = 10;
const NO_SYNTAX: RpcSyntax = { uuid: '00000000-0000-0000-0000-000000000000', major: 0, minor: 0 };

interface Begun {
  readonly callId: number;
  readonly opnum: number;
  readonly contextId: number;
  readonly parts: Uint8Array[];
  length: number;
}

/** One client of an interface. */
export class RpcService implements PipeService {
  readonly #interface: RpcInterface;
  readonly #methods: ReadonlyMap<number, RpcMethod>;
  readonly #contexts = new Set<number>();
  #fragment = FRAGMENT;
  #pending: Uint8Array = new Uint8Array(0);
  #begun: Begun | undefined;

  constructor(served: RpcInterface, methods: ReadonlyMap<number, RpcMethod>) {
    this.#interface = served;
    this.#methods = methods;
  }

  /**
   * Takes what was written into the pipe: a PDU, several, or a part of one.
   * @throws {ProtocolError} for what is none
   */
  receive(message: Uint8Array): readonly Uint8Array[] {
    const answers: Uint8Array[] = [];
    let rest = this.#pending.length === 0 ? message : Buffer.concat([this.#pending, message]);
    this.#pending = new Uint8Array(0);
    for (let length = pduLength(rest); length !== undefined && length <= rest.length;) {
      answers.push(...this.#answer(rest.subarray(0, length)));
      rest = rest.subarray(length);
      length = pduLength(rest);
    }
    // never more than a PDU can be long
    this.#pending = Uint8Array.from(rest);
    return answers;
  }

  #answer(bytes: Uint8Array): readonly Uint8Array[] {
    // a login inside the pipe is not needed: the session has one
    if (viewOf(bytes).getUint16(AUTH_LENGTH, true) !== 0) return [refuseAuth(bytes)];
    const pdu = decodePdu(bytes);
    switch (pdu.type) {
      case RpcPduType.BIND:
        this.#contexts.clear();
        return [this.#bind(pdu, RpcPduType.BIND_ACK)];
      case RpcPduType.ALTER_CONTEXT:
        return [this.#bind(pdu, RpcPduType.ALTER_CONTEXT_RESP)];
      case RpcPduType.REQUEST:
        return this.#request(pdu);
      case RpcPduType.AUTH3:
        return [];
      case RpcPduType.CO_CANCEL:
      case RpcPduType.ORPHANED:
        this.#begun = undefined;
        return [];
      default:
        return [fault(pdu.callId, 0, RpcFaultStatus.nca_s_proto_error)];
    }
  }

  #bind({ callId, body }: RpcPdu, type: RpcPduType): Uint8Array {
    const { maxRecvFrag, contexts } = RpcBind.decode(body);
    if (contexts.length === 0) {
      return encodePdu({
        type: RpcPduType.BIND_NAK,
        flags: WHOLE,
        callId,
        body: RpcBindNak.encode({ reason: BindRejection.REASON_NOT_SPECIFIED }),
      });
    }
    this.#fragment = Math.min(FRAGMENT, Math.max(LEAST_FRAGMENT, maxRecvFrag));
    const ack: RpcBindAck = {
      maxXmitFrag: this.#fragment,
      maxRecvFrag: FRAGMENT,
      assocGroupId: 1,
      secondaryAddress: type === RpcPduType.BIND_ACK ? `\\PIPE\\${this.#interface.pipe}` : '',
      results: contexts.map(context => this.#offer(context)),
    };
    return encodePdu({ type, flags: WHOLE, callId, body: RpcBindAck.encode(ack) });
  }

  #offer({ contextId, abstractSyntax, transferSyntaxes }: PresentationContext): ContextAnswer {
    const rejected = (reason: ProviderReason): ContextAnswer => ({
      result: ContextResult.PROVIDER_REJECTION,
      reason,
      transferSyntax: NO_SYNTAX,
    });
    const { uuid, major } = this.#interface.syntax;
    if (abstractSyntax.uuid !== uuid || abstractSyntax.major !== major) {
      return rejected(ProviderReason.ABSTRACT_SYNTAX_NOT_SUPPORTED);
    }
    const known = transferSyntaxes.some(
      ({ uuid: encoding, major: version }) => encoding === NDR_SYNTAX.uuid && version === NDR_SYNTAX.major,
    );
    if (!known) return rejected(ProviderReason.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);
    this.#contexts.add(contextId);
    return { result: ContextResult.ACCEPTANCE, reason: 0, transferSyntax: NDR_SYNTAX };
  }

  #request({ callId, flags, body }: RpcPdu): readonly Uint8Array[] {
    const { contextId, opnum, stub } = RpcRequest.decode(body);
    const refuse = (status: RpcFaultStatus) => {
      this.#begun = undefined;
      return [fault(callId, contextId, status)];
    };
    if ((flags & RpcFlags.FIRST_FRAG) !== 0) this.#begun = { callId, opnum, contextId, parts: [], length: 0 };
    const begun = this.#begun;
    if (begun?.callId !== callId) return refuse(RpcFaultStatus.nca_s_proto_error);
    const object = (flags & RpcFlags.OBJECT_UUID) !== 0 ? 16 : 0;
    const part = stub.subarray(object);
    // without this a call could go on for ever and never grow
    if (part.length === 0 && (flags & RpcFlags.LAST_FRAG) === 0)
      return refuse(RpcFaultStatus.nca_s_proto_error);
    begun.parts.push(Uint8Array.from(part));
    begun.length += part.length;
    if (begun.length > MOST_STUB) return refuse(RpcFaultStatus.nca_s_fault_remote_no_memory);
    if ((flags & RpcFlags.LAST_FRAG) === 0) return [];
    this.#begun = undefined;
    if (!this.#contexts.has(begun.contextId)) return refuse(RpcFaultStatus.nca_s_unk_if);
    const method = this.#methods.get(begun.opnum);
    if (method === undefined) return refuse(RpcFaultStatus.nca_s_op_rng_error);
    try {
      return this.#respond(begun, method(Buffer.concat(begun.parts)));
    } catch (error) {
      if (error instanceof ProtocolError) return refuse(RpcFaultStatus.RPC_X_BAD_STUB_DATA);
      throw error;
    }
  }

  #respond({ callId, contextId }: Begun, stub: Uint8Array): readonly Uint8Array[] {
    const piece = (this.#fragment - RPC_HEADER_SIZE - RESPONSE_HEAD) & ~7;
    const fragments: Uint8Array[] = [];
    for (let at = 0; at === 0 || at < stub.length; at += piece) {
      const first = at === 0 ? RpcFlags.FIRST_FRAG : 0;
      const last = at + piece >= stub.length ? RpcFlags.LAST_FRAG : 0;
      const body = RpcResponse.encode({
        allocHint: stub.length - at,
        contextId,
        stub: stub.subarray(at, at + piece),
      });
      fragments.push(encodePdu({ type: RpcPduType.RESPONSE, flags: first | last, callId, body }));
    }
    return fragments;
  }
}

function refuseAuth(bytes: Uint8Array): Uint8Array {
  const CALL_ID = 12;
  const callId = viewOf(bytes).getUint32(CALL_ID, true);
  const body = RpcBindNak.encode({ reason: BindRejection.AUTHENTICATION_TYPE_NOT_RECOGNIZED });
  return bytes[2] === RpcPduType.BIND
    ? encodePdu({ type: RpcPduType.BIND_NAK, flags: WHOLE, callId, body })
    : fault(callId, 0, RpcFaultStatus.nca_s_fault_access_denied);
}

function fault(callId: number, contextId: number, status: RpcFaultStatus): Uint8Array {
  const flags = WHOLE | RpcFlags.DID_NOT_EXECUTE;
  const body = RpcFault.encode({ contextId, status });
  return encodePdu({ type: RpcPduType.FAULT, flags, callId, body });
}

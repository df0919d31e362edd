import { ProtocolError } from '../errors.ts';
import { RpcRequest, RpcResponse } from '../wire/rpce/call.ts';
import { NdrWriter } from '../wire/rpce/ndr-memory.ts';
import {
  decodePdu,
  encodePdu,
  pduLength,
  RPC_HEADER_SIZE,
  RpcFlags,
  type RpcPdu,
  RpcPduType,
} from '../wire/rpce/pdu.ts';

/** Bytes that one answer may have at most, its headers included: ten thousand shares with long paths are 4 MiB. */
export const MOST_REPLY_BYTES = 16 * 1024 * 1024;

/** What all fragments of a request have in common. */
export interface RequestHead {
  readonly callId: number;
  readonly contextId: number;
  readonly opnum: number;
  /** Bytes of a fragment, at most. */
  readonly maxFrag: number;
}

/** A call as the fragments it takes. */
export function splitRequest(head: RequestHead, stub: Uint8Array): readonly Uint8Array[] {
  const { callId, contextId, opnum, maxFrag } = head;
  const room = (maxFrag - RPC_HEADER_SIZE - RpcRequest.fixed) & ~7; // [C706] 12.6.3.2: but for the last, of multiples of 8
  if (room <= 0)
    throw new ProtocolError(`RPC: the server takes fragments of ${maxFrag} bytes, too few for a call`);
  const fragments: Uint8Array[] = [];
  let at = 0;
  do {
    const part = stub.subarray(at, at + room);
    const first = at === 0 ? RpcFlags.FIRST_FRAG : 0;
    const last = at + room >= stub.length ? RpcFlags.LAST_FRAG : 0;
    const body = RpcRequest.encode({ allocHint: stub.length - at, contextId, opnum, stub: part });
    fragments.push(encodePdu({ type: RpcPduType.REQUEST, flags: first | last, callId, body }));
    at += room;
  } while (at < stub.length);
  return fragments;
}

/**
 * Puts an answer together from whatever pieces the pipe gives: a fragment in many, or several in one.
 *
 * What breaks the rules is a ProtocolError: a fragment of another call, one that begins where none should, bytes
 * behind the end, more than {@link MOST_REPLY_BYTES}.
 */
export class Assembly {
  readonly #callId: number;
  /** One memory for all of it: a million tiny fragments must not become a million objects. */
  readonly #stub = new NdrWriter();
  #begun = false;
  #fragment = new Uint8Array(RPC_HEADER_SIZE);
  #filled = 0;
  #bytes = 0;
  #whole: RpcPdu | undefined;

  constructor(callId: number) {
    this.#callId = callId;
  }

  /** The answer, once it is all there; the body of a response is its stub. */
  get whole(): RpcPdu | undefined {
    return this.#whole;
  }

  /** @throws {ProtocolError} */
  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > MOST_REPLY_BYTES) {
      throw new ProtocolError(`RPC: the answer does not end within ${MOST_REPLY_BYTES} bytes`);
    }
    for (let rest = piece; rest.length > 0;) {
      if (this.#whole !== undefined) throw new ProtocolError(`RPC: ${rest.length} bytes behind the answer`);
      const part = rest.subarray(0, this.#fragment.length - this.#filled);
      this.#fragment.set(part, this.#filled);
      this.#filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === this.#fragment.length) this.#full();
    }
  }

  /** The header is there, and then the whole fragment. */
  #full(): void {
    const length = pduLength(this.#fragment) ?? 0;
    if (length > this.#fragment.length) {
      const larger = new Uint8Array(length);
      larger.set(this.#fragment);
      this.#fragment = larger;
      return;
    }
    const pdu = decodePdu(this.#fragment);
    this.#fragment = new Uint8Array(RPC_HEADER_SIZE);
    this.#filled = 0;
    this.#take(pdu);
  }

  #take(pdu: RpcPdu): void {
    const { type, flags, callId, body } = pdu;
    if (callId !== this.#callId) {
      throw new ProtocolError(`RPC: an answer to call ${callId} where that to ${this.#callId} is due`);
    }
    const begun = this.#begun;
    if (begun === ((flags & RpcFlags.FIRST_FRAG) !== 0)) {
      throw new ProtocolError(
        `RPC: a ${begun ? 'first fragment in the middle' : 'fragment without a first one'}`,
      );
    }
    if (type !== RpcPduType.RESPONSE) {
      if (begun && type !== RpcPduType.FAULT)
        throw new ProtocolError(`RPC: a PDU of type ${type} in an answer`);
      this.#whole = pdu;
      return;
    }
    const { stub } = RpcResponse.decode(body);
    this.#begun = true;
    this.#stub.put(stub);
    if ((flags & RpcFlags.LAST_FRAG) !== 0) this.#whole = { ...pdu, body: this.#stub.written };
    else if (stub.length === 0) throw new ProtocolError('RPC: an empty fragment that is not the last');
  }
}

// [MS-RPCE] 3.3.2 Connection-oriented client
import { concat, defer, ignoreElements, map, type Observable, of, tap } from 'rxjs';

import { Pdu } from '../commands/pdu.ts';
import { read } from '../commands/read.ts';
import type { Limits, Open } from '../commands/target.ts';
import { write } from '../commands/write.ts';
import { SmbError } from '../errors.ts';
import { RpcBind, type RpcBindAck } from '../wire/rpce/bind.ts';
import { encodePdu, type RpcPdu, RpcPduType, WHOLE } from '../wire/rpce/pdu.ts';
import type { RpcCall, RpcInterface } from '../wire/rpce/rpc-call.ts';
import { NDR_SYNTAX } from '../wire/rpce/syntax.ts';
import { Assembly, splitRequest } from './fragments.ts';
import { inTurns } from './in-turns.ts';
import { pieceOf, transceivePlan } from './pipe.ts';
import { boundTo, fromPipe, stubOf } from './rpc-errors.ts';

/** Bytes of a fragment, as Windows and Samba have them on a pipe; it fits into the least that a server may take. */
const MAX_FRAG = 4280;
/** The call id of the bind. */
const BIND_CALL = 1;
/** There is only one. */
const CONTEXT = 0;

/** Bytes of a fragment that we send or ask for. */
function maxFragOf({ maxTransactSize, maxWriteSize }: Limits): number {
  return Math.min(MAX_FRAG, maxTransactSize, maxWriteSize);
}

/** The PDU that asks for an interface. */
export function bindPdu({ syntax }: RpcInterface, limits: Limits): Uint8Array {
  const body = RpcBind.encode({
    maxXmitFrag: maxFragOf(limits),
    maxRecvFrag: maxFragOf(limits),
    contexts: [{ contextId: CONTEXT, abstractSyntax: syntax, transferSyntaxes: [NDR_SYNTAX] }],
  });
  return encodePdu({ type: RpcPduType.BIND, flags: WHOLE, callId: BIND_CALL, body });
}

/** An interface of a server, ready to be called over an open pipe. One call at a time. */
export class Binding {
  readonly #pipe: Open;
  readonly #maxFrag: number;
  #calls = BIND_CALL;

  private constructor(pipe: Open, { maxRecvFrag }: RpcBindAck) {
    this.#pipe = pipe;
    this.#maxFrag = Math.min(maxFragOf(pipe.address().limits), maxRecvFrag);
  }

  /**
   * Takes the answer to {@link bindPdu}, of which the first piece is here.
   *
   * @throws {SmbError} `ENOTSUP`, `EBUSY` where the server does not want to
   */
  static of(pipe: Open, wanted: RpcInterface, answer: Uint8Array): Observable<Binding> {
    return answered(pipe, 'bind', BIND_CALL, [of(answer)]).pipe(
      map(
        pdu =>
          new Binding(
            pipe,
            fromPipe('bind', () => boundTo(pdu, wanted)),
          ),
      ),
    );
  }

  /**
   * Calls, and emits what was returned. A parameter that is too long for one fragment goes in several, and so comes
   * the answer.
   *
   * @throws {SmbError} of a fault; of an answer that cannot be read `ERR_SMB_PROTOCOL`
   */
  call<I, O>({ name, opnum, request, response }: RpcCall<I, O>, input: I): Observable<O> {
    return defer(() => {
      const callId = ++this.#calls;
      const head = { callId, contextId: CONTEXT, opnum, maxFrag: this.#maxFrag };
      const fragments = fromPipe(name, () => splitRequest(head, request.encode(input)));
      const last = fragments.length - 1;
      const sending = fragments.map((fragment, index) =>
        index < last ? this.#put(fragment) : this.#exchange(fragment),
      );
      return answered(this.#pipe, name, callId, sending).pipe(
        map(pdu => fromPipe(name, () => response.decode(stubOf(pdu, name)))),
      );
    });
  }

  /** A fragment that no answer follows yet. */
  #put(fragment: Uint8Array): Observable<Uint8Array> {
    return write(this.#pipe, fragment, { offset: 0 }).pipe(
      tap(({ count }) => {
        if (count < fragment.length) throw notTaken(count, fragment.length);
      }),
      ignoreElements(),
    );
  }

  #exchange(fragment: Uint8Array): Observable<Uint8Array> {
    const { limits } = this.#pipe.address();
    const plan = transceivePlan(fragment, limits, this.#pipe.path);
    return new Pdu(this.#pipe, plan).pipe(map(({ output }) => output));
  }
}

/** Does what is to be done first, then reads until the answer is whole. */
function answered(
  pipe: Open,
  name: string,
  callId: number,
  first: readonly Observable<Uint8Array>[],
): Observable<RpcPdu> {
  return defer(() => {
    const assembly = new Assembly(callId);
    const pending = [...first];
    const pieces = inTurns(() => pending.shift() ?? (assembly.whole ? undefined : more(pipe)));
    const gathering = pieces.pipe(
      tap(piece => {
        fromPipe(name, () => {
          assembly.add(piece);
        });
      }),
      ignoreElements(),
    );
    return concat(
      gathering,
      defer(() => (assembly.whole === undefined ? [] : of(assembly.whole))),
    );
  });
}

function more(pipe: Open): Observable<Uint8Array> {
  return read(pipe, { offset: 0, length: pieceOf(pipe.address().limits) }).pipe(
    map(({ data }) => {
      if (data.length === 0) throw ended();
      return data;
    }),
  );
}

function ended(): SmbError {
  const message = 'the server ended the pipe in the middle of an answer: try again';
  return new SmbError({ code: 'EPIPE', message, outcome: 'unknown' });
}

function notTaken(count: number, length: number): SmbError {
  const message = `the server took ${count} of ${length} bytes of a call`;
  return new SmbError({ code: 'EPIPE', message, outcome: 'unknown' });
}

import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import { decodePdu, encodePdu, type RpcPdu, RpcPduType, WHOLE } from '../../../lib/wire/rpce/pdu.ts';
import { RpcRequest, RpcResponse } from '../../../lib/wire/rpce/call.ts';
import type { RpcCall } from '../../../lib/wire/rpce/rpc-call.ts';
import { hexOf } from '../fscc/class-laws.ts';
import { hex, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';

const samba = JSON.parse(
  readFileSync(new URL('../../fixtures/rpce/samba-4.17.json', import.meta.url), 'utf8'),
) as Record<string, string>;

/** A PDU that smbd 4.17 and this client exchanged over a pipe. */
export function fixture(name: string): Uint8Array {
  const text = samba[name];
  if (text === undefined) throw new Error(`no fixture ${name}`);
  return hex(text);
}

/** Its parts. */
export function pdu(name: string): RpcPdu {
  return decodePdu(fixture(name));
}

interface Known<I, O> {
  readonly request: I;
  readonly response: O;
  /** Beginning of the fixtures' names. */
  readonly fixture: string;
}

/** The laws of every call: known bytes both ways, in both directions, every truncation, a lie in every place. */
export function describeCall<I, O>(call: RpcCall<I, O>, known: Known<I, O>): void {
  describe(known.fixture, () => {
    const request = RpcRequest.decode(pdu(`${known.fixture}Request`).body);
    const { stub } = RpcResponse.decode(pdu(`${known.fixture}Response`).body);

    it('has the number of its specification, and writes the known request', () => {
      expect(request.opnum).to.equal(call.opnum);
      expect(hexOf(call.request.encode(known.request))).to.equal(hexOf(request.stub));
      expect(call.request.decode(request.stub)).to.deep.equal(known.request);
    });

    it('reads the known answer, and writes one that it reads again', () => {
      expect(call.response.decode(stub)).to.deep.equal(known.response);
      expect(call.response.decode(call.response.encode(known.response))).to.deep.equal(known.response);
    });

    it('survives truncations and lies', () => {
      survivesTruncation(bytes => call.response.decode(bytes), stub);
      survivesLies(bytes => call.response.decode(bytes), stub, 0);
      survivesTruncation(bytes => call.request.decode(bytes), request.stub);
    });
  });
}

/** One fragment that answers a call. */
export function response(callId: number, stub: Uint8Array, flags: number = WHOLE): Uint8Array {
  return encodePdu({ type: RpcPduType.RESPONSE, flags, callId, body: RpcResponse.encode({ stub }) });
}

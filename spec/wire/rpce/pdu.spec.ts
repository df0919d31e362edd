import { expect } from 'chai';

import { ProtocolError } from '../../../lib/errors.ts';
import {
  BindRejection,
  ContextResult,
  ProviderReason,
  RpcBind,
  RpcBindAck,
  RpcBindNak,
} from '../../../lib/wire/rpce/bind.ts';
import { RpcFault, RpcRequest, RpcResponse } from '../../../lib/wire/rpce/call.ts';
import {
  decodePdu,
  encodePdu,
  pduLength,
  RPC_HEADER_SIZE,
  RpcFlags,
  RpcPduType,
  WHOLE,
} from '../../../lib/wire/rpce/pdu.ts';
import { SRVSVC } from '../../../lib/wire/rpce/srvsvc/srvsvc.ts';
import { NDR_SYNTAX } from '../../../lib/wire/rpce/syntax.ts';
import { hexOf } from '../fscc/class-laws.ts';
import { hex, refusesShort, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';
import { fixture, pdu } from './rpc-laws.ts';

const contexts = [{ contextId: 0, abstractSyntax: SRVSVC.syntax, transferSyntaxes: [NDR_SYNTAX] }];

describe('RPC PDUs', () => {
  it('have a header that tells kind, flags and call', () => {
    expect(pdu('fault')).to.include({
      type: RpcPduType.FAULT,
      flags: WHOLE | RpcFlags.DID_NOT_EXECUTE,
      callId: 2,
    });
    for (const name of ['bind', 'bindAck', 'netrShareEnum2Request', 'netrShareEnum2Response', 'fault']) {
      expect(hexOf(encodePdu(pdu(name))), name).to.equal(hexOf(fixture(name)));
    }
  });

  it('are refused in another version, another data representation, with a trailer or another length', () => {
    const altered = (at: number, value: number) => {
      const bytes = fixture('bindAck');
      bytes[at] = value;
      return () => decodePdu(bytes);
    };
    expect(altered(0, 4)).to.throw(ProtocolError, 'version 4.0');
    expect(altered(1, 2)).to.throw(ProtocolError, 'version 5.2');
    expect(altered(4, 0x00), 'big-endian').to.throw(ProtocolError, '00000000');
    expect(altered(4, 0x11), 'EBCDIC').to.throw(ProtocolError);
    expect(altered(5, 1), 'VAX').to.throw(ProtocolError);
    expect(altered(8, 0x45)).to.throw(ProtocolError, '69 bytes in 68');
    expect(altered(10, 8)).to.throw(ProtocolError, 'trailer');
    expect(altered(1, 1), 'version 5.1').to.not.throw();
  });

  it('tell their length as soon as their header is there', () => {
    const bytes = fixture('bindAck');
    expect(pduLength(bytes.subarray(0, RPC_HEADER_SIZE - 1))).to.equal(undefined);
    expect(pduLength(bytes.subarray(0, RPC_HEADER_SIZE))).to.equal(bytes.length);
    bytes.set([15, 0], 8);
    expect(() => pduLength(bytes)).to.throw(ProtocolError);
  });

  it('are never longer than their length can say', () => {
    const body = new Uint8Array(0xffff - RPC_HEADER_SIZE);
    expect(encodePdu({ type: 0, flags: 0, callId: 1, body })).to.have.lengthOf(0xffff);
    expect(() => encodePdu({ type: 0, flags: 0, callId: 1, body: new Uint8Array(0xfff0) })).to.throw(
      RangeError,
    );
  });

  it('survive truncations and lies', () => {
    refusesShort(decodePdu, fixture('bindAck'), fixture('bindAck').length);
    survivesLies(decodePdu, fixture('bindAck'), 0);
  });
});

describe('RPC bind', () => {
  const value = { maxXmitFrag: 4280, maxRecvFrag: 4280, assocGroupId: 0, contexts };
  const { body } = pdu('bind');

  it('reads and writes the known bytes', () => {
    expect(RpcBind.decode(body)).to.deep.equal(value);
    expect(hexOf(RpcBind.encode(value))).to.equal(hexOf(body));
  });

  it('has several contexts, each with several syntaxes', () => {
    const two = [
      ...contexts,
      { contextId: 7, abstractSyntax: NDR_SYNTAX, transferSyntaxes: [NDR_SYNTAX, SRVSVC.syntax] },
    ];
    expect(RpcBind.decode(RpcBind.encode({ ...value, contexts: two })).contexts).to.deep.equal(two);
  });

  it('survives truncations and lies', () => {
    refusesShort(bytes => RpcBind.decode(bytes), body, body.length);
    survivesLies(bytes => RpcBind.decode(bytes), body, 0);
  });
});

describe('RPC bind_ack', () => {
  const { body } = pdu('bindAck');
  const value = {
    maxXmitFrag: 4280,
    maxRecvFrag: 4280,
    assocGroupId: 0x1b90,
    secondaryAddress: '\\pipe\\srvsvc',
    results: [{ result: ContextResult.ACCEPTANCE, reason: 0, transferSyntax: NDR_SYNTAX }],
  };

  it('reads and writes the known bytes', () => {
    expect(RpcBindAck.decode(body)).to.deep.equal(value);
    expect(hexOf(RpcBindAck.encode(value))).to.equal(hexOf(body));
  });

  it('comes without an address, and with addresses of every length', () => {
    for (let length = 0; length < 9; length++) {
      const other = { ...value, secondaryAddress: 'x'.repeat(length) };
      expect(RpcBindAck.decode(RpcBindAck.encode(other))).to.deep.equal(other);
    }
  });

  it('says why a context is refused', () => {
    const refused = [
      {
        result: ContextResult.PROVIDER_REJECTION,
        reason: ProviderReason.ABSTRACT_SYNTAX_NOT_SUPPORTED,
        transferSyntax: NDR_SYNTAX,
      },
    ];
    expect(RpcBindAck.decode(RpcBindAck.encode({ ...value, results: refused })).results).to.deep.equal(
      refused,
    );
    expect(() => RpcBindAck.decode(RpcBindAck.encode({ ...value, results: [] }))).to.throw(ProtocolError);
  });

  it('survives truncations and lies', () => {
    refusesShort(bytes => RpcBindAck.decode(bytes), body, body.length);
    survivesLies(bytes => RpcBindAck.decode(bytes), body, 0);
  });
});

describe('RPC bind_nak, request, response and fault', () => {
  it('read and write the known bytes', () => {
    // [C706] 12.6.4.5: a reason, then the versions that the server knows
    const nak = hex('0400 01 0500');
    expect(RpcBindNak.decode(nak)).to.deep.equal({ reason: BindRejection.PROTOCOL_VERSION_NOT_SUPPORTED });
    const request = RpcRequest.decode(pdu('netrServerGetInfoRequest').body);
    expect(request).to.deep.equal({ allocHint: 8, contextId: 0, opnum: 21, stub: hex('00000000 65000000') });
    expect(hexOf(RpcRequest.encode(request))).to.equal(hexOf(pdu('netrServerGetInfoRequest').body));
    const answer = RpcResponse.decode(pdu('lsarCloseResponse').body);
    expect(answer).to.deep.equal({ allocHint: 24, contextId: 0, cancelCount: 0, stub: new Uint8Array(24) });
    const fault = RpcFault.decode(pdu('fault').body);
    expect(fault).to.deep.equal({ allocHint: 24, contextId: 0, cancelCount: 0, status: 0x1c01_0002 });
  });

  it('refuse what is too short', () => {
    for (const codec of [RpcBindNak, RpcRequest, RpcResponse, RpcFault]) {
      refusesShort(bytes => codec.decode(bytes), new Uint8Array(codec.fixed), codec.fixed);
      survivesTruncation(bytes => codec.decode(bytes), new Uint8Array(codec.fixed + 8));
    }
  });
});

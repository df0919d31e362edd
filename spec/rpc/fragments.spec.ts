import { expect } from 'chai';
import fc from 'fast-check';

import { ProtocolError } from '../../lib/errors.ts';
import { Assembly, MOST_REPLY_BYTES, splitRequest } from '../../lib/rpc/fragments.ts';
import { RpcRequest } from '../../lib/wire/rpce/call.ts';
import { decodePdu, RpcFlags, RpcPduType } from '../../lib/wire/rpce/pdu.ts';
import { response } from '../wire/rpce/rpc-laws.ts';
import { cut, inFragments } from './pipe-server.ts';

const some = fc.uint8Array({ maxLength: 2_000 });

describe('the fragments of a call', () => {
  it('are none too long, number themselves, and hold what they were cut from', () => {
    const law = fc.property(some, fc.integer({ min: 32, max: 600 }), (stub, maxFrag) => {
      const head = { callId: 9, contextId: 3, opnum: 7, maxFrag };
      const fragments = splitRequest(head, stub).map(bytes => ({
        size: bytes.length,
        pdu: decodePdu(bytes),
      }));
      const bodies = fragments.map(({ pdu }) => RpcRequest.decode(pdu.body));
      expect(Buffer.concat(bodies.map(body => body.stub))).to.deep.equal(Buffer.from(stub));
      for (const { size, pdu } of fragments) {
        expect(size).to.be.at.most(maxFrag);
        expect(pdu).to.include({ type: RpcPduType.REQUEST, callId: 9 });
      }
      const flags = fragments.map(({ pdu }) => pdu.flags);
      expect(flags.filter(flag => (flag & RpcFlags.FIRST_FRAG) !== 0)).to.have.lengthOf(1);
      expect(flags.findIndex(flag => (flag & RpcFlags.LAST_FRAG) !== 0)).to.equal(flags.length - 1);
      expect(bodies[0]).to.include({ contextId: 3, opnum: 7, allocHint: stub.length });
    });
    fc.assert(law, { numRuns: 100 });
  });

  it('cannot be where none fits', () => {
    const split = (maxFrag: number) => () =>
      splitRequest({ callId: 1, contextId: 0, opnum: 0, maxFrag }, new Uint8Array(1));
    expect(split(31)).to.throw(ProtocolError);
    expect(split(0)).to.throw(ProtocolError);
    expect(split(32)).to.not.throw();
  });
});

describe('the fragments of an answer', () => {
  const assembled = (pieces: readonly Uint8Array[]) => {
    const assembly = new Assembly(5);
    for (const piece of pieces) {
      expect(assembly.whole).to.equal(undefined);
      assembly.add(piece);
    }
    return assembly.whole ?? expect.fail('it is not whole');
  };

  it('give what they were cut from, however the pipe cuts them again', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 700 }));
    const law = fc.property(some, sizes, (stub, [fragment, piece]) => {
      const bytes = Uint8Array.from(Buffer.concat(inFragments(5, stub, fragment)));
      const { type, body } = assembled(cut(bytes, piece));
      expect(type).to.equal(RpcPduType.RESPONSE);
      expect(Buffer.from(body)).to.deep.equal(Buffer.from(stub));
    });
    fc.assert(law, { numRuns: 200 });
  });

  it('may be as short as one byte, a hundred thousand of them', () => {
    const stub = new Uint8Array(100_000).map((_, index) => index);
    const bytes = Uint8Array.from(Buffer.concat(inFragments(5, stub, 1)));
    expect(Buffer.from(assembled(cut(bytes, 65_536)).body).equals(Buffer.from(stub))).to.equal(true);
  });

  it('end somewhere', () => {
    const assembly = new Assembly(5);
    const large = response(5, new Uint8Array(65_000), 0);
    assembly.add(response(5, new Uint8Array(8), RpcFlags.FIRST_FRAG));
    let added = 0;
    expect(() => {
      for (;;) {
        assembly.add(large);
        added += large.length;
      }
    }).to.throw(ProtocolError, 'does not end');
    expect(added).to.be.within(MOST_REPLY_BYTES - 2 * large.length, MOST_REPLY_BYTES);
  });
});

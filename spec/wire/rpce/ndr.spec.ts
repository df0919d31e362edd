import { expect } from 'chai';
import fc from 'fast-check';

import { ProtocolError } from '../../../lib/errors.ts';
import {
  array,
  counted,
  i32,
  leveled,
  ndrStruct,
  type NdrType,
  opaque,
  parameters,
  pointer,
  u16,
  u32,
} from '../../../lib/wire/rpce/ndr.ts';
import { rpcSid, rpcSidOrZero, unicodeString, wideString } from '../../../lib/wire/rpce/ndr-strings.ts';
import { LsarLookupNames3 } from '../../../lib/wire/rpce/lsarpc/lsar-lookup-names3.ts';
import { LsarLookupSids2 } from '../../../lib/wire/rpce/lsarpc/lsar-lookup-sids2.ts';
import { NetrShareEnum } from '../../../lib/wire/rpce/srvsvc/netr-share-enum.ts';
import { hexOf } from '../fscc/class-laws.ts';
import { any, hex } from '../smb2/codec-laws.ts';

/** One parameter, there and back. */
function both<T>(type: NdrType<T>) {
  const { encode, decode } = parameters('it', { it: type });
  return {
    write: (it: T) => hexOf(encode({ it })),
    read: (text: string) => decode(hex(text)).it,
  };
}

/** Bytes in any number of groups. */
const spaced = (text: string) => text.replaceAll(/\s/g, '');

describe('NDR', () => {
  describe('lays out', () => {
    it('members of a structure at their alignment, from the start of the parameters', () => {
      const it = both(ndrStruct({ a: u16, b: u32, c: u16, d: i32 }));
      const bytes = '0100 0000 02000000 0300 0000 ffffffff';
      expect(it.write({ a: 1, b: 2, c: 3, d: -1 })).to.equal(spaced(bytes));
      expect(it.read(bytes)).to.deep.equal({ a: 1, b: 2, c: 3, d: -1 });
    });

    it('a structure at the alignment of its largest member', () => {
      const { encode, decode } = parameters('two', { a: u16, s: ndrStruct({ b: u16, c: u32 }) });
      const bytes = '0100 0000 0200 0000 03000000';
      expect(hexOf(encode({ a: 1, s: { b: 2, c: 3 } }))).to.equal(spaced(bytes));
      expect(decode(hex(bytes))).to.deep.equal({ a: 1, s: { b: 2, c: 3 } });
    });

    it('what is pointed at behind what points, depth first, left to right', () => {
      // [C706] 14.3.12.3
      const inner = ndrStruct({ x: pointer(u32), n: u32 });
      const it = both(ndrStruct({ p: pointer(inner), q: pointer(u32), r: u32 }));
      const bytes = '00000200 04000200 05000000  08000200 02000000  01000000  03000000';
      const value = { p: { x: 1, n: 2 }, q: 3, r: 5 };
      expect(it.read(bytes)).to.deep.equal(value);
      expect(it.write(value)).to.equal(spaced(bytes));
    });

    it('an array of structures before all that they point at', () => {
      const it = both(array(ndrStruct({ p: pointer(u16), n: u16 })));
      const bytes = '02000000  00000200 0100 0000 00000000 0200  0700';
      const value = [
        { p: 7, n: 1 },
        { p: null, n: 2 },
      ];
      expect(it.write(value)).to.equal(spaced(bytes));
      expect(it.read(bytes)).to.deep.equal(value);
    });

    it('bytes of the server in memory of their own, also where they came in a Buffer', () => {
      const bytes = Buffer.from([1, 2, 3, 4]);
      const { it } = parameters('it', { it: opaque(4, 4) }).decode(bytes);
      bytes.fill(0);
      expect([...it]).to.deep.equal([1, 2, 3, 4]);
    });

    it('strings with their NUL, and RPC_UNICODE_STRINGs without', () => {
      expect(both(wideString).write('ab')).to.equal(spaced('03000000 00000000 03000000 6100 6200 0000'));
      expect(both(wideString).read('08000000 00000000 03000000 6100 6200 0000')).to.equal('ab');
      expect(both(wideString).read('02000000 00000000 02000000 6100 6200'), 'without its NUL').to.equal('ab');
      expect(both(wideString).read('00000000 00000000 00000000')).to.equal('');
      const it = both(unicodeString);
      const bytes = '0400 0400 00000200 02000000 00000000 02000000 6100 6200';
      expect(it.write('ab')).to.equal(spaced(bytes));
      expect(it.read(bytes)).to.equal('ab');
      expect(it.read('0400 0600 00000200 03000000 00000000 02000000 6100 6200')).to.equal('ab');
      expect(it.write(null)).to.equal(spaced('0000 0000 00000000'));
      expect(it.read('0000 0000 00000000')).to.equal(null);
    });

    it('SIDs behind the number of their parts', () => {
      const bytes = '02000000 01 02 000000000005 20000000 20020000';
      expect(both(rpcSid).read(bytes)).to.equal('S-1-5-32-544');
      expect(both(rpcSid).write('S-1-5-32-544')).to.equal(spaced(bytes));
      expect(both(rpcSidOrZero).read(bytes)).to.equal('S-1-5-32-544');
      expect(both(rpcSidOrZero).read('00000000 0000000000000000')).to.equal(null);
      expect(both(rpcSidOrZero).write(null)).to.equal('000000000000000000000000');
      expect(() => both(rpcSid).read('00000000 0000000000000000')).to.throw(ProtocolError);
    });

    it('levels, and lists with a number of their own', () => {
      const it = both(leveled(7, pointer(counted(u16))));
      const bytes = '07000000 00000200  02000000 04000200  02000000 0100 0200';
      expect(it.write([1, 2])).to.equal(spaced(bytes));
      expect(it.read(bytes)).to.deep.equal([1, 2]);
      expect(it.write([])).to.equal(spaced('07000000 00000200  00000000 00000000'));
      expect(it.read('07000000 00000200  00000000 00000000')).to.deep.equal([]);
      expect(it.read('07000000 00000200  00000000 04000200 00000000')).to.deep.equal([]);
    });
  });

  describe('refuses', () => {
    const refused = <T>(type: NdrType<T>, bytes: string, why: string) => {
      expect(() => both(type).read(bytes), bytes).to.throw(ProtocolError, why);
    };

    it('numbers of elements that there is no room for', () => {
      refused(array(u32), '03000000 01000000 02000000', '3 elements in 8 bytes');
      refused(array(u32), 'ffffffff 01000000', '4294967295 elements');
      refused(counted(u32), 'ffffffff 00000200 ffffffff', '4294967295 elements in 0 bytes');
      refused(wideString, '10000000 00000000 10000000 6100', '16 elements in 2 bytes');
      refused(wideString, '00000080 00000000 00000080 6100', '2147483648 elements');
      refused(rpcSid, '0f000000 01 0f 000000000005 20000000', '15 elements');
    });

    it('more elements than any honest answer has', () => {
      const bytes = Buffer.alloc(4 + 4 * 65_537);
      bytes.writeUInt32LE(65_537);
      expect(() => parameters('it', { it: array(u32) }).decode(bytes)).to.throw(ProtocolError, 'at most');
    });

    it('numbers that contradict each other', () => {
      refused(counted(u16), '03000000 00000200 02000000 0100 0200', '2 elements where 3');
      refused(counted(u16), '01000000 00000000', '0 elements where 1');
      refused(wideString, '02000000 00000000 03000000 6100 6200 0000', '3 characters');
      refused(wideString, '04000000 01000000 03000000 6100 6200 0000', 'at 1');
      refused(unicodeString, '0600 0600 00000200 03000000 00000000 02000000 6100 6200', '2 characters');
      refused(unicodeString, '0400 0200 00000200 02000000 00000000 02000000 6100 6200', '4 of 2 bytes');
      refused(unicodeString, '0400 0400 00000000', 'nowhere');
      refused(rpcSid, '01000000 01 02 000000000005 20000000', '2 parts where 1');
      refused(leveled(7, u32), '06000000 01000000', 'level 6 where 7');
    });

    it('to write what the wire cannot say', () => {
      expect(() => both(unicodeString).write('x'.repeat(0x8000))).to.throw(RangeError);
      expect(() => both(opaque(20, 4)).write(new Uint8Array(19))).to.throw(RangeError);
      expect(() => both(rpcSid).write('nobody')).to.throw(TypeError);
    });
  });

  describe('gives back', () => {
    const text = any.text.filter(each => !each.includes('\0'));
    const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
    const sid = fc.array(any.u32, { minLength: 1, maxLength: 15 }).map(parts => `S-1-5-${parts.join('-')}`);

    it('every list of shares', () => {
      const entry = fc.record({
        netname: maybe(text),
        type: any.u32,
        remark: maybe(text),
        permissions: any.u32,
        maxUses: any.u32,
        currentUses: any.u32,
        path: maybe(text),
        passwd: maybe(text),
      });
      const answer = fc.record({
        infoStruct: maybe(fc.array(entry)),
        totalEntries: any.u32,
        resumeHandle: maybe(any.u32),
        status: any.u32,
      });
      const { encode, decode } = NetrShareEnum[2].response;
      fc.assert(
        fc.property(answer, value => {
          expect(decode(encode(value))).to.deep.equal(value);
        }),
        { numRuns: 100 },
      );
    });

    it('every look-up', () => {
      const list = fc.record({
        domains: fc.array(fc.record({ name: maybe(text), sid: maybe(sid) })),
        maxEntries: any.u32,
      });
      const answer = fc.record({
        referencedDomains: maybe(list),
        translatedSids: fc.array(
          fc.record({
            use: any.u16,
            sid: maybe(sid),
            domainIndex: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
            flags: any.u32,
          }),
        ),
        mappedCount: any.u32,
        status: any.u32,
      });
      const { encode, decode } = LsarLookupNames3.response;
      fc.assert(
        fc.property(answer, value => {
          expect(decode(encode(value))).to.deep.equal(value);
        }),
        { numRuns: 100 },
      );
    });
  });

  it('makes of any bytes a value no larger than they are, or a ProtocolError', () => {
    const types = [NetrShareEnum[0], NetrShareEnum[2], LsarLookupSids2, LsarLookupNames3];
    // words that look like pointers, counts and levels lead deeper than random ones
    const word = fc.oneof(fc.constantFrom(0, 1, 2, 3, 8, 0x2_0000, 0x7fff_ffff, 0xffff_ffff), any.u32);
    const bytes = fc
      .array(word, { maxLength: 200 })
      .map(words => new Uint8Array(Uint32Array.from(words).buffer));
    fc.assert(
      fc.property(fc.constantFrom(...types), bytes, ({ response }, given) => {
        let value: unknown;
        try {
          value = response.decode(given);
        } catch (error) {
          expect(error).to.be.instanceOf(ProtocolError);
          return;
        }
        expect(leaves(value)).to.be.at.most(given.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** How many values there are in a value, characters of text among them. */
function leaves(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, each) => sum + leaves(each), 0);
}

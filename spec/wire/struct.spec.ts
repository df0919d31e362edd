import { expect } from 'chai';
import { ProtocolError } from '../../lib/errors.ts';
import { countOf, lengthOf, must, offsetOf, reserved, u16, u32, u64, u8 } from '../../lib/wire/fields.ts';
import { array } from '../../lib/wire/smb2/array.ts';
import { alignUp, struct } from '../../lib/wire/struct.ts';
import { bytes, placed, utf16 } from '../../lib/wire/tails.ts';
import { hex, refusesShort, survivesLies, survivesTruncation } from './smb2/codec-laws.ts';

describe('struct: the fixed part', () => {
  const Plain = struct('Plain', 16, { kind: u8, reserved: reserved(1), count: must(u32), id: u64 });

  it('lays the fields out in order, StructureSize first', () => {
    expect(Plain.fixed).to.equal(16);
    const encoded = Plain.encode({ kind: 7, count: 8, id: 9n });
    expect(encoded).to.deep.equal(hex('1000 07 00 08000000 0900000000000000'));
    expect(Plain.decode(encoded)).to.deep.equal({ kind: 7, count: 8, id: 9n });
  });

  it('writes zeros for what is left out, and insists on what must be given', () => {
    expect(Plain.encode({ count: 1 })).to.deep.equal(hex('1000 00 00 01000000 0000000000000000'));
    expect(() => Plain.encode({} as never)).to.throw(TypeError, 'Plain: count is missing');
    expect(() => Plain.encode({ count: undefined } as never)).to.throw(TypeError);
  });

  it('ignores rubbish in reserved bytes', () => {
    expect(Plain.decode(hex('1000 07 ff 08000000 0900000000000000')).kind).to.equal(7);
  });

  it('refuses another StructureSize, by name', () => {
    const other = hex('1100 07 00 08000000 0900000000000000');
    expect(() => Plain.decode(other)).to.throw(ProtocolError, 'Plain: StructureSize 17 is not 16');
  });

  it('refuses every truncation, and a place outside the message', () => {
    refusesShort(each => Plain.decode(each), Plain.encode({ count: 1 }), 16);
    expect(() => Plain.decode(Plain.encode({ count: 1 }), 1)).to.throw(ProtocolError);
    expect(() => Plain.decode(Plain.encode({ count: 1 }), 1000)).to.throw(ProtocolError);
  });

  it('may have no StructureSize, and may have nothing else', () => {
    const Bare = struct('Bare', undefined, { a: u16, b: u16 });
    expect(Bare.encode({ a: 1, b: 2 })).to.deep.equal(hex('0100 0200'));
    expect(Bare.decode(hex('0100 0200'))).to.deep.equal({ a: 1, b: 2 });
    const Empty = struct('Empty', 2, {});
    expect(Empty.encode({})).to.deep.equal(hex('0200'));
    expect(Empty.decode(hex('0200'))).to.deep.equal({});
  });
});

describe('struct: one tail', () => {
  const Named = struct('Named', 9, {
    flags: u16,
    at: offsetOf('name', u16),
    length: lengthOf('name', u16),
    name: utf16,
  });

  it('counts offsets from the start of the message', () => {
    expect(Named.encode({ flags: 1, name: 'ab' }, 64)).to.deep.equal(hex('0900 0100 4800 0400 61006200'));
    expect(Named.encode({ flags: 1, name: 'ab' })).to.deep.equal(hex('0900 0100 0800 0400 61006200'));
    const message = new Uint8Array(76);
    message.set(Named.encode({ name: 'ab' }, 64), 64);
    expect(Named.decode(message, 64)).to.deep.equal({ flags: 0, name: 'ab' });
  });

  it('provides the byte that an odd StructureSize announces, and does not ask for it', () => {
    expect(Named.encode({})).to.deep.equal(hex('0900 0000 0000 0000 00'));
    expect(Named.size({})).to.equal(9);
    expect(Named.decode(hex('0900 0000 0000 0000')).name).to.equal('');
  });

  it('reads a tail from wherever it is said to be', () => {
    expect(Named.decode(hex('0900 0000 0b00 0200 eeeeee 6100')).name).to.equal('a');
  });

  it('takes any offset for nothing', () => {
    expect(Named.decode(hex('0900 0000 ffff 0000')).name).to.equal('');
  });

  it('refuses an offset in the fixed part, or past the end, or a length past the end', () => {
    const decode = (text: string) => () => Named.decode(hex(text));
    expect(decode('0900 0000 0700 0200 6100')).to.throw(ProtocolError, 'Named: name at 7 overlaps');
    expect(decode('0900 0000 0000 0200 6100')).to.throw(ProtocolError, 'overlaps');
    expect(decode('0900 0000 0900 0200 6100')).to.throw(ProtocolError, 'do not fit');
    expect(decode('0900 0000 ffff 0200 6100')).to.throw(ProtocolError, 'do not fit');
    expect(decode('0900 0000 0800 0400 6100')).to.throw(ProtocolError, 'do not fit');
    expect(decode('0900 0000 0800 0100 61')).to.throw(ProtocolError, 'not whole');
  });

  it('does not write a length that its field cannot say', () => {
    expect(() => Named.encode({ name: 'x'.repeat(0x8000) })).to.throw(RangeError, 'Named: name is too long');
    expect(Named.encode({ name: 'x'.repeat(0x7fff) })).to.have.length(8 + 0xfffe);
  });

  it('encodes into memory that is there', () => {
    const target = new Uint8Array(20);
    expect(Named.encodeInto(target, 4, { name: 'a' })).to.equal(10);
    expect(target).to.deep.equal(hex(`00000000 0900 0000 0c00 0200 6100 ${'00'.repeat(6)}`));
  });

  it('survives truncation and lies', () => {
    const known = Named.encode({ name: 'abcd' });
    survivesTruncation(each => Named.decode(each), known);
    survivesLies(each => Named.decode(each), known, 0);
  });
});

describe('struct: several tails', () => {
  const Two = struct('Two', undefined, {
    firstAt: offsetOf('first', u32),
    firstLength: lengthOf('first', u32),
    secondAt: offsetOf('second', u32),
    secondLength: lengthOf('second', u32),
    first: placed(bytes, { align: 8, anchored: true }),
    second: placed(bytes, { align: 8 }),
  });

  it('aligns each from the start of the message', () => {
    expect(Two.encode({ first: hex('aa'), second: hex('bb') }, 4)).to.deep.equal(
      hex('18000000 01000000 20000000 01000000 00000000 aa 00000000000000 bb'),
    );
  });

  it('gives an anchored tail its place even when empty, others none', () => {
    expect(Two.encode({ second: hex('bb') }, 4)).to.deep.equal(
      hex('18000000 00000000 18000000 01000000 00000000 bb'),
    );
    expect(Two.encode({}, 4)).to.deep.equal(hex('18000000 00000000 00000000 00000000 00000000'));
  });

  it('says its size before it writes', () => {
    for (const first of ['', 'aa', 'aabbccddeeff0011']) {
      for (const second of ['', 'bb']) {
        for (const at of [0, 4, 64]) {
          const value = { first: hex(first), second: hex(second) };
          expect(Two.encodeInto(new Uint8Array(200), at, value)).to.equal(Two.size(value, at));
        }
      }
    }
  });

  it('reads tails in any order, and even on top of each other', () => {
    const swapped = hex('11000000 01000000 10000000 01000000 bb aa');
    expect(Two.decode(swapped)).to.deep.equal({ first: hex('aa'), second: hex('bb') });
    const same = hex('10000000 01000000 10000000 01000000 cc');
    expect(Two.decode(same)).to.deep.equal({ first: hex('cc'), second: hex('cc') });
  });

  const Counted = struct('Counted', undefined, {
    count: countOf('numbers', u16),
    restLength: lengthOf('rest', u16),
    numbers: array(u16),
    rest: bytes,
  });

  it('goes on behind what a counted tail used, where no offset is told', () => {
    const encoded = Counted.encode({ numbers: [1, 2], rest: hex('aabb') });
    expect(encoded).to.deep.equal(hex('0200 0200 0100 0200 aabb'));
    expect(Counted.decode(encoded)).to.deep.equal({ numbers: [1, 2], rest: hex('aabb') });
    expect(Counted.decode(hex('0000 0200 aabb'))).to.deep.equal({ numbers: [], rest: hex('aabb') });
  });

  it('refuses a count that the bytes do not hold', () => {
    expect(() => Counted.decode(hex('0300 0000 0100 0200'))).to.throw(ProtocolError);
    expect(() => Counted.decode(hex('0200 0100 0100 0200'))).to.throw(ProtocolError);
  });

  it('does not write a count that its field cannot say', () => {
    const numbers = Array.from({ length: 0x1_0000 }, () => 0);
    expect(() => Counted.encode({ numbers })).to.throw(RangeError, 'numbers is too long');
  });

  it('takes any offset for a list that counts no elements', () => {
    const Listed = struct('Listed', undefined, {
      at: offsetOf('list', u32),
      count: countOf('list', u16),
      list: array(u16),
    });
    expect(Listed.decode(hex('00000000 0000')).list).to.deep.equal([]);
    expect(Listed.decode(hex('ffffffff 0000')).list).to.deep.equal([]);
    expect(() => Listed.decode(hex('00000000 0100 0100'))).to.throw(ProtocolError, 'overlaps');
    expect(Listed.decode(hex('06000000 0100 0700')).list).to.deep.equal([7]);
  });

  it('gives all the rest to a tail of which nothing is told', () => {
    const Rest = struct('Rest', undefined, { kind: u8, rest: bytes });
    expect(Rest.decode(hex('01 aabbcc'))).to.deep.equal({ kind: 1, rest: hex('aabbcc') });
    expect(Rest.decode(hex('01'))).to.deep.equal({ kind: 1, rest: hex('') });
    expect(Rest.encode({ kind: 1, rest: hex('aabb') })).to.deep.equal(hex('01 aabb'));
  });
});

describe('alignUp', () => {
  it('goes to the next multiple, or stays', () => {
    expect([0, 1, 7, 8, 9].map(value => alignUp(value, 8))).to.deep.equal([0, 8, 8, 8, 16]);
    expect(alignUp(0xffff_ffff, 8)).to.equal(0x1_0000_0000);
    expect(alignUp(5, 1)).to.equal(5);
  });
});

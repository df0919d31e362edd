import { expect } from 'chai';
import { ProtocolError } from '../../../../lib/errors.ts';
import { type CreateContext, createContexts } from '../../../../lib/wire/smb2/contexts/create-context.ts';
import { hex, survivesLies, survivesTruncation } from '../codec-laws.ts';

// Next, NameOffset, NameLength, Reserved, DataOffset, DataLength, name, padding, data
const CHAIN = hex(`
  18000000 1000 0400 0000 0000 00000000 4d784163 00000000
  20000000 1000 0400 0000 1800 03000000 54657374 00000000 aabbcc 0000000000
  00000000 1000 0300 0000 1800 01000000 ff0041   0000000000 42`);
const VALUE: readonly CreateContext[] = [
  { name: 'MxAc', data: hex('') },
  { name: 'Test', data: hex('aabbcc') },
  { name: '\u00ff\u0000A', data: hex('42') },
];

function read(bytes: Uint8Array): readonly CreateContext[] {
  return createContexts.read(bytes, undefined);
}

/** The chain with another Next in its context at `at`. */
function withNext(at: number, next: number): Uint8Array {
  const copy = CHAIN.slice();
  new DataView(copy.buffer).setUint32(at, next, true);
  return copy;
}

/** One context that says these things of itself, in 32 bytes. */
function one(nameOffset: number, nameLength: number, dataOffset: number, dataLength: number): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint16(4, nameOffset, true);
  view.setUint16(6, nameLength, true);
  view.setUint16(10, dataOffset, true);
  view.setUint32(12, dataLength, true);
  return bytes;
}

describe('SMB2_CREATE_CONTEXT', () => {
  it('reads a chain, names as latin1, unknown ones kept', () => {
    expect(read(CHAIN)).to.deep.equal(VALUE);
    expect(read(hex(''))).to.deep.equal([]);
  });

  it('writes the same chain, with nothing behind the last', () => {
    const target = new Uint8Array(createContexts.size(VALUE));
    createContexts.write(target, VALUE);
    expect(target).to.deep.equal(CHAIN);
  });

  it('reads a last context that is padded', () => {
    expect(read(hex(`${Buffer.from(CHAIN).toString('hex')}000000`))).to.deep.equal(VALUE);
  });

  it('refuses a Next off its alignment, in its own head, backwards, or at or past the end', () => {
    for (const next of [1, 4, 8, 0x17, 0x1c, 0xffff_fff8, 0xffff_ffe8, 0x8000_0000, CHAIN.length + 7]) {
      expect(() => read(withNext(0x18, next)), `Next ${next}`).to.throw(ProtocolError, /Next/);
    }
    const packed = hex(
      '14000000 1000 0400 0000 0000 00000000 4d784163  00000000 1000 0400 0000 0000 00000000 51466964',
    );
    expect(() => read(packed), 'two whole contexts without padding').to.throw(ProtocolError, /Next 20/);
    const exact = hex('18000000 1000 0400 0000 0000 00000000 4d784163 00000000');
    expect(() => read(exact), 'Next at the very end').to.throw(ProtocolError, /Next 24/);
    expect(() => read(withNext(0, 0x40)), 'room for 15 bytes of head').to.throw(ProtocolError);
  });

  it('does not let a context reach into the next one', () => {
    expect(() => read(withNext(0x18, 0x10))).to.throw(ProtocolError);
    const copy = CHAIN.slice();
    new DataView(copy.buffer).setUint32(0x18 + 12, 9, true);
    expect(() => read(copy)).to.throw(ProtocolError);
  });

  it('refuses a name or data that begins in the head or ends behind the context', () => {
    expect(read(one(16, 4, 24, 8))).to.have.length(1);
    expect(() => read(one(15, 4, 24, 8))).to.throw(ProtocolError, /Name/);
    expect(() => read(one(30, 4, 24, 8))).to.throw(ProtocolError, /Name/);
    expect(() => read(one(16, 4, 8, 8))).to.throw(ProtocolError, /Data/);
    expect(() => read(one(16, 4, 24, 9))).to.throw(ProtocolError, /Data/);
    expect(() => read(one(16, 4, 24, 0xffff_ffff))).to.throw(ProtocolError, /Data/);
  });

  it('does not mind where nothing lies', () => {
    expect(read(one(0, 0, 0xffff, 0))).to.deep.equal([{ name: '', data: hex('') }]);
  });

  it('refuses to write a name longer than its length field can say', () => {
    const value = [{ name: 'x'.repeat(0x1_0000), data: hex('') }];
    expect(() => createContexts.write(new Uint8Array(createContexts.size(value)), value)).to.throw(
      RangeError,
    );
  });

  it('survives truncation and lies', () => {
    survivesTruncation(read, CHAIN);
    survivesLies(read, CHAIN, 0);
  });
});

import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { u16, u32 } from '../../../lib/wire/fields.ts';
import { array } from '../../../lib/wire/smb2/array.ts';
import { hex } from './codec-laws.ts';

describe('array', () => {
  it('reads as many elements as the count says, and no more', () => {
    expect(array(u16).read(hex('010002000300'), 2)).to.deep.equal([1, 2]);
    expect(array(u16).read(hex('0100'), 0)).to.deep.equal([]);
  });

  it('fills its region where nothing counts', () => {
    expect(array(u32).read(hex('0100000002000000'), undefined)).to.deep.equal([1, 2]);
    expect(array(u32).read(hex(''), undefined)).to.deep.equal([]);
  });

  it('refuses a count that the bytes do not hold, and a half element', () => {
    expect(() => array(u16).read(hex('0100'), 2)).to.throw(ProtocolError);
    expect(() => array(u32).read(hex(''), 0xffff_ffff)).to.throw(ProtocolError);
    expect(() => array(u32).read(hex('010000'), undefined)).to.throw(ProtocolError);
  });

  it('writes and counts its elements', () => {
    const target = new Uint8Array(4);
    array(u16).write(target, [0x0102, 0x0304]);
    expect(target).to.deep.equal(hex('02010403'));
    expect(array(u16).count?.([7, 8, 9])).to.equal(3);
    expect(array(u16).size([7, 8, 9])).to.equal(6);
  });
});

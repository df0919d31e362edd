import { expect } from 'chai';
import fc from 'fast-check';
import { guid, NIL_GUID } from '../../../lib/wire/dtyp/guid.ts';
import { hex } from '../smb2/codec-laws.ts';

describe('GUID', () => {
  const text = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  // the first three parts turned round
  const packed = hex('10b8a76b ad9d d111 80b4 00c04fd430c8');

  function read(bytes: Uint8Array): string {
    return guid.read(new DataView(bytes.buffer), 0);
  }
  function write(value: string): Uint8Array {
    const bytes = new Uint8Array(16);
    guid.write(new DataView(bytes.buffer), 0, value);
    return bytes;
  }

  it('has known bytes', () => {
    expect(read(packed)).to.equal(text);
    expect(write(text)).to.deep.equal(packed);
    expect(write(text.toUpperCase())).to.deep.equal(packed);
  });

  it('lies where it is told to', () => {
    const bytes = new Uint8Array(20);
    guid.write(new DataView(bytes.buffer), 3, text);
    expect(bytes.subarray(3, 19)).to.deep.equal(packed);
    expect([bytes[2], bytes[19]]).to.deep.equal([0, 0]);
    expect(guid.read(new DataView(bytes.buffer), 3)).to.equal(text);
  });

  it('is the nil GUID when it is left out', () => {
    expect(guid.fallback).to.equal(NIL_GUID);
    expect(write(NIL_GUID)).to.deep.equal(new Uint8Array(16));
  });

  it('keeps all 16 bytes', () => {
    const law = fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes => {
      expect(write(read(bytes))).to.deep.equal(bytes);
    });
    fc.assert(law);
  });

  it('refuses text that is none', () => {
    for (const bad of [
      '',
      text.slice(1),
      `${text}0`,
      `{${text}}`,
      text.replaceAll('-', ''),
      text.replace('6', 'g'),
    ]) {
      expect(() => write(bad), bad).to.throw(TypeError);
    }
  });
});

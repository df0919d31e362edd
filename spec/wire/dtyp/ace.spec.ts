import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import {
  type Ace,
  AceType,
  decodeAce,
  encodeAce,
  isObjectAceType,
  sizeOfAce,
} from '../../../lib/wire/dtyp/ace.ts';
import { any, hex } from '../smb2/codec-laws.ts';

const USER = 'bf967aba-0de6-11d0-a285-00aa003049e2';
const PROPERTY = '00299570-246d-11d0-a768-00aa006e0529';

describe('ACE', () => {
  function encoded(ace: Ace): Uint8Array {
    const bytes = new Uint8Array(sizeOfAce(ace));
    expect(encodeAce(bytes, 0, ace)).to.equal(bytes.length);
    return bytes;
  }

  const known: [string, Ace, string][] = [
    [
      'ACCESS_ALLOWED_ACE',
      { type: AceType.ACCESS_ALLOWED, flags: 3, mask: 0x1f01ff, sid: 'S-1-1-0' },
      '00 03 1400 ff011f00 0101000000000001 00000000',
    ],
    [
      'SYSTEM_MANDATORY_LABEL_ACE',
      { type: AceType.SYSTEM_MANDATORY_LABEL, flags: 0, mask: 1, sid: 'S-1-16-12288' },
      '11 00 1400 01000000 0101000000000010 00300000',
    ],
    [
      'ACCESS_ALLOWED_OBJECT_ACE without a GUID',
      { type: AceType.ACCESS_ALLOWED_OBJECT, flags: 0, mask: 0x10, sid: 'S-1-1-0' },
      '05 00 1800 10000000 00000000 0101000000000001 00000000',
    ],
    [
      'ACCESS_DENIED_OBJECT_ACE with one GUID',
      { type: AceType.ACCESS_DENIED_OBJECT, flags: 0x12, mask: 0x100, sid: 'S-1-1-0', objectType: PROPERTY },
      '06 12 2800 00010000 01000000 70952900 6d24 d011 a768 00aa006e0529 0101000000000001 00000000',
    ],
    [
      'SYSTEM_AUDIT_OBJECT_ACE that only one kind of object inherits',
      { type: AceType.SYSTEM_AUDIT_OBJECT, flags: 0x42, mask: 1, sid: 'S-1-1-0', inheritedObjectType: USER },
      '07 42 2800 01000000 02000000 ba7a96bf e60d d011 a285 00aa003049e2 0101000000000001 00000000',
    ],
    [
      'ACCESS_ALLOWED_CALLBACK_OBJECT_ACE with both, and a condition',
      {
        type: AceType.ACCESS_ALLOWED_CALLBACK_OBJECT,
        flags: 0,
        mask: 1,
        sid: 'S-1-1-0',
        objectType: PROPERTY,
        inheritedObjectType: USER,
        data: hex('61727478'),
      },
      `0b 00 3c00 01000000 03000000 70952900 6d24 d011 a768 00aa006e0529 ba7a96bf e60d d011 a285 00aa003049e2
       0101000000000001 00000000 61727478`,
    ],
    ['one that nobody knows', { type: 0xee, flags: 1, body: hex('01020304') }, 'ee 01 0800 01020304'],
  ];

  for (const [what, ace, bytes] of known) {
    it(`has known bytes: ${what}`, () => {
      expect(Buffer.from(encoded(ace)).toString('hex')).to.equal(Buffer.from(hex(bytes)).toString('hex'));
      expect(decodeAce(hex(bytes), 0)).to.deep.equal({ ace, size: hex(bytes).length });
    });

    it(`is refused when it is cut: ${what}`, () => {
      const whole = hex(bytes);
      for (let length = 0; length < whole.length; length++) {
        expect(() => decodeAce(whole.subarray(0, length), 0), String(length)).to.throw(ProtocolError);
        // and when its own length says so
        const lying = whole.slice();
        lying[2] = length;
        if ('sid' in ace && length < whole.length - (ace.data?.length ?? 0)) {
          expect(() => decodeAce(lying, 0), `size ${length}`).to.throw(ProtocolError);
        }
      }
    });
  }

  it('reads back what it wrote, every type of it', () => {
    const guid = fc.option(fc.uuid(), { nil: undefined });
    const data = fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined });
    const arbitrary = fc.record({
      type: fc.constantFrom(...Object.values(AceType)),
      flags: any.u8,
      mask: any.u32,
      sid: fc.array(fc.nat(0xffff_ffff), { maxLength: 15 }).map(parts => ['S-1-5', ...parts].join('-')),
      objectType: guid,
      inheritedObjectType: guid,
      data,
    });
    const law = fc.property(arbitrary, ({ objectType, inheritedObjectType, data, ...rest }) => {
      const objects = isObjectAceType(rest.type)
        ? {
            ...(objectType === undefined ? {} : { objectType }),
            ...(inheritedObjectType === undefined ? {} : { inheritedObjectType }),
          }
        : {};
      const ace = { ...rest, ...objects, ...(data === undefined ? {} : { data }) };
      expect(decodeAce(encoded(ace), 0).ace).to.deep.equal(ace);
    });
    fc.assert(law);
  });
});

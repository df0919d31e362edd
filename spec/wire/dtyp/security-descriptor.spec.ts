import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { type Ace, AceFlags, AceType } from '../../../lib/wire/dtyp/ace.ts';
import { SecurityControl, SecurityDescriptor } from '../../../lib/wire/dtyp/security-descriptor.ts';
import { any, fixture, hex, refusesShort, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';

const { decode, encode } = SecurityDescriptor;
const OWNER = 'S-1-5-21-2162157463-3479301975-575652357-1000';

describe('SECURITY_DESCRIPTOR', () => {
  // smbd's, of a file with mode 644
  const samba = fixture('queryInfoResponseSecurity').subarray(72);

  it('reads what smbd sends', () => {
    const descriptor = decode(samba);
    const { owner, group, dacl, sacl, control } = descriptor;
    expect(control).to.equal(0x9004);
    expect(owner).to.equal(OWNER);
    expect(group).to.equal('S-1-22-2-0');
    expect(sacl).to.equal(undefined);
    expect(dacl).to.deep.equal({
      revision: 2,
      aces: [
        { type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x12_019f, sid: owner },
        { type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x12_0089, sid: group },
        { type: AceType.ACCESS_ALLOWED, flags: 0, mask: 0x12_0089, sid: 'S-1-1-0' },
      ],
    });
  });

  it('writes the known bytes: lists first, then owner and group', () => {
    const descriptor = {
      control: SecurityControl.DACL_PROTECTED,
      owner: 'S-1-5-18',
      group: 'S-1-1-0',
      dacl: {
        revision: 2,
        aces: [{ type: AceType.ACCESS_DENIED, flags: AceFlags.INHERITED, mask: 0x10000, sid: 'S-1-1-0' }],
      },
      sacl: { revision: 2, aces: [] },
    };
    const bytes = hex(`01 00 1490 38000000 44000000 14000000 1c000000
      02 00 0800 0000 0000
      02 00 1c00 0100 0000
      01 10 1400 00000100 0101000000000001 00000000
      0101000000000005 12000000
      0101000000000001 00000000`);
    expect(Buffer.from(encode(descriptor)).toString('hex')).to.equal(Buffer.from(bytes).toString('hex'));
    expect(decode(bytes)).to.deep.equal({ ...descriptor, control: 0x9014, resourceManagerControl: 0 });
  });

  it('tells a missing list from one that is not there', () => {
    const nothing = decode(encode({ control: 0 }));
    expect([nothing.owner, nothing.group, nothing.dacl, nothing.sacl]).to.deep.equal(
      Array(4).fill(undefined),
    );
    const everybody = decode(encode({ control: 0, dacl: null }));
    expect(everybody.dacl).to.equal(null);
    expect(everybody.control).to.equal(SecurityControl.SELF_RELATIVE | SecurityControl.DACL_PRESENT);
    const nobody = decode(encode({ control: 0, dacl: { revision: 2, aces: [] } }));
    expect(nobody.dacl).to.deep.equal({ revision: 2, aces: [] });
  });

  it('keeps entries that it does not know', () => {
    const aces: Ace[] = [
      { type: 0x7f, flags: 3, body: hex('01020304 05060708') },
      { type: 0xee, flags: 0, body: hex('') },
      { type: AceType.ACCESS_ALLOWED_CALLBACK, flags: 0, mask: 1, sid: OWNER, data: hex('61727478') },
    ];
    expect(decode(encode({ control: 0, dacl: { revision: 4, aces } })).dacl?.aces).to.deep.equal(aces);
  });

  it('reads back what it wrote', () => {
    const sid = fc.array(fc.nat(0xffff_ffff), { maxLength: 15 }).map(parts => ['S-1-5', ...parts].join('-'));
    const ace = fc.record({ type: fc.constantFrom(0, 1, 2, 0x11), flags: any.u8, mask: any.u32, sid });
    const acl = fc.record({ revision: fc.constantFrom(2, 4), aces: fc.array(ace, { maxLength: 4 }) });
    const part = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: undefined });
    const arbitrary = fc.record({
      control: fc.constant(SecurityControl.DACL_PROTECTED),
      resourceManagerControl: any.u8,
      owner: part(sid),
      group: part(sid),
      dacl: part(acl),
      sacl: part(acl),
    });
    const law = fc.property(arbitrary, value => {
      const { control, ...rest } = decode(encode(value));
      expect({ ...rest, control: control & SecurityControl.DACL_PROTECTED }).to.deep.equal(value);
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('refuses lies about where its parts are', () => {
    const lies: [number, number, string][] = [
      [0, 2, 'a revision'],
      [3, 0x10, 'a form that is not self-relative'],
      [4, 4, 'an owner in the header'],
      [4, 0x95, 'an owner that reaches over the end'],
      [7, 0xff, 'an owner far outside'],
      [0x40 + 2, 7, 'a list shorter than its header'],
      [0x40 + 3, 0xff, 'a list longer than the descriptor'],
      [0x40 + 4, 4, 'an entry more than there are bytes'],
      [0x48 + 2, 3, 'an entry shorter than its header'],
      [0x48 + 3, 0xff, 'an entry longer than its list'],
      [0x48 + 9, 15, 'an identifier longer than its entry'],
    ];
    for (const [at, value, what] of lies) {
      const copy = samba.slice();
      copy[at] = value;
      expect(() => decode(copy), what).to.throw(ProtocolError);
    }
  });

  it('does not look at a list that is not said to be there', () => {
    const copy = samba.slice();
    copy[2] = 0; // without DACL_PRESENT
    copy[16] = 1; // and its offset is rubbish
    expect(decode(copy).dacl).to.equal(undefined);
  });

  it('survives truncations and lies', () => {
    refusesShort(decode, samba, samba.length);
    survivesTruncation(decode, samba);
    survivesLies(decode, samba, 0);
  });

  it('refuses to write a list that its length field cannot hold', () => {
    const aces = Array<Ace>(5000).fill({ type: 0, flags: 0, mask: 0, sid: 'S-1-1-0' });
    expect(() => encode({ control: 0, dacl: { revision: 2, aces } })).to.throw(RangeError);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { DfsReferralResponse } from '../../../lib/wire/dfsc/dfs-referral-response.ts';
import { GetDfsReferral } from '../../../lib/wire/dfsc/get-dfs-referral.ts';
import { hex, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';

const { decode } = DfsReferralResponse;
const text = (value: string) => Buffer.from(`${value}\0`, 'utf16le').toString('hex');

/** Two targets of version 3, as Samba 4.17 lays them out: strings behind the entries. */
function version3(): Uint8Array {
  const [path, one, other] = ['\\s\\d\\link', '\\a\\x', '\\b:8445\\y\\z'].map(text) as [
    string,
    string,
    string,
  ];
  const names = path.length / 2;
  const u16 = (value: number) => Buffer.from([value & 255, value >> 8]).toString('hex');
  const entry = (at: number, address: number) =>
    `0300 2200 0000 0000 58020000 ${u16(76 - at)} ${u16(76 - at)} ${u16(address - at)} ${'00'.repeat(16)}`;
  const first = 76 + names;
  return hex(
    `1200 0200 02000000 ${entry(8, first)} ${entry(42, first + one.length / 2)} ${path}${one}${other}`,
  );
}

describe('RESP_GET_DFS_REFERRAL', () => {
  it('reads version 3', () => {
    const common = { version: 3, serverType: 0, flags: 0, timeToLive: 600, dfsPath: '\\s\\d\\link' };
    expect(decode(version3())).to.deep.equal({
      pathConsumed: 18,
      flags: 2,
      referrals: [
        { ...common, networkAddress: '\\a\\x' },
        { ...common, networkAddress: '\\b:8445\\y\\z' },
      ],
    });
  });

  it('reads version 1, whose name is in the entry, and version 2', () => {
    const name = text('\\a\\x');
    const one = decode(
      hex(
        `0400 0100 00000000 0100 ${(8 + name.length / 2).toString(16).padStart(2, '0')}00 0100 0000 ${name}`,
      ),
    );
    expect(one.referrals).to.deep.equal([
      { version: 1, serverType: 1, flags: 0, timeToLive: 0, dfsPath: '', networkAddress: '\\a\\x' },
    ]);
    const two = decode(
      hex(`0400 0100 00000000 0200 1600 0000 0000 00000000 3c000000 1600 1600 1c00 ${text('\\d')} ${name}`),
    );
    expect(two.referrals).to.deep.equal([
      { version: 2, serverType: 0, flags: 0, timeToLive: 60, dfsPath: '\\d', networkAddress: '\\a\\x' },
    ]);
  });

  it('passes over lists of names', () => {
    const list = decode(hex(`0000 0100 00000000 0400 1200 0000 0200 00000000 0000 0000 0000`));
    expect(list.referrals).to.deep.equal([]);
  });

  it('survives truncations and lies', () => {
    survivesTruncation(decode, version3());
    survivesLies(decode, version3(), 0);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        try {
          expect(decode(bytes).referrals.length).to.be.at.most(bytes.length);
        } catch (error) {
          expect(error).to.be.instanceOf(ProtocolError);
        }
      }),
    );
  });

  it('refuses referrals that multiply one long name', () => {
    const [count, long] = [2_000, 10_000];
    const bytes = Buffer.alloc(8 + count * 18 + long * 2 + 2);
    bytes.writeUInt16LE(count, 2);
    bytes.fill(Buffer.from('a', 'utf16le'), 8 + count * 18, bytes.length - 2);
    for (let index = 0; index < count; index++) {
      const at = 8 + index * 18;
      bytes.writeUInt16LE(3, at);
      bytes.writeUInt16LE(18, at + 2);
      for (const field of [12, 14, 16]) bytes.writeUInt16LE(8 + count * 18 - at, at + field);
    }
    expect(() => decode(bytes)).to.throw(ProtocolError, 'characters');
  });

  it('refuses names that do not end, entries that are too short, and unknown versions', () => {
    const head = '0400 0100 00000000';
    expect(() => decode(hex(`${head} 0300 1200 0000 0000 3c000000 1200 1200 1200 6100`))).to.throw(
      ProtocolError,
      'end',
    );
    expect(() => decode(hex(`${head} 0300 1200 0000 0000 3c000000 ff00 ff00 ff00 0000`))).to.throw(
      ProtocolError,
    );
    expect(() => decode(hex(`${head} 0300 0800 0000 0000`))).to.throw(ProtocolError, '8 bytes');
    expect(() => decode(hex(`${head} 0300 0000 0000 0000`))).to.throw(ProtocolError, '0 bytes');
    expect(() => decode(hex(`${head} 0900 1200 0000 0000`))).to.throw(ProtocolError, 'version 9');
    expect(() => decode(hex('0400 ffff 00000000'))).to.throw(ProtocolError);
  });
});

describe('REQ_GET_DFS_REFERRAL', () => {
  it('writes the known bytes', () => {
    const bytes = GetDfsReferral.encode({ maxReferralLevel: 4, requestFileName: '\\s\\d' });
    expect(Buffer.from(bytes).toString('hex')).to.equal('04005c0073005c0064000000');
  });
});

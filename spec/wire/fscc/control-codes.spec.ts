import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import type { ControlCode } from '../../../lib/wire/fscc/control-code.ts';
import {
  CompressionFormat,
  FSCTL_GET_COMPRESSION,
  FSCTL_SET_COMPRESSION,
} from '../../../lib/wire/fscc/fsctl-compression.ts';
import { FSCTL_DUPLICATE_EXTENTS_TO_FILE } from '../../../lib/wire/fscc/fsctl-duplicate-extents-to-file.ts';
import { FSCTL_QUERY_ALLOCATED_RANGES } from '../../../lib/wire/fscc/fsctl-query-allocated-ranges.ts';
import {
  FileRegionUsage,
  FSCTL_QUERY_FILE_REGIONS,
} from '../../../lib/wire/fscc/fsctl-query-file-regions.ts';
import { FSCTL_SET_SPARSE } from '../../../lib/wire/fscc/fsctl-set-sparse.ts';
import { FSCTL_SET_ZERO_DATA } from '../../../lib/wire/fscc/fsctl-set-zero-data.ts';
import { FsctlCode } from '../../../lib/wire/smb2/ioctl.ts';
import { FSCTL_VALIDATE_NEGOTIATE_INFO } from '../../../lib/wire/smb2/validate-negotiate.ts';
import { FSCTL_DFS_GET_REFERRALS } from '../../../lib/wire/dfsc/get-dfs-referral.ts';
import {
  FSCTL_QUERY_NETWORK_INTERFACE_INFO,
  InterfaceCapability,
  InterfaceFamily,
  NetworkInterfaceInfoList,
} from '../../../lib/wire/smb2/fsctl-query-network-interface-info.ts';
import {
  FSCTL_SRV_COPYCHUNK,
  FSCTL_SRV_COPYCHUNK_WRITE,
  SrvCopychunkCopy,
  SrvCopychunkResponse,
} from '../../../lib/wire/smb2/fsctl-srv-copychunk.ts';
import {
  FSCTL_SRV_ENUMERATE_SNAPSHOTS,
  SrvSnapshotArray,
} from '../../../lib/wire/smb2/fsctl-srv-enumerate-snapshots.ts';
import { FSCTL_SRV_REQUEST_RESUME_KEY } from '../../../lib/wire/smb2/fsctl-srv-request-resume-key.ts';
import { any, hex, refusesShort, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';
import { hexOf } from './class-laws.ts';

const CODES = [
  FSCTL_DUPLICATE_EXTENTS_TO_FILE,
  FSCTL_GET_COMPRESSION,
  FSCTL_QUERY_ALLOCATED_RANGES,
  FSCTL_QUERY_FILE_REGIONS,
  FSCTL_QUERY_NETWORK_INTERFACE_INFO,
  FSCTL_SET_COMPRESSION,
  FSCTL_SET_SPARSE,
  FSCTL_SET_ZERO_DATA,
  FSCTL_SRV_COPYCHUNK,
  FSCTL_SRV_COPYCHUNK_WRITE,
  FSCTL_SRV_ENUMERATE_SNAPSHOTS,
  FSCTL_SRV_REQUEST_RESUME_KEY,
] as readonly ControlCode<never, unknown>[];

/** What a code says on the wire. */
function says<I>(code: ControlCode<I, unknown>, value: I, bytes: string): void {
  expect(hexOf(code.input.encode(value))).to.equal(bytes.replaceAll(' ', ''));
}

/** What an answer means, and that none kills: `least` bytes must be there. */
function hears<O>(code: ControlCode<never, O>, bytes: string, value: O, least: number): void {
  const message = hex(bytes);
  const decode = (each: Uint8Array): unknown => code.output.decode(each);
  expect(decode(message)).to.deep.equal(value);
  refusesShort(decode, message, least);
  survivesTruncation(decode, message);
  survivesLies(decode, message, 0);
}

describe('control codes', () => {
  it('have the names and the numbers of the table', () => {
    for (const { name, ctlCode } of CODES) expect(FsctlCode, name).to.include({ [name]: ctlCode });
    expect(FsctlCode).to.include({ FSCTL_DFS_GET_REFERRALS, FSCTL_VALIDATE_NEGOTIATE_INFO });
    // [MS-FSCC] 2.3: CTL_CODE(device, function, method, access)
    for (const [name, code] of Object.entries(FsctlCode)) {
      expect([6, 9, 17, 20], name).to.include(code >>> 16);
    }
    expect(new Set(Object.values(FsctlCode)).size).to.equal(Object.keys(FsctlCode).length);
    expect(Object.values(FsctlCode)).to.deep.equal(Object.values(FsctlCode).sort((a, b) => a - b));
  });

  it('FSCTL_SET_SPARSE: sparse unless told otherwise', () => {
    says(FSCTL_SET_SPARSE, {}, '01');
    says(FSCTL_SET_SPARSE, { setSparse: false }, '00');
    hears(FSCTL_SET_SPARSE, '0102', undefined, 0);
  });

  it('FSCTL_SET_ZERO_DATA', () => {
    const value = { fileOffset: 0x1000n, beyondFinalZero: 0x2_0000_0000n };
    says(FSCTL_SET_ZERO_DATA, value, '0010000000000000 0000000002000000');
    expect(() => FSCTL_SET_ZERO_DATA.input.encode({} as never)).to.throw(TypeError);
  });

  it('FSCTL_QUERY_ALLOCATED_RANGES', () => {
    says(FSCTL_QUERY_ALLOCATED_RANGES, { fileOffset: 1n, length: 2n }, '0100000000000000 0200000000000000');
    hears(FSCTL_QUERY_ALLOCATED_RANGES, '', { ranges: [] }, 0);
    hears(
      FSCTL_QUERY_ALLOCATED_RANGES,
      '0000000000000000 0010000000000000 0000000001000000 0000010000000000',
      {
        ranges: [
          { fileOffset: 0n, length: 0x1000n },
          { fileOffset: 0x1_0000_0000n, length: 0x1_0000n },
        ],
      },
      0,
    );
    expect(() => FSCTL_QUERY_ALLOCATED_RANGES.output.decode(new Uint8Array(17))).to.throw(ProtocolError);
  });

  it('FSCTL_DUPLICATE_EXTENTS_TO_FILE', () => {
    says(
      FSCTL_DUPLICATE_EXTENTS_TO_FILE,
      {
        sourceFileId: { persistent: 1n, volatile: 2n },
        sourceFileOffset: 3n,
        targetFileOffset: 4n,
        byteCount: 5n,
      },
      '0100000000000000 0200000000000000 0300000000000000 0400000000000000 0500000000000000',
    );
  });

  it('FSCTL_GET_COMPRESSION, FSCTL_SET_COMPRESSION', () => {
    says(FSCTL_SET_COMPRESSION, { compressionState: CompressionFormat.LZNT1 }, '0200');
    says(FSCTL_GET_COMPRESSION, undefined, '');
    hears(FSCTL_GET_COMPRESSION, '0200', { compressionState: CompressionFormat.LZNT1 }, 2);
  });

  it('FSCTL_QUERY_FILE_REGIONS', () => {
    says(FSCTL_QUERY_FILE_REGIONS, {}, '0000000000000000 ffffffffffffff7f 01000000 00000000');
    const bytes = `00000000 02000000 01000000 00000000
      0000000000000000 0010000000000000 01000000 00000000`;
    const regions = [{ fileOffset: 0n, length: 0x1000n, usage: FileRegionUsage.VALID_CACHED_DATA }];
    hears(FSCTL_QUERY_FILE_REGIONS, bytes, { flags: 0, totalRegionEntryCount: 2, regions }, 40);
  });

  it('FSCTL_QUERY_FILE_REGIONS with a count that the bytes do not hold is refused', () => {
    const bytes = hex(`00000000 ffffffff ffffffff 00000000 ${'00'.repeat(24)}`);
    expect(() => FSCTL_QUERY_FILE_REGIONS.output.decode(bytes)).to.throw(ProtocolError);
  });

  it('FSCTL_SRV_REQUEST_RESUME_KEY: 24 bytes, whatever stands behind them', () => {
    const key = Array.from({ length: 24 }, (_, index) => (index + 16).toString(16)).join('');
    says(FSCTL_SRV_REQUEST_RESUME_KEY, undefined, '');
    hears(FSCTL_SRV_REQUEST_RESUME_KEY, `${key} 00000000 00000000`, { resumeKey: hex(key) }, 24);
  });

  it('FSCTL_SRV_COPYCHUNK and FSCTL_SRV_COPYCHUNK_WRITE', () => {
    const value = {
      sourceKey: new Uint8Array(24).fill(0xab),
      chunks: [
        { sourceOffset: 0n, targetOffset: 0x100n, length: 0x10_0000 },
        { sourceOffset: 0x10_0000n, targetOffset: 0x1_0000_0000n, length: 7 },
      ],
    };
    const bytes = `${'ab'.repeat(24)} 02000000 00000000
      0000000000000000 0001000000000000 00001000 00000000
      0000100000000000 0000000001000000 07000000 00000000`.replaceAll(/\s/g, '');
    for (const code of [FSCTL_SRV_COPYCHUNK, FSCTL_SRV_COPYCHUNK_WRITE]) {
      says(code, value, bytes);
      const told = { chunksWritten: 2, chunkBytesWritten: 0, totalBytesWritten: 0x10_0007 };
      hears(code, '02000000 00000000 07001000', told, 12);
      expect(hexOf(SrvCopychunkResponse.encode(told))).to.equal('020000000000000007001000');
    }
    const decode = (each: Uint8Array) => SrvCopychunkCopy.decode(each);
    expect(decode(hex(bytes))).to.deep.equal(value);
    refusesShort(decode, hex(bytes), bytes.length / 2);
    survivesLies(decode, hex(bytes), 0);
  });

  describe('FSCTL_SRV_ENUMERATE_SNAPSHOTS', () => {
    const tokens = ['@GMT-2026.01.31-10.00.00', '@GMT-2025.12.24-18.30.59'];
    const text = Buffer.from(`${tokens.join('\0')}\0\0`, 'utf16le').toString('hex');

    it('tells the tokens', () => {
      const value = { numberOfSnapshots: 2, snapshotArraySize: 102, snapshots: tokens };
      hears(FSCTL_SRV_ENUMERATE_SNAPSHOTS, `02000000 02000000 66000000 ${text}`, value, 12 + 100);
      expect(SrvSnapshotArray.decode(SrvSnapshotArray.encode(value))).to.deep.equal(value);
    });

    it('tells how many there are where they do not fit', () => {
      const value = { numberOfSnapshots: 2, snapshotArraySize: 102, snapshots: [] };
      hears(FSCTL_SRV_ENUMERATE_SNAPSHOTS, '02000000 00000000 66000000 00000000', value, 12);
      hears(FSCTL_SRV_ENUMERATE_SNAPSHOTS, '02000000 00000000 66000000', value, 12);
    });

    it('refuses a count that its bytes do not hold, at once', () => {
      const bytes = hex(`ffffffff ffffffff ffffffff ${text}`);
      expect(() => SrvSnapshotArray.decode(bytes)).to.throw(ProtocolError);
    });
  });

  describe('FSCTL_QUERY_NETWORK_INTERFACE_INFO', () => {
    const entry = (next: string, index: string, speed: string, address: string) =>
      `${next} ${index} 01000000 00000000 ${speed} ${address}`;
    const v4 = `0200 0000 c0a80001 ${'00'.repeat(120)}`;
    const v6 = `1700 0000 00000000 fe80000000000000 0000000000000001 ${'00'.repeat(104)}`;
    const bytes =
      entry('98000000', '02000000', '00ca9a3b00000000', v4) +
      entry('00000000', '03000000', '00e40b5402000000', v6);
    const common = { capability: InterfaceCapability.RSS_CAPABLE };
    const list = [
      {
        ...common,
        ifIndex: 2,
        linkSpeed: 1_000_000_000n,
        family: InterfaceFamily.IPV4,
        address: hex('c0a80001'),
      },
      {
        ...common,
        ifIndex: 3,
        linkSpeed: 10_000_000_000n,
        family: InterfaceFamily.IPV6,
        address: hex('fe800000000000000000000000000001'),
      },
    ];

    it('tells the addresses', () => {
      says(FSCTL_QUERY_NETWORK_INTERFACE_INFO, undefined, '');
      expect(NetworkInterfaceInfoList.decode(hex(bytes))).to.deep.equal(list);
      expect(NetworkInterfaceInfoList.decode(new Uint8Array(0))).to.deep.equal([]);
      expect(hexOf(NetworkInterfaceInfoList.encode(list))).to.equal(hexOf(hex(bytes)));
    });

    it('survives truncation and lies', () => {
      survivesTruncation(NetworkInterfaceInfoList.decode, hex(bytes));
      survivesLies(NetworkInterfaceInfoList.decode, hex(bytes), 0);
      expect(() => NetworkInterfaceInfoList.decode(hex(bytes).subarray(0, 151))).to.throw(ProtocolError);
    });

    it('keeps an address of a kind that it does not know, without its bytes', () => {
      const odd = hex(bytes);
      odd[24] = 0x99;
      expect(NetworkInterfaceInfoList.decode(odd)[0]).to.deep.include({
        family: 0x99,
        address: new Uint8Array(0),
      });
    });
  });

  it('whatever comes as an answer is a value or a ProtocolError', () => {
    const law = fc.property(fc.constantFrom(...CODES), any.bytes, (code, bytes) => {
      try {
        code.output.decode(bytes);
      } catch (error) {
        expect(error).to.be.instanceOf(ProtocolError);
      }
    });
    fc.assert(law, { numRuns: 500 });
  });
});

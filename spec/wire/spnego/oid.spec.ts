import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { Oid, readOid, writeOid } from '../../../lib/wire/spnego/oid.ts';
import { hex, toHex } from '../../crypto/hex.ts';

describe('oid', () => {
  for (const [oid, bytes] of [
    [Oid.SPNEGO, '06062b0601050502'],
    [Oid.NTLMSSP, '060a2b06010401823702020a'],
    [Oid.NEGOEX, '060a2b06010401823702021e'],
    [Oid.KERBEROS, '06092a864886f712010202'],
    [Oid.MS_KERBEROS, '06092a864882f712010202'],
    [Oid.KERBEROS_USER_TO_USER, '060a2a864886f71201020203'],
    ['2.999.3', '0603883703'],
    ['0.0', '060100'],
  ] as const) {
    it(`writes and reads ${oid}`, () => {
      expect(toHex(writeOid(oid))).to.equal(bytes);
      expect(readOid(hex(bytes).subarray(2))).to.equal(oid);
    });
  }

  for (const [what, bytes] of [
    ['nothing', ''],
    ['a number that goes on', '2b86'],
    ['a number beyond all bounds', `2b${'ff'.repeat(20)}01`],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => readOid(hex(bytes))).to.throw(ProtocolError);
    });
  }
});

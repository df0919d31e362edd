import { SmbError } from '../../lib/errors.ts';
import { md5Hex } from '../../lib/crypto/md5.ts';
import { parseName, parseTarget as parseRenameTarget } from '../../lib/server/opening/name.ts';
import { pattern, PATTERN_MAX } from '../../lib/server/listing/pattern.ts';
import { Refused } from '../../lib/server/refused.ts';
import { snapshotOf, snapshotTicks } from '../../lib/share/snapshot.ts';
import { parseGlob } from '../../lib/sync/glob.ts';
import { parseUrl } from '../../lib/target/url.ts';
import { parseTarget } from '../../lib/target.ts';
import { AceFlags, AceType, decodeAce } from '../../lib/wire/dtyp/ace.ts';
import { type Acl, decodeAcl, encodeAcl, sizeOfAcl } from '../../lib/wire/dtyp/acl.ts';
import { toSddl } from '../../lib/wire/dtyp/sddl.ts';
import { parseSddl } from '../../lib/wire/dtyp/sddl-parse.ts';
import { SecurityDescriptor } from '../../lib/wire/dtyp/security-descriptor.ts';
import { decodeSid, encodeSid } from '../../lib/wire/dtyp/sid.ts';
import { within } from '../../lib/wire/fields.ts';
import { formatGmtToken, parseGmtToken } from '../../lib/wire/gmt-token.ts';
import { fromWire, isSafeLocalName, splitPath, toWire } from '../../lib/wire/names.ts';
import { alternateName, withoutStream } from '../../lib/wire/stream-name.ts';
import { readUtf16, writeUtf16 } from '../../lib/wire/tails.ts';
import { decodeXsym, encodeXsym } from '../../lib/wire/xsym.ts';
import { codec, type Decoder, reader, text } from './decoder.ts';

const SID = 'S-1-5-21-1-2-3-1001';
const GUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const ACL: Acl = {
  revision: 4,
  aces: [
    { type: AceType.ACCESS_ALLOWED, flags: AceFlags.CONTAINER_INHERIT, mask: 0x1f01ff, sid: SID },
    { type: AceType.ACCESS_ALLOWED_OBJECT, flags: 0, mask: 1, sid: 'S-1-1-0', objectType: GUID },
    { type: AceType.ACCESS_ALLOWED_CALLBACK, flags: 0, mask: 1, sid: SID, data: Uint8Array.of(1, 2, 3, 4) },
    { type: 0x77, flags: 0, body: Uint8Array.of(1, 2, 3, 4) },
  ],
};

function encodeList(acl: Acl): Uint8Array {
  const bytes = new Uint8Array(sizeOfAcl(acl));
  encodeAcl(bytes, 0, acl);
  return bytes;
}

const ACES = encodeList(ACL).subarray(8);
const isTyped = (error: unknown) => error instanceof SmbError;
const DESCRIPTORS = [
  { owner: SID, group: 'S-1-5-32-544', dacl: ACL, sacl: null },
  { dacl: null, owner: 'S-1-1-0' },
];
const SDDL = DESCRIPTORS.map(
  ({ owner }) => `O:${owner}G:BAD:PAI(A;OICI;FA;;;${owner})(OA;;CC;${GUID};;WD)S:AI`,
);
const URLS = [
  'smb://LAB;ann:p%40ss@nas.example:1445/docs/a/b?sec=ntlmssp&vers=3&sign&seal=0&timeout=5',
  'smb://[fe80::1]/docs',
];

/** [MS-DTYP] and what else has no envelope: descriptors, names, links in files, and the texts of users. */
export const DTYP_DECODERS: readonly Decoder[] = [
  codec('wire/dtyp/sid.ts decodeSid', { encode: encodeSid, decode: bytes => decodeSid(bytes) }, [
    SID,
    'S-1-0-0',
  ]),
  reader('wire/dtyp/ace.ts decodeAce', bytes => decodeAce(bytes, 0), [ACES, ACES.subarray(36)], {
    growth: 64,
  }),
  codec('wire/dtyp/acl.ts decodeAcl', { encode: encodeList, decode: bytes => decodeAcl(bytes, 0) }, [ACL]),
  // its four parts may be the same bytes
  codec('wire/dtyp/security-descriptor.ts SecurityDescriptor', SecurityDescriptor, DESCRIPTORS, {
    growth: 200,
  }),
  reader('wire/fields.ts within', bytes => within(bytes, 2, 4, 'part'), [new Uint8Array(8)]),
  codec('wire/tails.ts readUtf16', { encode: writeUtf16, decode: readUtf16 }, ['', 'name\ud800']),
  reader('wire/xsym.ts decodeXsym', bytes => decodeXsym(bytes, md5Hex), [encodeXsym('../target', md5Hex)]),
  text(
    'wire/dtyp/sddl-parse.ts parseSddl',
    given => {
      const descriptor = parseSddl(given, { domain: 'S-1-5-21-1-2-3' });
      return [descriptor, toSddl(descriptor)];
    },
    SDDL,
    { refuses: isTyped, growth: 100 },
  ),
  text(
    'wire/gmt-token.ts parseGmtToken',
    given => {
      const date = parseGmtToken(given);
      // who was told of a snapshot goes there
      return date && [formatGmtToken(date), snapshotTicks(date), snapshotOf(given)];
    },
    ['@GMT-2026.01.31-10.00.00', '@GMT-0001.01.31-10.00.00'],
  ),
  text('wire/names.ts splitPath', splitPath, ['/docs/./a/../b']),
  text('wire/names.ts fromWire', name => [fromWire(name), fromWire(name, { mapNames: false })], [
    'a\uf022b\uf029',
  ]),
  text('wire/names.ts toWire', path => toWire(path), ['docs/a:b/c.'], { refuses: isTyped }),
  text(
    'wire/names.ts isSafeLocalName',
    name => [isSafeLocalName(name, 'win32'), isSafeLocalName(name, 'linux')],
    ['con.txt', 'file'],
  ),
  text('wire/stream-name.ts alternateName', name => [alternateName(name), withoutStream(name)], [
    ':author:$DATA',
  ]),
  text('target/url.ts parseUrl', parseUrl, URLS, { refuses: isTyped }),
  text(
    'target.ts parseTarget',
    given => Object.entries(parseTarget(given)),
    URLS,
    // the settings have their own size
    { refuses: isTyped, growth: 200 },
  ),
  text(
    'sync/glob.ts parseGlob',
    given => parseGlob(given).regexp.source,
    ['/photos/**/*.{jpg,png}', '[!a-c]?'],
    {
      refuses: isTyped,
    },
  ),
  text('server/opening/name.ts parseName', parseName, ['folder\\file:stream:$DATA', ''], {
    refuses: isRefused,
  }),
  text('server/opening/name.ts parseTarget', parseRenameTarget, ['\\folder\\file'], { refuses: isRefused }),
  text('server/listing/pattern.ts pattern', given => pattern(given.slice(0, PATTERN_MAX), false)(given), [
    '*.t?t',
    '<.">',
  ]),
];

function isRefused(error: unknown): boolean {
  return error instanceof Refused;
}

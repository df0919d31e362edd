import { AvId, decodeAvPairs, encodeAvPairs } from '../../lib/wire/nlmp/av-pair.ts';
import * as authenticate from '../../lib/wire/nlmp/authenticate-message.ts';
import * as challenge from '../../lib/wire/nlmp/challenge-message.ts';
import { ClientChallenge } from '../../lib/wire/nlmp/client-challenge.ts';
import { MessageSignature } from '../../lib/wire/nlmp/message-signature.ts';
import { isNtlmMessage } from '../../lib/wire/nlmp/message-type.ts';
import { NegotiateFlags } from '../../lib/wire/nlmp/negotiate-flags.ts';
import * as negotiate from '../../lib/wire/nlmp/negotiate-message.ts';
import { decodeText, firstPayload } from '../../lib/wire/nlmp/payload.ts';
import * as der from '../../lib/wire/spnego/der.ts';
import * as negTokenInit from '../../lib/wire/spnego/neg-token-init.ts';
import * as negTokenResp from '../../lib/wire/spnego/neg-token-resp.ts';
import { Oid, readOid, writeOid } from '../../lib/wire/spnego/oid.ts';
import { codec, type Decoder, reader } from './decoder.ts';

const bytes8 = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const flags = NegotiateFlags.UNICODE | NegotiateFlags.VERSION;
const version = { productMajorVersion: 10, productMinorVersion: 0, productBuild: 1, ntlmRevisionCurrent: 15 };
const PAIRS = [
  { avId: AvId.MsvAvNbDomainName, value: Buffer.from('LAB', 'utf16le') },
  { avId: AvId.MsvAvTimestamp, value: bytes8 },
];
const mechTypes = [Oid.KERBEROS, Oid.NTLMSSP];
const OID = writeOid(Oid.MS_KERBEROS);
const FIELDS = negTokenResp.encodeNegTokenResp({
  negState: negTokenResp.NegState.ACCEPT_INCOMPLETE,
  supportedMech: Oid.NTLMSSP,
  responseToken: bytes8,
  mechListMIC: bytes8,
});

const NEGOTIATE = negotiate.encodeNegotiateMessage({ negotiateFlags: flags, version });

/** Elements of two bytes become objects with three views. */
const DER_GROWTH = 160;

/** [MS-NLMP], SPNEGO, DER: what both sides of a login read. */
export const AUTH_DECODERS: readonly Decoder[] = [
  codec(
    'wire/nlmp/negotiate-message.ts decodeNegotiateMessage',
    { encode: negotiate.encodeNegotiateMessage, decode: negotiate.decodeNegotiateMessage },
    [
      { negotiateFlags: flags, version },
      { negotiateFlags: flags, version, domainName: bytes8, workstation: bytes8 },
    ],
    { encode: undefined }, // a message without Version is read, and never written
  ),
  codec(
    'wire/nlmp/challenge-message.ts decodeChallengeMessage',
    { encode: challenge.encodeChallengeMessage, decode: challenge.decodeChallengeMessage },
    [
      {
        negotiateFlags: flags,
        serverChallenge: bytes8,
        targetName: 'LAB',
        targetInfo: encodeAvPairs(PAIRS),
        version,
      },
    ],
    { encode: undefined },
  ),
  codec(
    'wire/nlmp/authenticate-message.ts decodeAuthenticateMessage',
    { encode: authenticate.encodeAuthenticateMessage, decode: authenticate.decodeAuthenticateMessage },
    [
      {
        negotiateFlags: flags,
        domainName: 'LAB',
        userName: 'ann',
        workstation: 'pc',
        lmChallengeResponse: new Uint8Array(24),
        ntChallengeResponse: new Uint8Array(60),
        encryptedRandomSessionKey: new Uint8Array(16),
        version,
      },
    ],
    { encode: undefined },
  ),
  codec('wire/nlmp/client-challenge.ts ClientChallenge', ClientChallenge, [
    { timeStamp: 5n, challengeFromClient: bytes8, avPairs: encodeAvPairs(PAIRS) },
  ]),
  codec('wire/nlmp/message-signature.ts MessageSignature', MessageSignature, [
    { checksum: bytes8, seqNum: 1 },
  ]),
  codec('wire/nlmp/av-pair.ts decodeAvPairs', { encode: encodeAvPairs, decode: decodeAvPairs }, [[], PAIRS]),
  reader('wire/nlmp/message-type.ts isNtlmMessage', isNtlmMessage, [NEGOTIATE]),
  reader('wire/nlmp/payload.ts firstPayload', bytes => firstPayload(bytes, [16, 24]), [NEGOTIATE]),
  reader('wire/nlmp/payload.ts decodeText', bytes => decodeText((bytes[0] ?? 0) & 1, bytes.subarray(1)), [
    Uint8Array.from([1, 65, 0]),
    Uint8Array.from([0, 65]),
  ]),
  codec(
    'wire/spnego/neg-token-init.ts decodeNegTokenInit',
    { encode: negTokenInit.encodeNegTokenInit, decode: negTokenInit.decodeNegTokenInit },
    [
      { mechTypes, mechToken: bytes8 },
      { mechTypes, hintName: 'hint', mechListMIC: bytes8 },
    ],
    { encode: undefined, growth: DER_GROWTH }, // mechTypesDer is as it stood on the wire
  ),
  codec(
    'wire/spnego/neg-token-resp.ts decodeNegTokenResp',
    { encode: negTokenResp.encodeNegTokenResp, decode: negTokenResp.decodeNegTokenResp },
    [
      { negState: 1, supportedMech: Oid.NTLMSSP, responseToken: bytes8, mechListMIC: bytes8 },
      { negState: 0 },
    ],
    { growth: DER_GROWTH },
  ),
  reader('wire/spnego/der.ts readElement', der.readElement, [FIELDS], { growth: DER_GROWTH }),
  reader('wire/spnego/der.ts expectElement', bytes => der.expectElement(bytes, 0xa1, 'token'), [FIELDS], {
    growth: DER_GROWTH,
  }),
  reader('wire/spnego/der.ts readElements', der.readElements, [FIELDS, OID], { growth: DER_GROWTH }),
  reader(
    'wire/spnego/der.ts readFields',
    bytes => der.readFields(der.expectElement(bytes, 0xa1, 'token').value, 'token'),
    [FIELDS],
    { growth: DER_GROWTH },
  ),
  reader('wire/spnego/oid.ts readOid', readOid, [OID.subarray(2)]),
];

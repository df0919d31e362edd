import { credentialOf } from '../../lib/auth/credential-caches.ts';
import { KerberosContext, KerberosInitiator } from '../../lib/auth/kerberos-context.ts';
import { parseServicePrincipal } from '../../lib/auth/service-principal.ts';
import { krb5Key } from '../../lib/crypto/krb5-key.ts';
import { SmbError } from '../../lib/errors.ts';
import { AP_REP_ENCPART, decodeApRep, decodeEncApRepPart } from '../../lib/wire/krb5/ap-rep.ts';
import { AP_REQ_AUTHENTICATOR, decodeApAuthenticator, decodeApReq } from '../../lib/wire/krb5/ap-req.ts';
import { decodeCredentialCache } from '../../lib/wire/krb5/credential-cache.ts';
import { decodeGssToken, encodeGssToken } from '../../lib/wire/krb5/gss-token.ts';
import { decodeKrbError } from '../../lib/wire/krb5/krb-error.ts';
import { Krb5Fields } from '../../lib/wire/krb5/krb5-fields.ts';
import { decodeMicToken, encodeMicToken } from '../../lib/wire/krb5/mic-token.ts';
import { decodeTicket } from '../../lib/wire/krb5/ticket.ts';
import { EXCHANGE } from '../auth/kerberos-exchange.ts';
import { KRB_ERROR } from '../wire/krb5/krb-error-bytes.ts';
import { codec, type Decoder, reader, text } from './decoder.ts';

const apReq = decodeGssToken(EXCHANGE.request).message;
const apRep = decodeGssToken(EXCHANGE.reply).message;
const request = decodeApReq(apReq);
const key = credentialOf(decodeCredentialCache(EXCHANGE.cache), request.ticketDer)?.key;
if (key === undefined) throw new Error('the recorded ticket is not in the recorded cache');
const opened = (usage: number, cipher: Uint8Array) =>
  krb5Key(key.encryptionType, key.key)?.decrypt(usage, cipher) ?? new Uint8Array(0);

const initiator = new KerberosInitiator(request, key);
const context = new KerberosContext({ key, acceptorSubkey: true, initiatorSequence: 0, acceptorSequence: 0 });

/** Elements of two bytes become objects with three views. */
const more: Partial<Decoder> = { growth: 160 };

/** Tokens of Kerberos, and the caches in which its tickets lie. */
export const KERBEROS_DECODERS: readonly Decoder[] = [
  codec('wire/krb5/gss-token.ts decodeGssToken', { encode: encodeGssToken, decode: decodeGssToken }, [
    { tokenId: 0x0200, message: apRep },
  ]),
  codec('wire/krb5/mic-token.ts decodeMicToken', { encode: encodeMicToken, decode: decodeMicToken }, [
    { flags: 5, sequenceNumber: 7n, checksum: new Uint8Array(12) },
  ]),
  reader('wire/krb5/ap-req.ts decodeApReq', decodeApReq, [apReq], more),
  reader(
    'wire/krb5/ap-req.ts decodeApAuthenticator',
    decodeApAuthenticator,
    [opened(AP_REQ_AUTHENTICATOR, request.authenticator.cipher)],
    more,
  ),
  reader('wire/krb5/ap-rep.ts decodeApRep', decodeApRep, [apRep], more),
  reader(
    'wire/krb5/ap-rep.ts decodeEncApRepPart',
    decodeEncApRepPart,
    [opened(AP_REP_ENCPART, decodeApRep(apRep).cipher)],
    more,
  ),
  reader('wire/krb5/ticket.ts decodeTicket', decodeTicket, [request.ticketDer], more),
  reader('wire/krb5/krb-error.ts decodeKrbError', decodeKrbError, [KRB_ERROR], more),
  reader(
    'wire/krb5/credential-cache.ts decodeCredentialCache',
    decodeCredentialCache,
    [EXCHANGE.cache],
    more,
  ),
  reader(
    'wire/krb5/krb5-fields.ts Krb5Fields',
    bytes => {
      const fields = Krb5Fields.of(bytes, 14, 'AP-REQ');
      return [fields.integer(0), fields.flags(2), fields.encryptedData(4)];
    },
    [apReq],
    more,
  ),
  reader('auth/kerberos-context.ts KerberosInitiator', bytes => initiator.accept(bytes).sessionKey, [apRep], {
    refuses: error => error instanceof SmbError,
  }),
  reader('auth/kerberos-context.ts KerberosContext', bytes => context.verify(apReq, bytes), [
    encodeMicToken({ flags: 5, sequenceNumber: 0n, checksum: new Uint8Array(12) }),
  ]),
  text(
    'auth/service-principal.ts parseServicePrincipal',
    parseServicePrincipal,
    ['cifs/nas.example', 'cifs/nas@REALM'],
    { refuses: error => error instanceof SmbError && error.code === 'ERR_SMB_OPTION' },
  ),
];

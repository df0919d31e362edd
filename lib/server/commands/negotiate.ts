// [MS-SMB2] 3.3.5.4 Receiving an SMB2 NEGOTIATE Request
import { randomBytes } from '../../crypto/random.ts';
import { extendPreauth, PREAUTH_START } from '../../crypto/preauth.ts';
import { SigningAlgorithm } from '../../crypto/signing.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Capabilities, Dialect, SecurityMode } from '../../wire/smb2/dialect.ts';
import {
  Cipher,
  EncryptionCapabilities,
  HashAlgorithm,
  type NegotiateContext,
  PreauthIntegrityCapabilities,
  SigningCapabilities,
} from '../../wire/smb2/negotiate-contexts.ts';
import { NegotiateRequest, NegotiateResponse } from '../../wire/smb2/negotiate.ts';
import type { Call } from '../connection/call.ts';
import { type Agreement, HangUp } from '../connection/link.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';
import type { Host } from '../state/host.ts';
import { dialectsOf } from '../state/settings.ts';
import { greeting } from '../state/greeting.ts';

/** GCM first, which is twice as fast. */
const CIPHERS = [Cipher.AES_128_GCM, Cipher.AES_256_GCM, Cipher.AES_128_CCM, Cipher.AES_256_CCM];

/** GMAC first, since it is nearly free. */
const ALGORITHMS = [SigningAlgorithm.AES_GMAC, SigningAlgorithm.AES_CMAC, SigningAlgorithm.HMAC_SHA256];

/** Agrees on a dialect, on how to sign, and on sizes. */
export function negotiate(call: Call): Reply {
  const { link, message } = call;
  // 3.3.5.4: a second negotiation ends the connection
  if (link.agreement !== undefined) throw new HangUp('NEGOTIATE came twice');
  const request = call.read(NegotiateRequest);
  if (request.dialects.length === 0) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const { host } = link;
  const dialect = dialectsOf(host.settings).find(ours => request.dialects.includes(ours));
  if (dialect === undefined) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  const agreement = agree(host, request, dialect);
  link.agreement = agreement;
  const newest = dialect === Dialect.SMB_3_1_1;
  if (newest) link.preauth = extendPreauth(PREAUTH_START, message.parts);
  return reply(
    NegotiateResponse,
    {
      ...greeting(host, agreement),
      negotiateContexts: newest ? contexts(request, agreement) : [],
    },
    {
      onSend: parts => {
        if (newest) link.preauth = extendPreauth(link.preauth, parts);
      },
    },
  );
}

function agree({ settings }: Host, request: NegotiateRequest, dialect: Dialect): Agreement {
  const multiCredit = dialect > Dialect.SMB_2_0_2;
  const most = multiCredit ? Infinity : 65_536;
  const { SIGNING_ENABLED, SIGNING_REQUIRED } = SecurityMode;
  const cipher = settings.encryption === 'off' ? undefined : cipherOf(request, dialect);
  const oldCipher = cipher !== undefined && dialect < Dialect.SMB_3_1_1;
  return {
    dialect,
    signingAlgorithm: signingAlgorithm(request, dialect),
    multiCredit,
    maxRead: Math.min(settings.maxRead, most),
    maxWrite: Math.min(settings.maxWrite, most),
    maxTransact: Math.min(settings.maxTransact, most),
    cipher,
    // 2.2.4: with 3.1.1 the context says it, and the bit is not set
    capabilities: (multiCredit ? Capabilities.LARGE_MTU : 0) | (oldCipher ? Capabilities.ENCRYPTION : 0),
    securityMode: settings.signingRequired ? SIGNING_ENABLED | SIGNING_REQUIRED : SIGNING_ENABLED,
    client: {
      guid: Uint8Array.from(request.clientGuid),
      capabilities: request.capabilities,
      securityMode: request.securityMode,
      dialects: [...request.dialects],
    },
  };
}

/** @throws {Refused} for a 3.1.1 offer without a hash that we know (3.3.5.4) */
function signingAlgorithm(request: NegotiateRequest, dialect: Dialect): SigningAlgorithm {
  if (dialect < Dialect.SMB_3_0) return SigningAlgorithm.HMAC_SHA256;
  if (dialect < Dialect.SMB_3_1_1) return SigningAlgorithm.AES_CMAC;
  const preauth = PreauthIntegrityCapabilities.in(request.negotiateContexts);
  if (preauth === undefined) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (!preauth.hashAlgorithms.includes(HashAlgorithm.SHA_512)) {
    throw new Refused(NtStatus.STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
  }
  const offered = SigningCapabilities.in(request.negotiateContexts)?.signingAlgorithms ?? [];
  return ALGORITHMS.find(algorithm => offered.includes(algorithm)) ?? SigningAlgorithm.AES_CMAC;
}

/** Our order among the ciphers that the client has; 3.0 and 3.0.2 know but one. */
function cipherOf(request: NegotiateRequest, dialect: Dialect): Cipher | undefined {
  if (dialect < Dialect.SMB_3_0) return undefined;
  if (dialect < Dialect.SMB_3_1_1) {
    return (request.capabilities & Capabilities.ENCRYPTION) === 0 ? undefined : Cipher.AES_128_CCM;
  }
  const offered = EncryptionCapabilities.in(request.negotiateContexts)?.ciphers ?? [];
  return CIPHERS.find(cipher => offered.includes(cipher));
}

function contexts(request: NegotiateRequest, { signingAlgorithm, cipher }: Agreement): NegotiateContext[] {
  const offersCiphers = EncryptionCapabilities.in(request.negotiateContexts) !== undefined;
  const asked = SigningCapabilities.in(request.negotiateContexts) !== undefined;
  return [
    PreauthIntegrityCapabilities.of({ hashAlgorithms: [HashAlgorithm.SHA_512], salt: randomBytes(32) }),
    ...(offersCiphers ? [EncryptionCapabilities.of({ ciphers: [cipher ?? 0] })] : []),
    ...(asked ? [SigningCapabilities.of({ signingAlgorithms: [signingAlgorithm] })] : []),
  ];
}

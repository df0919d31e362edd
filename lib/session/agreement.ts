import { SigningAlgorithm } from '../crypto/signing.ts';
import { ProtocolError, SmbError } from '../errors.ts';
import type { Limits } from '../commands/target.ts';
import type { NegotiateResponse } from '../commands/negotiate.ts';
import { cipherName } from '../wire/smb2/cipher-name.ts';
import { Capabilities, Dialect, SecurityMode } from '../wire/smb2/dialect.ts';
import {
  Cipher,
  EncryptionCapabilities,
  HashAlgorithm,
  PreauthIntegrityCapabilities,
  SigningCapabilities,
} from '../wire/smb2/negotiate-contexts.ts';
import type { Offer } from './offer.ts';

/** What NEGOTIATE settled. */
export interface Agreement extends Limits {
  readonly dialect: Dialect;
  /** The server's, as VALIDATE_NEGOTIATE_INFO will repeat them. */
  readonly capabilities: number;
  readonly securityMode: number;
  readonly serverGuid: Uint8Array;
  /** As it was offered: zeros where only 2.0.2 was. */
  readonly clientGuid: Uint8Array;
  /** The server's first security token, maybe empty. */
  readonly token: Uint8Array;
  readonly signingAlgorithm: SigningAlgorithm;
  /** What sealing is done with; nothing can be sealed without it. */
  readonly cipher: Cipher | undefined;
  /** Every message of the session is signed. */
  readonly signing: boolean;
}

/** Without LARGE_MTU a request is worth one credit: 64 KiB. */
const SMALL = 65_536;

/** What no server gets to exceed, whatever it advertises: payloads above 8 MiB are nobody's practice. */
const LARGEST = 8 * 1024 * 1024;

/**
 * Reads the server's choice and refuses what was not offered ([MS-SMB2] 3.2.5.2).
 *
 * @throws {SmbError} ERR_SMB_DIALECT, ERR_SMB_SIGNATURE, ERR_SMB_ENCRYPTION_REQUIRED
 */
export function agree(response: NegotiateResponse, offer: Offer): Agreement {
  const dialect = response.dialectRevision as Dialect;
  if (!offer.dialects.includes(dialect)) {
    throw refused(`the server chose dialect 0x${dialect.toString(16)}, which was not offered`);
  }
  const required = (response.securityMode & SecurityMode.SIGNING_REQUIRED) !== 0;
  if (offer.signing === 'off' && required) {
    throw new SmbError({
      code: 'ERR_SMB_SIGNATURE',
      message: "the server requires signing, but signing is 'off': leave that option out",
      fatal: true,
    });
  }
  const multiCredit = dialect !== Dialect.SMB_2_0_2 && (response.capabilities & Capabilities.LARGE_MTU) !== 0;
  const most = multiCredit ? LARGEST : SMALL;
  const size = (value: number, what: string) => {
    // [MS-SMB2] 3.2.5.2: less than 64 KiB is a broken server
    if (value < 4096)
      throw new ProtocolError(`the server's ${what} of ${value} bytes is too small to work with`);
    return Math.min(value, most);
  };
  return {
    dialect,
    capabilities: response.capabilities,
    securityMode: response.securityMode,
    serverGuid: Uint8Array.from(response.serverGuid),
    clientGuid: offer.clientGuid,
    token: Uint8Array.from(response.securityBuffer),
    signingAlgorithm: signingAlgorithm(dialect, response, offer),
    cipher: cipherOf(dialect, response, offer),
    signing: offer.signing === 'required' || (offer.signing === 'if-required' && required),
    multiCredit,
    maxReadSize: size(response.maxReadSize, 'MaxReadSize'),
    maxWriteSize: size(response.maxWriteSize, 'MaxWriteSize'),
    maxTransactSize: size(response.maxTransactSize, 'MaxTransactSize'),
  };
}

function signingAlgorithm(dialect: Dialect, response: NegotiateResponse, offer: Offer): SigningAlgorithm {
  if (dialect < Dialect.SMB_3_0) return SigningAlgorithm.HMAC_SHA256;
  if (dialect < Dialect.SMB_3_1_1) return SigningAlgorithm.AES_CMAC;
  const { negotiateContexts } = response;
  const preauth = PreauthIntegrityCapabilities.in(negotiateContexts);
  const [hash, ...others] = preauth?.hashAlgorithms ?? [];
  if (hash !== HashAlgorithm.SHA_512 || others.length > 0) {
    throw refused('the server chose 3.1.1 without the SHA-512 preauthentication hash');
  }
  const chosen = SigningCapabilities.in(negotiateContexts);
  if (chosen === undefined) return SigningAlgorithm.AES_CMAC;
  const [algorithm, ...more] = chosen.signingAlgorithms;
  if (more.length > 0) throw refused('the server chose several signing algorithms');
  const offered = SigningCapabilities.in(offer.negotiateContexts)?.signingAlgorithms ?? [];
  const known = Object.values(SigningAlgorithm).find(value => value === algorithm);
  if (known === undefined || !offered.includes(known))
    throw refused('the server chose a signing algorithm that was not offered');
  return known;
}

/** The one cipher of 3.0 and 3.0.2, or the one that a 3.1.1 server chose; without a choice nothing is sealed. */
function cipherOf(dialect: Dialect, response: NegotiateResponse, offer: Offer): Cipher | undefined {
  const cipher = chosenCipher(dialect, response);
  if (cipher !== undefined && offer.ciphers.includes(cipher)) return cipher;
  // below 3.1.1 the server's bit alone says so, whatever was offered
  if (cipher !== undefined && dialect === Dialect.SMB_3_1_1) {
    throw refused('the server chose a cipher that was not offered');
  }
  checkUnsealed(offer);
  return undefined;
}

function chosenCipher(dialect: Dialect, response: NegotiateResponse): Cipher | undefined {
  if (dialect < Dialect.SMB_3_0) return undefined;
  if (dialect < Dialect.SMB_3_1_1) {
    return (response.capabilities & Capabilities.ENCRYPTION) === 0 ? undefined : Cipher.AES_128_CCM;
  }
  const chosen = EncryptionCapabilities.in(response.negotiateContexts);
  if (chosen === undefined) return undefined;
  const [cipher, ...more] = chosen.ciphers;
  if (cipher === undefined || more.length > 0) {
    throw refused(`the server chose ${chosen.ciphers.length} ciphers instead of one`);
  }
  // 0: it has none of those that were offered
  return cipher === 0 ? undefined : (cipher as Cipher);
}

/** Fails before any secret or path is sent to a server that cannot keep it. */
function checkUnsealed({ encryption, ciphers }: Offer): void {
  if (encryption !== 'required') return;
  const names = ciphers.map(cipher => cipherName(cipher) ?? String(cipher)).join(', ');
  throw new SmbError({
    code: 'ERR_SMB_ENCRYPTION_REQUIRED',
    message: `encryption: 'required' cannot be met: the server takes none of ${names}, or speaks no dialect from 3.0 on`,
    command: 'NEGOTIATE',
    fatal: true,
  });
}

function refused(message: string): SmbError {
  return new SmbError({ code: 'ERR_SMB_DIALECT', message, command: 'NEGOTIATE', fatal: true });
}

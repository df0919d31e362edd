import { randomBytes } from '../crypto/random.ts';

import type { NegotiateOptions } from '../commands/negotiate.ts';
import { Capabilities, Dialect, SecurityMode } from '../wire/smb2/dialect.ts';
import type { SigningAlgorithmName } from '../wire/smb2/signing-algorithm-name.ts';
import { type CipherName, cipherNumber } from '../wire/smb2/cipher-name.ts';
import {
  type Cipher,
  EncryptionCapabilities,
  HashAlgorithm,
  type NegotiateContext,
  NetnameNegotiateContextId,
  PreauthIntegrityCapabilities,
  SigningAlgorithm,
  SigningCapabilities,
} from '../wire/smb2/negotiate-contexts.ts';

/** How much a session is signed. */
export type Signing = 'required' | 'if-required' | 'off';

/** How much a session is sealed. */
export type Sealing = 'required' | 'if-required' | 'off';

/** What the client says in NEGOTIATE, kept to be validated later ([MS-SMB2] 3.2.4.2.2.2). */
export interface Offer {
  readonly dialects: readonly Dialect[];
  readonly capabilities: number;
  readonly securityMode: number;
  readonly clientGuid: Uint8Array;
  readonly signing: Signing;
  readonly encryption: Sealing;
  /** The ciphers of the offer; none where nothing shall be sealed. */
  readonly ciphers: readonly Cipher[];
  readonly negotiateContexts: readonly NegotiateContext[];
}

const ALL = [
  Dialect.SMB_2_0_2,
  Dialect.SMB_2_1,
  Dialect.SMB_3_0,
  Dialect.SMB_3_0_2,
  Dialect.SMB_3_1_1,
] as const;

/** What to offer a server. */
export interface OfferOptions {
  readonly min: Dialect;
  readonly max: Dialect;
  readonly signing: Signing;
  readonly encryption: Sealing;
  /** In order of preference, which servers need not follow. */
  readonly ciphers: readonly CipherName[];
  /** Of 3.1.1, in the same way. */
  readonly signingAlgorithms: readonly SigningAlgorithmName[];
  /** As the caller named it. */
  readonly host: string;
  /** One per mount, kept over its reconnects. */
  readonly clientGuid: Uint8Array;
}

/** Composes the offer. */
export function makeOffer(options: OfferOptions): Offer {
  const { min, max, signing, encryption, clientGuid } = options;
  const seals = encryption !== 'off' && max >= Dialect.SMB_3_0;
  const ciphers = seals ? options.ciphers.map(cipherNumber) : [];
  const dialects = ALL.filter(dialect => dialect >= min && dialect <= max);
  const { SIGNING_ENABLED, SIGNING_REQUIRED } = SecurityMode;
  return {
    dialects,
    capabilities:
      Capabilities.LARGE_MTU | Capabilities.LEASING | (ciphers.length > 0 ? Capabilities.ENCRYPTION : 0),
    securityMode: signing === 'required' ? SIGNING_ENABLED | SIGNING_REQUIRED : SIGNING_ENABLED,
    // [MS-SMB2] 2.2.3: a client that speaks only 2.0.2 leaves it zero
    clientGuid: max > Dialect.SMB_2_0_2 ? clientGuid : new Uint8Array(16),
    signing,
    encryption,
    ciphers,
    negotiateContexts: dialects.includes(Dialect.SMB_3_1_1) ? contexts(options, ciphers) : [],
  };
}

/** The request's fields. */
export function offerFields(offer: Offer): NegotiateOptions {
  const { dialects, capabilities, securityMode, clientGuid, negotiateContexts } = offer;
  return { dialects: [...dialects], capabilities, securityMode, clientGuid, negotiateContexts };
}

function contexts({ host, signingAlgorithms }: OfferOptions, ciphers: readonly Cipher[]): NegotiateContext[] {
  return [
    PreauthIntegrityCapabilities.of({ hashAlgorithms: [HashAlgorithm.SHA_512], salt: randomBytes(32) }),
    ...(ciphers.length === 0 ? [] : [EncryptionCapabilities.of({ ciphers: [...ciphers] })]),
    SigningCapabilities.of({
      signingAlgorithms: signingAlgorithms.map(name => SigningAlgorithm[name]),
    }),
    NetnameNegotiateContextId.of({ netName: host }),
  ];
}

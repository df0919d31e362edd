// [MS-SMB2] 2.2.3.1.7 SMB2_SIGNING_CAPABILITIES: the signing algorithms as users know them
import { SigningAlgorithm } from './negotiate-contexts.ts';

/** The signing algorithms of 3.1.1, in the order in which they are offered: GMAC is nearly free. */
export const SIGNING_ALGORITHM_NAMES = ['AES_GMAC', 'AES_CMAC', 'HMAC_SHA256'] as const;
/** A signing algorithm by its name in the specification. */
export type SigningAlgorithmName = (typeof SIGNING_ALGORITHM_NAMES)[number];

/** A signing algorithm as users know it. */
export function signingAlgorithmName(algorithm: SigningAlgorithm): SigningAlgorithmName {
  return SIGNING_ALGORITHM_NAMES.find(name => SigningAlgorithm[name] === algorithm) ?? 'HMAC_SHA256';
}

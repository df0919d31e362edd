// [MS-SMB2] 2.2.3.1.2 SMB2_ENCRYPTION_CAPABILITIES: the ciphers as users know them
import { Cipher } from './negotiate-contexts.ts';

/** The ciphers of SMB 3, in the order in which they are offered: GCM is twice as fast as CCM. */
export const CIPHER_NAMES = ['AES-128-GCM', 'AES-256-GCM', 'AES-128-CCM', 'AES-256-CCM'] as const;
/** A cipher by the name that everybody knows it by. */
export type CipherName = (typeof CIPHER_NAMES)[number];

const NUMBERS: Readonly<Record<CipherName, Cipher>> = {
  'AES-128-GCM': Cipher.AES_128_GCM,
  'AES-256-GCM': Cipher.AES_256_GCM,
  'AES-128-CCM': Cipher.AES_128_CCM,
  'AES-256-CCM': Cipher.AES_256_CCM,
};

/** A cipher's number on the wire. */
export function cipherNumber(name: CipherName): Cipher {
  return NUMBERS[name];
}

/** A cipher as users know it. */
export function cipherName(cipher: Cipher): CipherName | undefined {
  return CIPHER_NAMES.find(name => NUMBERS[name] === cipher);
}

// RFC 3961 8, RFC 3962 7, RFC 8009 7, RFC 4757 the numbers of encryption types
export const EncryptionType = {
  DES_CBC_CRC: 1,
  DES_CBC_MD5: 3,
  DES3_CBC_SHA1: 16,
  AES128_CTS_HMAC_SHA1_96: 17,
  AES256_CTS_HMAC_SHA1_96: 18,
  AES128_CTS_HMAC_SHA256_128: 19,
  AES256_CTS_HMAC_SHA384_192: 20,
  RC4_HMAC: 23,
  CAMELLIA128_CTS_CMAC: 25,
  CAMELLIA256_CTS_CMAC: 26,
} as const;
/** Any number: outside the table are types that nobody should use any more. */
export type EncryptionType = number;

/** A type's name, or its number. */
export function encryptionTypeName(type: EncryptionType): string {
  const entry = Object.entries(EncryptionType).find(([, number]) => number === type);
  return entry?.[0] ?? `encryption type ${type}`;
}

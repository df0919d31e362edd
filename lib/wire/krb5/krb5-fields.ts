// RFC 4120 5.2 basic types, read from the fields of a SEQUENCE
import { ProtocolError } from '../../errors.ts';
import { Tag, applicationTag, expectElement, readElements, readFields } from '../spnego/der.ts';
import type { EncryptionType } from './encryption-type.ts';

/** RFC 4120 5.2.9. */
export interface EncryptedData {
  readonly encryptionType: EncryptionType;
  readonly cipher: Uint8Array;
}

/** RFC 4120 5.2.9. */
export interface EncryptionKey {
  readonly encryptionType: EncryptionType;
  readonly key: Uint8Array;
}

/** RFC 4120 5.2.2, without its type, which is only a hint. */
export type PrincipalName = readonly string[];

/** The fields of one structure by their number; each reader throws ProtocolError for what is missing or of another type. */
export class Krb5Fields {
  readonly #fields: ReadonlyMap<number, Uint8Array>;
  readonly #what: string;

  /** A SEQUENCE. */
  constructor(sequence: Uint8Array, what: string) {
    this.#fields = readFields(sequence, what);
    this.#what = what;
  }

  /** The structure [APPLICATION n] at the start of `bytes`. */
  static of(bytes: Uint8Array, application: number, what: string): Krb5Fields {
    return new Krb5Fields(expectElement(bytes, applicationTag(application), what).value, what);
  }

  has(n: number): boolean {
    return this.#fields.has(n);
  }

  /** A field as it stood on the wire. */
  raw(n: number): Uint8Array {
    const field = this.#fields.get(n);
    if (field === undefined) throw new ProtocolError(`${this.#what}: field ${n} is missing`);
    return field;
  }

  /** Int32, UInt32 or Microseconds. */
  integer(n: number): number {
    const value = this.#of(n, Tag.INTEGER);
    if (value.length === 0 || value.length > 5) {
      throw new ProtocolError(`${this.#what}: field ${n} is no number of 32 bits`);
    }
    const unsigned = value.reduce((sum, byte) => sum * 256 + byte, 0);
    return (value[0] ?? 0) & 0x80 ? unsigned - 256 ** value.length : unsigned;
  }

  /** UInt32, also of those who write numbers above 2^31 as negative ones. */
  unsigned(n: number): number {
    return this.integer(n) >>> 0;
  }

  octets(n: number): Uint8Array {
    return this.#of(n, Tag.OCTET_STRING);
  }

  /** The first 32 bits of KerberosFlags, bit 0 the highest. */
  flags(n: number): number {
    const [, ...bytes] = this.#of(n, Tag.BIT_STRING);
    return bytes.slice(0, 4).reduce((flags, byte, index) => flags | (byte << (24 - 8 * index)), 0) >>> 0;
  }

  /** KerberosString. */
  text(n: number): string {
    return Buffer.from(this.#of(n, Tag.GENERAL_STRING)).toString();
  }

  /** KerberosTime in milliseconds since 1970. */
  time(n: number): number {
    const text = Buffer.from(this.#of(n, Tag.GENERALIZED_TIME)).toString('latin1');
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)?.slice(1).map(Number);
    if (parts === undefined) throw new ProtocolError(`${this.#what}: field ${n} is no time`);
    const [year = 0, month = 0, day, hour, minute, second] = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  principalName(n: number): PrincipalName {
    const names = new Krb5Fields(this.raw(n), this.#what).raw(1);
    return readElements(expectElement(names, Tag.SEQUENCE, this.#what).value).map(({ raw }) =>
      Buffer.from(expectElement(raw, Tag.GENERAL_STRING, this.#what).value).toString(),
    );
  }

  encryptedData(n: number): EncryptedData {
    const data = new Krb5Fields(this.raw(n), this.#what);
    return { encryptionType: data.integer(0), cipher: data.octets(2) };
  }

  /** An OPTIONAL EncryptionKey. */
  encryptionKey(n: number): EncryptionKey | undefined {
    if (!this.has(n)) return undefined;
    const key = new Krb5Fields(this.raw(n), this.#what);
    return { encryptionType: key.integer(0), key: key.octets(1) };
  }

  #of(n: number, tag: number): Uint8Array {
    return expectElement(this.raw(n), tag, this.#what).value;
  }
}

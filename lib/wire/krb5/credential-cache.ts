// The FILE credential cache of MIT Kerberos, formats 3 and 4 (its "Credential cache file format"): all big-endian
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';
import type { EncryptionKey } from './krb5-fields.ts';

/** Whose, or for whom, a ticket is. */
export interface CachedPrincipal {
  readonly nameType: number;
  readonly realm: string;
  readonly components: readonly string[];
}

/** One ticket with its session key. Times are in seconds since 1970; 0 means none. */
export interface CachedCredential {
  readonly client: CachedPrincipal;
  readonly server: CachedPrincipal;
  /** The session key that client and service share. */
  readonly key: EncryptionKey;
  readonly authTime: number;
  readonly startTime: number;
  readonly endTime: number;
  readonly renewTill: number;
  readonly ticketFlags: number;
  /** The ticket as the service is shown it. */
  readonly ticket: Uint8Array;
}

/** What a cache file holds. */
export interface CredentialCache {
  /** Whose cache it is. */
  readonly principal: CachedPrincipal;
  readonly credentials: readonly CachedCredential[];
  /** What the Kerberos library noted down between the tickets: `pa_type`, `start_realm`, `fast_avail`, ... */
  readonly config: ReadonlyMap<string, Uint8Array>;
}

const WHAT = 'credential cache';
/** The realm of entries that are no tickets. */
const CONFIG_REALM = 'X-CACHECONF:';

/** @throws {ProtocolError} for anything else, other formats included */
export function decodeCredentialCache(bytes: Uint8Array): CredentialCache {
  const reader = new Reader(bytes);
  const format = reader.u16();
  if (format !== 0x0504 && format !== 0x0503) {
    throw new ProtocolError(`${WHAT}: format 0x${format.toString(16)} is unknown`);
  }
  const version = format & 0xff;
  if (version === 4) reader.take(reader.u16()); // tags, such as the KDC's clock
  const principal = readPrincipal(reader);
  const credentials: CachedCredential[] = [];
  const config = new Map<string, Uint8Array>();
  while (reader.left > 0) {
    const credential = readCredential(reader, version);
    const { realm, components } = credential.server;
    if (realm === CONFIG_REALM) config.set(components.slice(1).join('/'), credential.ticket);
    else credentials.push(credential);
  }
  return { principal, credentials, config };
}

function readCredential(reader: Reader, version: number): CachedCredential {
  const client = readPrincipal(reader);
  const server = readPrincipal(reader);
  const encryptionType = reader.u16();
  if (version === 3) reader.u16(); // the same type once more
  const key = { encryptionType, key: reader.data() };
  const [authTime, startTime, endTime, renewTill] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
  reader.take(1); // whether it is under another ticket's session key
  const ticketFlags = reader.u32();
  for (let part = 0; part < 2; part++) {
    // addresses, then authorization data: each entry has a type
    for (let count = reader.count(6); count > 0; count--) {
      reader.u16();
      reader.data();
    }
  }
  const ticket = reader.data();
  reader.data(); // a second ticket
  return { client, server, key, authTime, startTime, endTime, renewTill, ticketFlags, ticket };
}

function readPrincipal(reader: Reader): CachedPrincipal {
  const nameType = reader.u32();
  const count = reader.count(4);
  const realm = reader.text();
  return { nameType, realm, components: Array.from({ length: count }, () => reader.text()) };
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Uint8Array {
    const part = within(this.#bytes, this.#at, length, WHAT);
    this.#at += length;
    return part;
  }

  u16(): number {
    const at = this.#at;
    this.take(2);
    return this.#view.getUint16(at);
  }

  u32(): number {
    const at = this.#at;
    this.take(4);
    return this.#view.getUint32(at);
  }

  /** A number of entries, each of which takes so many bytes at least. */
  count(each: number): number {
    const count = this.u32();
    if (count * each > this.left) throw new ProtocolError(`${WHAT}: it ends too early`);
    return count;
  }

  data(): Uint8Array {
    return this.take(this.u32());
  }

  text(): string {
    return Buffer.from(this.data()).toString();
  }
}

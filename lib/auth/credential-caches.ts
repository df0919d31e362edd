import { readFile, stat } from 'node:fs/promises';
import {
  type CachedCredential,
  type CredentialCache,
  decodeCredentialCache,
} from '../wire/krb5/credential-cache.ts';
import {
  type KerberosEnvironment,
  credentialCacheFiles,
  credentialCacheName,
} from './credential-cache-name.ts';

/** Larger than any cache of a user: tickets have a few KiB, at most 64. */
const LARGEST_CACHE = 16 * 1024 * 1024;

/** The caches of this process, read as they are now. What is no cache, or not there, is passed over. */
export class CredentialCaches {
  /** As libkrb5 names it. */
  readonly name: string;
  readonly #files: readonly string[];

  private constructor(name: string, files: readonly string[]) {
    this.name = name;
    this.#files = files;
  }

  /** @throws {SmbError} ERR_SMB_AUTH for kinds of caches that are no files */
  static async open(env: KerberosEnvironment): Promise<CredentialCaches> {
    const name = await credentialCacheName(env);
    return new CredentialCaches(name, await credentialCacheFiles(name));
  }

  /**
   * Hands each cache to `look` until it finds something. The memory is wiped behind it: nothing that `look` returns
   * may be a view.
   */
  async find<T>(look: (cache: CredentialCache) => T | undefined): Promise<T | undefined> {
    for (const file of [...this.#files]) {
      const bytes = await read(file);
      if (bytes === undefined) continue;
      try {
        const found = look(decodeCredentialCache(bytes));
        if (found !== undefined) return found;
      } catch {
        // libkrb5 could make nothing of it either
      } finally {
        bytes.fill(0);
      }
    }
    return undefined;
  }
}

/** The cached credential whose ticket that is. */
export function credentialOf(cache: CredentialCache, ticket: Uint8Array): CachedCredential | undefined {
  return cache.credentials.find(credential => Buffer.compare(credential.ticket, ticket) === 0);
}

/** The ticket by which others are asked for, of the cache's owner. */
export function ticketGrantingTicket({
  principal,
  credentials,
}: CredentialCache): CachedCredential | undefined {
  return credentials.find(
    ({ server }) => server.components[0] === 'krbtgt' && server.components[1] === principal.realm,
  );
}

async function read(file: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(file);
    return size > LARGEST_CACHE ? undefined : await readFile(file);
  } catch {
    return undefined;
  }
}

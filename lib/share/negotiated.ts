import { type CipherName, cipherName } from '../wire/smb2/cipher-name.ts';
import { dialectName } from '../wire/smb2/dialect-name.ts';
import type { MountedTree } from '../session/mounted-tree.ts';
import type { DialectName } from '../target.ts';
import { guid } from '../wire/dtyp/guid.ts';
import { viewOf } from '../wire/fields.ts';
import { SecurityMode } from '../wire/smb2/dialect.ts';
import { type SigningAlgorithmName, signingAlgorithmName } from '../wire/smb2/signing-algorithm-name.ts';

/** What client and server agreed on when the share was mounted. */
export interface Negotiated {
  /** By which the server knows this client, over all connections of one `mount(...)`; zeros where only 2.0.2 was offered. */
  readonly clientGuid: string;
  readonly dialect: DialectName;
  /** Every message is signed. */
  readonly signed: boolean;
  /** How messages are signed. */
  readonly signingAlgorithm: SigningAlgorithmName;
  /** The server insists on signing. */
  readonly signingRequired: boolean;
  /** Every message is encrypted: the server, the share or the caller wants it. */
  readonly encrypted: boolean;
  /** What messages are encrypted with, where they are; missing where no cipher was agreed on. */
  readonly cipher: CipherName | undefined;
  /** Bytes of the largest READ. */
  readonly maxReadSize: number;
  /** Bytes of the largest WRITE. */
  readonly maxWriteSize: number;
}

/** Reads it off a mounted tree. */
export function negotiatedOf({ connection, session, tree }: MountedTree): Negotiated {
  const { agreement } = connection;
  const { clientGuid, dialect, signing, signingAlgorithm, cipher, securityMode } = agreement;
  const { maxReadSize, maxWriteSize } = agreement;
  const sealing = connection.exchange.security.of(session.sessionId)?.sealing;
  return {
    clientGuid: guid.read(viewOf(clientGuid), 0),
    dialect: dialectName(dialect) ?? '2.0.2',
    signed: signing && session.keyed,
    signingAlgorithm: signingAlgorithmName(signingAlgorithm),
    signingRequired: (securityMode & SecurityMode.SIGNING_REQUIRED) !== 0,
    encrypted: sealing !== undefined && (sealing.everything || tree.isSealed),
    cipher: cipher && cipherName(cipher),
    maxReadSize,
    maxWriteSize,
  };
}

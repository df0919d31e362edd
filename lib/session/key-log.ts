import { type SessionKeys, toSessionKey } from '../crypto/kdf.ts';

/** The file that wants the keys of sessions: only by the environment, never by an option that lies in some code. */
export function keyLogPath(): string | undefined {
  const path = process.env['RXSMB_KEYLOG'];
  return path === '' ? undefined : path;
}

/** Where keys are wanted: says so before anything is sent, or refuses a file that others could read. */
export async function announceKeyLog(): Promise<void> {
  const path = keyLogPath();
  if (path === undefined) return;
  const { announceKeyLog } = await import('../transport/key-log.ts');
  announceKeyLog(path);
}

/** Writes down the keys of a session, where they are wanted. */
export async function logKeys(sessionId: bigint, sessionKey: Uint8Array, keys: SessionKeys): Promise<void> {
  const path = keyLogPath();
  if (path === undefined) return;
  const { logKeys } = await import('../transport/key-log.ts');
  logKeys(path, {
    sessionId,
    sessionKey: toSessionKey(sessionKey),
    toClient: keys.decryptionKey,
    toServer: keys.encryptionKey,
  });
}

// The keys of sessions, for whoever has a capture of them and may read it: lines as Wireshark keeps them itself in
// the file `smb2_seskey_list` of its profile ("Secret session keys to use for decryption").
import { closeSync, constants, fstatSync, openSync, type Stats, writeSync } from 'node:fs';

import { SmbError } from '../errors.ts';

/** The keys of one session; a dialect below 3.0 has none but the session key. */
export interface LoggedKeys {
  readonly sessionId: bigint;
  /** 16 bytes. */
  readonly sessionKey: Uint8Array;
  readonly toClient: Uint8Array | undefined;
  readonly toServer: Uint8Array | undefined;
}

/** A link is not followed, and a pipe that nobody reads does not hold us up: neither is a file for keys. */
const FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What belongs to the owner alone. */
const OTHERS = 0o077;

const announced = new Set<string>();

/**
 * Says loudly, once a process and file, that keys will be written there; before anything of them exists.
 *
 * @throws {SmbError} ERR_SMB_OPTION for a file that is a link, no file at all, or not its owner's alone
 */
export function announceKeyLog(path: string): void {
  closeSync(openKeyLog(path));
  if (announced.has(path)) return;
  announced.add(path);
  process.emitWarning(
    `the keys of SMB sessions are being written to '${path}': who has that file can read and forge their traffic. Unset RXSMB_KEYLOG to end it.`,
    { type: 'SecurityWarning', code: 'RXSMB_KEYLOG' },
  );
}

/**
 * Appends the line of one session. The file is looked at anew each time: it may have been moved away.
 *
 * @throws {SmbError} ERR_SMB_OPTION, as {@link announceKeyLog}
 */
export function logKeys(path: string, { sessionId, sessionKey, toClient, toServer }: LoggedKeys): void {
  const id = Buffer.alloc(8);
  id.writeBigUInt64LE(sessionId);
  const file = openKeyLog(path);
  try {
    writeSync(file, `${[id, sessionKey, toClient, toServer].map(hex).join(',')}\n`);
  } finally {
    closeSync(file);
  }
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '""' : Buffer.from(bytes).toString('hex');
}

function openKeyLog(path: string): number {
  const file = attempt(path);
  const fault = faultOf(fstatSync(file));
  if (fault === undefined) return file;
  closeSync(file);
  throw refused(path, fault);
}

/** What keeps a file from being a place for keys. */
function faultOf(stat: Stats): string | undefined {
  const owner = process.getuid?.();
  if (!stat.isFile()) return 'is not a file';
  if (owner === undefined) return undefined; // Windows tells neither owners nor modes here
  if (stat.uid !== owner) return 'belongs to another user';
  if ((stat.mode & OTHERS) !== 0) return 'is open to other users: chmod 600 it';
  return undefined;
}

function attempt(path: string): number {
  try {
    return openSync(path, FLAGS, 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw refused(path, code === 'ELOOP' ? 'is a symbolic link' : `cannot be written (${message})`, error);
  }
}

function refused(path: string, reason: string, cause?: unknown): SmbError {
  return new SmbError({
    code: 'ERR_SMB_OPTION',
    message: `the key log '${path}' that RXSMB_KEYLOG names ${reason}`,
    outcome: 'not-sent',
    fatal: true,
    cause,
  });
}
